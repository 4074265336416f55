"""How each trip goes, kept with the positions, and where silence is expected."""

from alembic import op

from silog.kit.migration import run_script

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the projection and the dead zones. Trips under way are tracked from their next departure on."""
    run_script(op, "0006/tracking.sql")


def downgrade() -> None:
    """Forget how trips went; positions stay."""
    run_script(op, "0006/down.sql")
