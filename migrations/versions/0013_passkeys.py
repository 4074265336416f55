"""Passkeys, and the challenges that they answer."""

from alembic import op

from silog.kit.migration import run_script

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let people keep the public half of a key beside their password."""
    run_script(op, "0013/passkeys.sql")


def downgrade() -> None:
    """Forget passkeys; the sessions they opened stay, and their people sign in by password or link."""
    run_script(op, "0013/down.sql")
