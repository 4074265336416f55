"""Standbys are told, and a plan's faults are kept as codes and facts."""

from alembic import op

from silog.kit.migration import run_script

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let terms say that a conveyance is a standby, and plans say their faults in every language."""
    run_script(op, "0021/standbys.sql")


def downgrade() -> None:
    """Forget the standbys, and keep a plan's faults in English alone."""
    run_script(op, "0021/down.sql")
