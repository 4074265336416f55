"""Passwords, sessions that can be listed and ended one by one, and how much of each device's chain is here."""

from alembic import op

from silog.kit.migration import run_script

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep hashes of passwords, with a session what tells it from others, with a chain what was received of it."""
    run_script(op, "0012/sign_in.sql")
    run_script(op, "0012/chains.sql")


def downgrade() -> None:
    """Forget passwords; sessions stay."""
    run_script(op, "0012/down.sql")
