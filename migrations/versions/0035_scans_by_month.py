"""Scans stand by month, and the numbers of devices' events by themselves, as they are unique over all months."""

from alembic import op

from silog.kit.migration import run_script

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Part the scans that are there, and let the application have months made for those to come by a function."""
    for part in ("by_month", "counting"):
        run_script(op, f"0035/{part}.sql")


def downgrade() -> None:
    """Have all scans in one table again."""
    run_script(op, "0035/down.sql")
