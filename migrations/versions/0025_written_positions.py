"""A box keeps its place's coordinates as they are written in answers."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write them once for each move of a box, and not once for each that reads it."""
    op.execute(
        """ALTER TABLE boxes
             ADD COLUMN place_lon text COLLATE "C"
               GENERATED ALWAYS AS ((round(ST_X(place_point) * 1e6::float8) / 1e6::float8)::text) STORED,
             ADD COLUMN place_lat text COLLATE "C"
               GENERATED ALWAYS AS ((round(ST_Y(place_point) * 1e6::float8) / 1e6::float8)::text) STORED"""
    )


def downgrade() -> None:
    """Read the point."""
    op.execute("ALTER TABLE boxes DROP COLUMN place_lon, DROP COLUMN place_lat")
