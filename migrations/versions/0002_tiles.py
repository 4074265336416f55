"""Vector tiles: one function per layer."""

from alembic import op

from silog.kit.migration import run_script

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the layers."""
    run_script(op, "0002/tiles.sql")


def downgrade() -> None:
    """Take the layers away."""
    run_script(op, "0002/down.sql")
