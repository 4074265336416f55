"""Handovers that two devices sign, and who has a box."""

from alembic import op

from silog.kit.migration import run_script

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let scans be sides of handovers; who has a box is told from the scans that there are."""
    run_script(op, "0010/handovers.sql")


def downgrade() -> None:
    """Forget handovers. Refused where any was scanned."""
    run_script(op, "0010/down.sql")
