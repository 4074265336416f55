"""What planners own: terms of vessels, sailings, tides, the bulletin, deadlines, handling times; and the plans made of them."""

from alembic import op

from silog.kit.migration import run_script

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; there is no plan yet, and shipments that stand are nobody's plan."""
    for part in ("inputs", "plans"):
        run_script(op, f"0014/{part}.sql")


def downgrade() -> None:
    """Forget plans and what they were made of; shipments of adopted plans stay."""
    run_script(op, "0014/down.sql")
