"""The election's clock: real time for a real election, any speed for training.

Arithmetic only. Who needs the time of an election asks its clock; nobody asks the machine.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

WIB = timezone(timedelta(hours=7), "WIB")


@dataclass(frozen=True, slots=True)
class ElectionClock:
    """A clock that showed `shown_at` when the real time was `anchor_at`, and has run at `speed` since unless it is paused.

    Until then it stands: an anchor to come lets it wait.
    """

    anchor_at: datetime
    shown_at: datetime
    speed: float = 1.0
    is_paused: bool = False

    def time_at(self, real: datetime) -> datetime:
        """Return the election's time at a real time."""
        if self.is_paused or real <= self.anchor_at:
            return self.shown_at
        return self.shown_at + (real - self.anchor_at) * self.speed

    def reset(
        self, real: datetime, *, speed: float | None = None, is_paused: bool | None = None, jump_to: datetime | None = None
    ) -> "ElectionClock":
        """Anchor the clock anew at `real`, changing only what is given; the time it shows does not jump unless asked to."""
        return ElectionClock(
            anchor_at=real,
            shown_at=self.time_at(real) if jump_to is None else jump_to,
            speed=self.speed if speed is None else speed,
            is_paused=self.is_paused if is_paused is None else is_paused,
        )


def real_now() -> datetime:
    """Return the machine's time: for anchoring a clock, for sessions and for nothing else."""
    return datetime.now(UTC)
