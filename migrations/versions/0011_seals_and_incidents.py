"""The register of seals, incidents and observations, and where scans were made."""

from alembic import op

from silog.kit.migration import run_script

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables. Seals put on so far are judged once a register is published; scans so far are without a position."""
    for part in ("seals", "incidents", "sightings"):
        run_script(op, f"0011/{part}.sql")


def downgrade() -> None:
    """Forget the register, incidents, observations and positions, and what was judged by them."""
    run_script(op, "0011/down.sql")
