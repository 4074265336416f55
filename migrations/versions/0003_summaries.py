"""What summaries are made of, kept as it changes."""

from alembic import op

from silog.kit.migration import run_script

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the counts, and count what is there."""
    run_script(op, "0003/summaries.sql")


def downgrade() -> None:
    """Keep them no longer."""
    run_script(op, "0003/down.sql")
