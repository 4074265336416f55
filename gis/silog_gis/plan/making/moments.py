"""Times of a task as whole seconds from midnight (WIB) before it begins, as the solver reckons, and back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

WIB: Final = timezone(timedelta(hours=7), "WIB")
"""The time of Kepri; days of the bulletin begin at its midnight."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Seconds since `origin`."""

    origin: datetime

    @classmethod
    def since(cls, begins_at: datetime) -> "Moments":
        """Count from the last midnight in Kepri."""
        return cls(datetime.combine(begins_at.astimezone(WIB).date(), time(), WIB))

    def seconds(self, moment: datetime) -> int:
        """Give the whole second of a time."""
        return int((moment - self.origin).total_seconds())

    def at(self, second: float) -> datetime:
        """Give the time of a second, in UTC."""
        return (self.origin + timedelta(seconds=round(second))).astimezone(UTC)

    def day(self, when: date) -> int:
        """Number a day of Kepri; the first is 0."""
        return (when - self.origin.date()).days
