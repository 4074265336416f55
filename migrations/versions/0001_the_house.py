"""The house: scope, places, people, custody, movement and the feed."""

from alembic import op

from silog.kit.migration import run_script

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_PARTS = ("scope", "places", "people", "custody", "movement", "live", "grants")


def upgrade() -> None:
    """Run the parts in the order in which they build on each other."""
    for part in _PARTS:
        run_script(op, f"{revision}/{part}.sql")


def downgrade() -> None:
    """Take the house down; nothing stored in it stays."""
    run_script(op, f"{revision}/down.sql")
