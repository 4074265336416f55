"""What every part of the world is built with: one election's rows, and the codes of its boxes."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from tests.factories.writing import Row

from silog.custody.codes import check_character

NOW: Final = datetime(2024, 11, 20, 5, 0, 0, 123_987, tzinfo=UTC)
"""What the first election's clock shows. The second's is a week ahead."""
STATES: Final = ("PLANNED", "SEALED", "LOADED", "IN_TRANSIT", "AT_HUB", "AT_PPK", "AT_STATION", "VOTING", "RETURN_IN_TRANSIT", "STORED")

CONVOY_INCIDENTS: Final = 4
"""How many incidents of each election its escorts have reported, or are about what they have not confirmed."""


@dataclass(slots=True)
class Builder:
    """One election being built: rows by table, in the order in which they must be inserted."""

    election: int
    now: datetime
    chance: random.Random
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, **columns: object) -> Row:
        """Add a row of this election."""
        row = {"election_id": self.election, **columns}
        self.tables.setdefault(table, []).append(row)
        return row

    def rows(self, table: str) -> list[Row]:
        """The rows so far."""
        return self.tables.get(table, [])

    def some(self, *values: str) -> list[str]:
        """A few of them, most often none."""
        return [value for value in values if self.chance.random() < 0.2]

    def moment(self, spread_h: float = 72) -> datetime:
        """A time around now, in steps of ten minutes so that times meet."""
        steps = int(spread_h * 6)
        return self.now + timedelta(minutes=10 * self.chance.randint(-steps, steps))


def code_of(election: int, serial: int) -> str:
    """A box's code as it is printed, with its check character."""
    payload = f"B{election}{serial:08d}"
    return payload + check_character(payload)
