"""Photos of boxes, beside the scans that name them."""

from alembic import op

from silog.kit.migration import run_script

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for photos; none has been handed in yet."""
    run_script(op, "0017/photos.sql")


def downgrade() -> None:
    """Drop every photo; the events keep their hashes."""
    run_script(op, "0017/down.sql")
