"""The feed tells incidents."""

from alembic import op

from silog.kit.migration import run_script

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the feed hold incidents, in sight of whoever may see them. What happened before is not told."""
    run_script(op, "0020/feed.sql")


def downgrade() -> None:
    """Take incidents out of the feed."""
    run_script(op, "0020/down.sql")
