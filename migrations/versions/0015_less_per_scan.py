"""What each scan costs the database: keys that were checked twice, and pages without room for the next state of a box."""

from alembic import op

from silog.kit.migration import run_script

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Check an election once for a scan, and leave room where rows change again and again."""
    run_script(op, "0015/less_per_scan.sql")


def downgrade() -> None:
    """Check it twice, and pack the pages full."""
    run_script(op, "0015/down.sql")
