"""What is written with a scan is written and looked up once: totals of regions by their statement, entries of the feed by their head."""

from alembic import op

from silog.kit.migration import run_script

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave totals to the statement that moves the counters."""
    run_script(op, "0036/written_once.sql")


def downgrade() -> None:
    """Have totals follow whoever writes progress again."""
    run_script(op, "0036/down.sql")
