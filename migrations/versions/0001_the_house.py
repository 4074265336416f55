"""The house: scope, places, people, custody, movement and the feed."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_PARTS = ("scope", "places", "people", "custody", "movement", "live", "grants")


def upgrade() -> None:
    """Run the parts in the order in which they build on each other."""
    folder = Path(__file__).parents[1] / "sql" / revision
    connection = op.get_bind()
    for part in _PARTS:
        connection.exec_driver_sql((folder / f"{part}.sql").read_text(encoding="utf-8"))
