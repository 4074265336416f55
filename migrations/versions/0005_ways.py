"""Ways that operators have a say in: moved ports, areas of the sea, roads; and the audit of who changed what."""

from alembic import op

from silog.kit.migration import run_script

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_PARTS = ("audit", "places", "areas", "roads")


def upgrade() -> None:
    """Make the tables of areas, roads and the audit, and let facilities say when they were moved."""
    for part in _PARTS:
        run_script(op, f"{revision}/{part}.sql")


def downgrade() -> None:
    """Take them away; ports stay where they were moved to."""
    run_script(op, f"{revision}/down.sql")
