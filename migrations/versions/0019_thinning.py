"""Positions are thinned as they age, and go in the end."""

from alembic import op

from silog.kit.migration import run_script

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Remember how far positions are thinned, and let the application thin them by a function."""
    run_script(op, "0019/thinning.sql")


def downgrade() -> None:
    """Keep every position for good."""
    run_script(op, "0019/down.sql")
