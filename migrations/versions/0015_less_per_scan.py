"""What each scan costs the database: keys that were checked twice, and totals that were written where nothing changed."""

from alembic import op

from silog.kit.migration import run_script

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Check an election once for a scan, and write no total that stays what it is."""
    run_script(op, "0015/less_per_scan.sql")


def downgrade() -> None:
    """Check it twice, and write every total."""
    run_script(op, "0015/down.sql")
