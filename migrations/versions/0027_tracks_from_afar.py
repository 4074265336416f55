"""Tracks from afar: codes that stay in their rows, one feature for a conveyance, and ways there and back drawn whole."""

from alembic import op

from silog.kit.migration import run_script

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep long lines apart from the rows, and draw with lines of tiles' own."""
    run_script(op, "0027/tracks.sql")


def downgrade() -> None:
    """Keep and draw as before."""
    run_script(op, "0027/down.sql")
