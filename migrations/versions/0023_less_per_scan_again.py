"""What one scan costs PostgreSQL, less once more."""

from alembic import op

from silog.kit.migration import run_script

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Plan the totals of regions once for a connection, and let the rows of boxes have room."""
    run_script(op, "0023/less_per_scan.sql")


def downgrade() -> None:
    """Plan and pack as before."""
    run_script(op, "0023/down.sql")
