"""Regions that are found by the hash of their code, where a list looks up one for each of its rows."""

from alembic import op

from silog.kit.migration import run_script

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index the codes by their hash."""
    run_script(op, "0029/by_hash.sql")


def downgrade() -> None:
    """Find regions by their key alone."""
    run_script(op, "0029/down.sql")
