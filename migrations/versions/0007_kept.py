"""What lists ask of the rows that theirs hang on: kept with the row that is listed."""

from alembic import op

from silog.kit.migration import run_script

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep of the last scan with its box, and of the regions around a region with it. Rewrites both tables."""
    run_script(op, "0007/kept.sql")


def downgrade() -> None:
    """Forget what was kept; the rows it came from stay."""
    run_script(op, "0007/down.sql")
