"""Alarms of missing confirmations, alarms that have ended, and accounts and invitations that an office looks after."""

from alembic import op

from silog.kit.migration import run_script

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tell the stops of convoys in one place, keep what was wrong with trips, let accounts be closed and invitations be taken back."""
    run_script(op, "0022/convoy_stops.sql")
    run_script(op, "0022/ended_alarms.sql")
    run_script(op, "0022/accounts.sql")


def downgrade() -> None:
    """Forget all three."""
    run_script(op, "0022/down.sql")
