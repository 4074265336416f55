"""Seals that are found by their number from the first one on, and tables that are counted as soon as they fill."""

from alembic import op

from silog.kit.migration import run_script

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave one index by which a number can be looked for, and let the application have tables counted."""
    for part in ("seals_by_number", "counting"):
        run_script(op, f"0034/{part}.sql")


def downgrade() -> None:
    """Have the index by box begin with the election again. The key of the register stays, however young."""
    run_script(op, "0034/down.sql")
