"""What is drawn from afar costs less: tracks, whose ways there and back are drawn whole, and scans of a country."""

from alembic import op

from silog.kit.migration import run_script

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep long lines apart from the rows and draw with lines of tiles' own; place the cells that are shown alone."""
    for part in ("tracks", "scans"):
        run_script(op, f"0027/{part}.sql")


def downgrade() -> None:
    """Keep and draw as before."""
    run_script(op, "0027/down.sql")
