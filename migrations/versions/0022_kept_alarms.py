"""Alarms of missing confirmations, and alarms that have ended."""

from alembic import op

from silog.kit.migration import run_script

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tell the stops of convoys in one place, let incidents be of them, and keep what was wrong with trips."""
    run_script(op, "0022/convoy_stops.sql")
    run_script(op, "0022/ended_alarms.sql")


def downgrade() -> None:
    """Forget both."""
    run_script(op, "0022/down.sql")
