"""What custody announces in the transaction that records it, for the rooms above."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from silog.custody.refusals import RefusalCode
from silog.custody.rules import BoxState, Breach, ScanType
from silog.kit.values import Value


class RecordedScan(Value, frozen=True):
    """One scan that was new, with what its box came to when the whole batch was folded in.

    `state` and `box_place_code` are None for a box nobody has issued; `is_newest` says that the box stands where this scan says.
    `region_code` is the box's village, or the device's region for an unknown box. `point` is (lon, lat) in degrees, personal and
    never for the public view. `sighting` is where the scan was made as far as that is kept for good, rounded, or None. `event` is what was
    signed, to the byte.
    """

    box_code: str
    region_code: str
    scan_id: UUID
    type: ScanType
    place_code: str
    occurred_at: datetime
    state: BoxState | None
    box_place_code: str | None
    is_newest: bool
    point: tuple[float, float] | None
    sighting: tuple[float, float] | None
    event: bytes


@dataclass(frozen=True, slots=True)
class FoundBreach:
    """Something irregular about a scan of a box that was issued. `region_code` is the box's village."""

    box_code: str
    region_code: str
    scan_id: UUID
    breach: Breach


@dataclass(frozen=True, slots=True)
class ScansRecorded:
    """All new scans of one batch, in the order in which they were submitted; never empty.

    `breaches`: what was found about these boxes as they were folded, about older scans too, and again where it was known before.
    """

    election_id: int
    received_at: datetime
    scans: tuple[RecordedScan, ...]
    breaches: tuple[FoundBreach, ...] = ()


@dataclass(frozen=True, slots=True)
class QuarantinedScan:
    """A submission that could not be taken: why, under which key it came, where it is filed, and the hash of all that was sent."""

    code: RefusalCode
    key: str
    region_code: str
    content_hash: bytes


@dataclass(frozen=True, slots=True)
class ScansQuarantined:
    """What of one batch could not be taken, and is kept for a person to look at."""

    election_id: int
    received_at: datetime
    submissions: tuple[QuarantinedScan, ...]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.submissions)
