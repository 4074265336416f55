"""`silog drill resend`: scans sent many times, shuffled, over lines that tear: each is stored once, and none is lost."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Final

from silog.custody.events import Submission
from silog.drill.custody.devices import Phones, differences, recorded_ids
from silog.drill.custody.line import Tear, send
from silog.drill.ground import Ground

_BATCH: Final = 500
_LINES: Final = 3
_TEARS: Final = 0.2
"""Which share of the lines tears, half of them before the request is whole."""


@dataclass(frozen=True, slots=True)
class Volume:
    """How many events there are, each sent 1 to `most` times."""

    events: int
    most: int


@dataclass(frozen=True, slots=True)
class ResendOutcome:
    """Events made, submissions sent, lines torn, what is stored, what was answered, and what folding all again finds different."""

    events: int
    sent: int
    torn: int
    stored: int
    twice: int
    lost: int
    refused: int
    differences: int

    @property
    def is_passed(self) -> bool:
        """Whether each is stored once, none is lost and none refused, and the boxes are what their scans say."""
        return self.stored == self.events and not (self.twice or self.lost or self.refused or self.differences)


def drill_resend(ground: Ground, phones: Phones, port: int, volume: Volume, say: Callable[[str], None]) -> ResendOutcome:
    """Sign events and send each of them; whatever a torn line left unanswered is sent until it is answered."""
    chance = random.Random(phones.seed)  # noqa: S311 -- seeded, so that it can be done again
    events = list(islice(phones.scans(chance), volume.events))
    copies = [event for event in events for _ in range(chance.randint(1, volume.most))]
    chance.shuffle(copies)
    batches = [copies[at : at + _BATCH] for at in range(0, len(copies), _BATCH)]
    tears = _tears(chance, len(batches))
    said: Counter[str] = Counter()
    answered: set[str] = set()

    def deliver(numbered: tuple[int, tuple[Sequence[Submission], Tear]]) -> None:
        number, (batch, tear) = numbered
        for answer in send(port, ground.token, batch, tear):
            said[answer.status] += 1
            if answer.event_id is not None and answer.status != "QUARANTINED":
                answered.add(answer.event_id)
        if number % 200 == 0:
            say(f"{number:,} of {len(batches):,} batches")

    with ThreadPoolExecutor(_LINES) as lines:
        list(lines.map(deliver, enumerate(zip(batches, tears, strict=True))))
        unheard = [event for event in events if _id(event) not in answered]
        rest = [unheard[at : at + _BATCH] for at in range(0, len(unheard), _BATCH)]
        list(lines.map(deliver, enumerate((batch, Tear.WHOLE) for batch in rest)))
    stored = Counter(asyncio.run(recorded_ids(ground.dsn_app, phones.election)))
    wanted = {_id(event) for event in events}
    return ResendOutcome(
        len(events),
        len(copies) + len(unheard),
        sum(tear is not Tear.WHOLE for tear in tears),
        sum(1 for one in stored if one in wanted),
        sum(1 for one in wanted if stored[one] > 1),
        sum(1 for one in wanted if one not in stored),
        said["QUARANTINED"],
        asyncio.run(differences(ground.dsn_app, phones.election)),
    )


def _tears(chance: random.Random, count: int) -> list[Tear]:
    """Deal out where `count` lines tear: at least one at each place, as far as there are lines."""
    each = max(1, round(count * _TEARS / 2))
    tears = [Tear.HALFWAY] * each + [Tear.UNHEARD] * each
    dealt = tears[:count] + [Tear.WHOLE] * (count - len(tears))
    chance.shuffle(dealt)
    return dealt


def _id(event: Submission) -> str:
    found: str = json.loads(event.event)["id"]
    return found
