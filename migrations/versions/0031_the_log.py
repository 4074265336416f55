"""The log: a Merkle tree of all scans of an election, whose head is signed."""

from alembic import op

from silog.kit.migration import run_script

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the log, and let what was recorded before wait for its place in it."""
    run_script(op, "0031/log.sql")


def downgrade() -> None:
    """Forget the log, and with it what was signed."""
    run_script(op, "0031/down.sql")
