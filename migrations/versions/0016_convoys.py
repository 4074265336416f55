"""Convoys: shipments that travel together under escort, what their escorts confirm, and what they report."""

from alembic import op

from silog.kit.migration import run_script

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables. Shipments so far travel in no convoy."""
    for part in ("convoys", "reports"):
        run_script(op, f"0016/{part}.sql")


def downgrade() -> None:
    """Forget convoys, what was confirmed and reported of them, and the incidents that opened by it."""
    run_script(op, "0016/down.sql")
