"""Scans that are found by their key from the first one on, boxes that know when they were last sighted, and rows of a batch."""

from alembic import op

from silog.kit.migration import run_script

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the key of scans be preferred, ask no scan when a box was sighted, and name the rows."""
    for part in ("found_by_key", "sighted_when", "rows"):
        run_script(op, f"0026/{part}.sql")


def downgrade() -> None:
    """Ask the scans for it again. The key of scans stays the same one, however young."""
    run_script(op, "0026/down.sql")
