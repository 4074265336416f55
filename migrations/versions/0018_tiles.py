"""Tiles of shipments, tracks and of where scans were made, and boxes drawn with less work."""

from alembic import op

from silog.kit.migration import run_script

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the grid of scans and what tiles are drawn from; make the layers."""
    for part in ("grid", "layers"):
        run_script(op, f"0018/{part}.sql")


def downgrade() -> None:
    """Draw the layers as they were drawn before, and keep no grid."""
    run_script(op, "0018/down.sql")
    run_script(op, "0002/tiles.sql")
