"""Devices that enrol themselves by an invitation, the roles of those who carry them, and what devices tell of themselves."""

from alembic import op

from silog.kit.migration import run_script

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Know the roles of the field, make invitations, and let devices say how they fare."""
    run_script(op, "0008/enrolment.sql")


def downgrade() -> None:
    """Forget invitations and what devices told, with the people whom the older product does not know."""
    run_script(op, "0008/down.sql")
