"""Positions stand by month, so that a month is looked into by itself and goes as a whole."""

from alembic import op

from silog.kit.migration import run_script

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Part the positions that are there, and let the application part those to come by a function."""
    run_script(op, "0033/by_month.sql")


def downgrade() -> None:
    """Have all positions in one table again."""
    run_script(op, "0033/down.sql")
