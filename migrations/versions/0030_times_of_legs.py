"""Times of legs that agree with each other: a ship that sailed late was taken to have left ports that it had not come to."""

from alembic import op

from silog.kit.migration import run_script

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forget departures that cannot have been, and let movement forget the tracks of such."""
    run_script(op, "0030/times.sql")


def downgrade() -> None:
    """Forget no track. What cannot have been stays forgotten."""
    run_script(op, "0030/down.sql")
