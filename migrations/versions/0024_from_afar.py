"""What is drawn from afar: places where signs have room, tracks from lines that are kept, and tiles along the edge of the map."""

from alembic import op

from silog.kit.migration import run_script

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index what is drawn from afar, keep the lines of tracks, and let no tile reach beyond the edge."""
    for part in ("reach", "far_places", "tracks"):
        run_script(op, f"0024/{part}.sql")


def downgrade() -> None:
    """Draw as before."""
    run_script(op, "0024/down.sql")
