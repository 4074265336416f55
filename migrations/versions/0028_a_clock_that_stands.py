"""The clock of an election stands until its anchor, so that it can wait without going back."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count no time before the anchor."""
    op.execute(_function("greatest(clock_timestamp() - election.clock_anchor_at, interval '0')"))


def downgrade() -> None:
    """Let it run backwards before its anchor."""
    op.execute(_function("(clock_timestamp() - election.clock_anchor_at)"))


def _function(passed: str) -> str:
    return f"""CREATE OR REPLACE FUNCTION election_time(election elections) RETURNS timestamptz
      LANGUAGE sql STABLE
      RETURN CASE WHEN election.clock_is_paused THEN election.clock_shown_at
        ELSE election.clock_shown_at + {passed} * election.clock_speed END"""
