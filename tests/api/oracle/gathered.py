"""What `boxGroups`, `deviceGroups` and `search` mean: plain loops over all rows in sight."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from tests.api.oracle import answers
from tests.api.oracle.arguments import Arguments, search_text
from tests.api.oracle.models import Row
from tests.api.oracle.orders import due_at
from tests.api.oracle.sight import Sight

_KEYS: Final[dict[str, Callable[[Sight, Row], str | None]]] = {
    "STATE": lambda _, box: box.state,
    "CONTEST": lambda _, box: box.contest,
    "PROVINCE": lambda _, box: ".".join(box.region_code.split(".")[:1]),
    "REGENCY": lambda _, box: ".".join(box.region_code.split(".")[:2]),
    "DISTRICT": lambda _, box: ".".join(box.region_code.split(".")[:3]),
    "VILLAGE": lambda _, box: box.region_code,
    "PLACE": answers.place_code_told,
}


@dataclass(frozen=True)
class Group:
    """A BoxGroup."""

    sight: Sight
    key: str | None
    members: list[Row]

    @property
    def boxes(self) -> int:
        """How many."""
        return len(self.members)

    @property
    def boxes_late(self) -> int:
        """How many are late."""
        return sum(answers.is_late(self.sight, box) for box in self.members)

    @property
    def boxes_with_exception(self) -> int:
        """How many have an exception."""
        return sum(bool(box.exceptions) for box in self.members)

    @property
    def exceptions(self) -> list[str]:
        """What is wrong with any of them."""
        return sorted({exception for box in self.members for exception in box.exceptions})

    @property
    def boxes_needing_you(self) -> int:
        """How many have one or are late."""
        return sum(answers.needs_attention(self.sight, box) for box in self.members)

    @property
    def scans(self) -> int:
        """How many scans they have."""
        return sum(box.scan_count for box in self.members)

    @property
    def next_due_at(self) -> datetime | None:
        """The first of their due times."""
        return min(filter(None, (due_at(self.sight, box) for box in self.members)), default=None)

    @property
    def last_scan_at(self) -> datetime | None:
        """The last of their scans."""
        return max(filter(None, (box.last_scan_at for box in self.members)), default=None)


def box_groups(sight: Sight, root: Row, arguments: Arguments) -> list[Group]:
    """Boxes under a BoxFilter, by what they have in common; what is not known comes last."""
    found: dict[str | None, list[Row]] = {}
    for box in answers.boxes(sight, root, arguments):
        found.setdefault(_KEYS[arguments["by"]](sight, box), []).append(box)
    ordered = sorted(found.items(), key=lambda item: (item[0] is None, item[0] or ""))
    return [Group(sight, key, members) for key, members in ordered]


_LEVELS: Final = {"REGENCY": 2, "DISTRICT": 3, "VILLAGE": 4}


@dataclass(frozen=True)
class DeviceGroup:
    """A DeviceGroup."""

    key: str
    members: list[Row]

    @property
    def devices(self) -> int:
        """How many."""
        return len(self.members)

    @property
    def devices_never_heard(self) -> int:
        """How many told nothing yet."""
        return sum(device.contact_at is None for device in self.members)

    @property
    def devices_holding(self) -> int:
        """How many have something to send."""
        return sum(device.queue_length != 0 for device in self.members)

    @property
    def scans_unsent(self) -> int:
        """How much that is."""
        return sum(device.queue_length for device in self.members)

    @property
    def oldest_unsent_at(self) -> datetime | None:
        """Since when."""
        return min((device.oldest_unsent_at for device in self.members if device.oldest_unsent_at), default=None)


def device_groups(sight: Sight, root: Row, arguments: Arguments) -> list[DeviceGroup]:
    """Devices under a DeviceFilter, by the first parts of their region's code."""
    found: dict[str, list[Row]] = {}
    for device in answers.devices(sight, root, arguments):
        found.setdefault(".".join(device.region_code.split(".")[: _LEVELS[arguments["by"]]]), []).append(device)
    return [DeviceGroup(key, members) for key, members in sorted(found.items())]


@dataclass(frozen=True)
class InvitationGroup:
    """An InvitationGroup."""

    key: str
    members: list[Row]

    @property
    def unused(self) -> int:
        """How many."""
        return len(self.members)

    @property
    def expired(self) -> int:
        """How many are good no more."""
        return sum(one.expires_at <= datetime.now(UTC) for one in self.members)

    @property
    def oldest_made_at(self) -> datetime:
        """Since when the first lies about."""
        found: datetime = min(one.made_at for one in self.members)
        return found


def invitation_groups(sight: Sight, root: Row, arguments: Arguments) -> list[InvitationGroup]:
    """Unused invitations, by the first parts of their region's code."""
    found: dict[str, list[Row]] = {}
    for one in answers.unused_invitations(sight, root, arguments):
        found.setdefault(".".join(one.region_code.split(".")[: _LEVELS[arguments["by"]]]), []).append(one)
    return [InvitationGroup(key, members) for key, members in sorted(found.items())]


def search(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Everything that bears a text."""
    text, first = search_text(arguments), arguments["first"]
    places = list(sight.places.values())
    named: list[Iterable[Row]] = [
        [place for place in places if place.kind == "POLLING_STATION"],
        [place for place in places if place.kind != "POLLING_STATION"],
        sight.regions.values(),
        sight.islands.values(),
        sight.conveyances.values(),
        sight.shipments.values(),
    ]
    typed = answers.read_code(text)
    found = [(_rank(box.code, typed), 0, box.code, box) for box in sight.boxes.values() if box.code.startswith(typed)]
    for number, rows in enumerate(named, 1):
        found += [(_rank(row.code, text.upper()), number, row.code, row) for row in rows if answers.holds(text, row.code, row.name)]
    return [row for *_, row in sorted(found, key=lambda item: item[:3])[:first]]


def _rank(code: str, typed: str) -> int:
    return 0 if code == typed else 1 if code.startswith(typed) else 2
