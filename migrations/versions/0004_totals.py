"""What the boxes of a region add up to, kept in one row."""

from alembic import op

from silog.kit.migration import run_script

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the totals, and add up those of what is there."""
    run_script(op, "0004/totals.sql")


def downgrade() -> None:
    """Keep them no longer."""
    run_script(op, "0004/down.sql")
