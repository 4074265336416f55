"""What reads need to be fast: policies that PostgreSQL estimates well, counts and positions kept as they change."""

from alembic import op

from silog.kit.migration import run_script

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tell the policies anew; keep counts and positions, and make those of what is there."""
    for name in ("scope", "places", "summaries", "boxes"):
        run_script(op, f"0003/{name}.sql")


def downgrade() -> None:
    """Keep them no longer, and tell the policies as before."""
    run_script(op, "0003/down.sql")
