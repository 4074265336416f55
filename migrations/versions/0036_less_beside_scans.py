"""Less beside each scan: totals of regions by their statement, entries of the feed by their head, counts of rows when they have doubled."""

from alembic import op

from silog.kit.migration import run_script

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave totals to the statement that moves the counters, and count tables that stand by month less often."""
    for part in ("written_once", "counting"):
        run_script(op, f"0036/{part}.sql")


def downgrade() -> None:
    """Have totals follow whoever writes progress again."""
    for script in ("0036/down.sql", "0035/counting.sql"):
        run_script(op, script)
