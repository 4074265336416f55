"""Scans that are found by their key from the first one on."""

from alembic import op

from silog.kit.migration import run_script

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the key of scans be preferred."""
    run_script(op, "0026/found_by_key.sql")


def downgrade() -> None:
    """Nothing to do: the key of scans stays the same one, however young."""
