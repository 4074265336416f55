"""Witnesses of the log: who cosigns its checkpoints, and what they cosigned."""

from alembic import op

from silog.kit.migration import run_script

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for witnesses; none is registered yet."""
    run_script(op, "0032/witnesses.sql")


def downgrade() -> None:
    """Forget the witnesses, and what they cosigned."""
    run_script(op, "0032/down.sql")
