"""What custody announces in the transaction that records it, for the rooms above."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from silog.custody.rules import BoxState, ScanType


@dataclass(frozen=True, slots=True)
class RecordedScan:
    """One scan that was new, with what its box came to when the whole batch was folded in.

    `state` and `box_place_code` are None for a box nobody has issued; `is_newest` says that the box stands where this scan says.
    `region_code` is the box's village, or the device's region for an unknown box. `point` is (lon, lat) in degrees, personal and
    never for the public view.
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


@dataclass(frozen=True, slots=True)
class ScansRecorded:
    """All new scans of one batch, in the order in which they were submitted; never empty."""

    election_id: int
    received_at: datetime
    scans: tuple[RecordedScan, ...]


@dataclass(frozen=True, slots=True)
class ScansQuarantined:
    """So many submissions of one batch could not be taken, and are kept for a person to look at."""

    election_id: int
    count: int
