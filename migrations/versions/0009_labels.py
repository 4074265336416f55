"""How often the labels of each box were printed."""

from alembic import op

from silog.kit.migration import run_script

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the counts; no label has been printed yet."""
    run_script(op, "0009/labels.sql")


def downgrade() -> None:
    """Forget what was printed; the audit keeps it."""
    run_script(op, "0009/down.sql")
