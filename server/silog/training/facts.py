"""The facts of a scenario: its season, fleet, timetable, districts, and what goes wrong. reading.py reads them from the files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from silog.movement.rules import ConveyanceKind


@dataclass(frozen=True, slots=True)
class Vessel:
    """A class of conveyances, or one ship by name: what it holds, how fast it goes, how far from the shore it keeps."""

    code: str
    kind: ConveyanceKind
    label: str
    capacity_boxes: int
    speed_kn: float
    clearance_m: int | None = None
    wave_limit_m: float | None = None
    region_code: str = ""


@dataclass(frozen=True, slots=True)
class Voyage:
    """A sailing to a timetable: the calls out, when it leaves, and when it leaves for the way back."""

    code: str
    ship: str
    calls: tuple[str, ...]
    departs: datetime
    returns: datetime


@dataclass(frozen=True, slots=True)
class Ride:
    """A district's share of a voyage: where its boxes board and where they land."""

    voyage: str
    board: str
    land: str


@dataclass(frozen=True, slots=True)
class DistrictPlan:
    """How a district's boxes travel: over `way` (rides and places passed), or straight; `departs` and `returns` where no ship says."""

    code: str
    way: tuple[Ride | str, ...]
    boat: str
    departs: datetime | None
    returns: datetime | None
    fallback: str


@dataclass(frozen=True, slots=True)
class Escorting:
    """Who goes along with convoys, by regency, and how well they confirm it."""

    unit_of: Mapping[str, str]
    confirmed_share: float
    confirms_after_most: timedelta
    reports_share: float


@dataclass(frozen=True, slots=True)
class Handling:
    """How long boxes are handled between rides."""

    load_ship: timedelta
    load_boat: timedelta
    load_road: timedelta
    unload: timedelta
    transfer: timedelta
    at_hub: timedelta
    turnround: timedelta
    at_ppk: timedelta
    at_pps: timedelta


@dataclass(frozen=True, slots=True)
class Windows:
    """When small boats may start, and from when the last two tiers are served."""

    first_light_hour: int
    last_start_hour: int
    pps_from: datetime
    station_from: datetime
    stations_per_team: int
    carry_most_m: float


@dataclass(frozen=True, slots=True)
class Voting:
    """Voting day and what comes after it."""

    opens: datetime
    count_from: datetime
    count_hours_least: float
    count_hours_most: float
    return_from: datetime
    pps_return_from: datetime
    recap_from: datetime
    recap_until: datetime
    stored_by: datetime


@dataclass(frozen=True, slots=True)
class Sealing:
    """How many spare pairs of seals a warehouse holds, as a share of its boxes, and how long before its first dispatch it publishes all."""

    spare_share: float
    published_before: timedelta


@dataclass(frozen=True, slots=True)
class Season:
    """The election marked LATIHAN, its calendar and its working hours."""

    code: str
    name: str
    province: str
    voting_day: date
    clock_starts: datetime
    speed: float
    seed: int
    packing_starts: datetime
    packing_ends: datetime
    handling: Handling
    sealing: Sealing
    windows: Windows
    voting: Voting


@dataclass(frozen=True, slots=True)
class Delay:
    """A ship held up on its way out."""

    ship: str
    by: timedelta


class Befalling(StrEnum):
    """What befalls a ship on its way."""

    STRAYS = "STRAYS"
    STOPS = "STOPS"
    FALLS_SILENT = "FALLS_SILENT"


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """A ship that something befalls: on its `run`th run, between two shares of the way; held `lasts` there, or `aside_m` beside it."""

    ship: str
    run: int
    kind: Befalling
    from_share: float
    until_share: float
    lasts: timedelta
    aside_m: float


@dataclass(frozen=True, slots=True)
class Incidents:
    """How often things go wrong: `per_box` are shares of boxes, by name; the others are numbers of stations."""

    per_box: Mapping[str, float]
    swapped: int
    no_coverage: int
    weak_coverage: int
    no_coverage_lasts: timedelta
    weak_coverage_lasts: timedelta
    delays: tuple[Delay, ...]
    on_the_way: tuple[OnTheWay, ...]


@dataclass(frozen=True, slots=True)
class Tracking:
    """How often conveyances report, how exactly, and how far from every port nothing is heard of them."""

    vessel_every: timedelta
    land_every: timedelta
    noise_m: float
    dark_after_m: float


@dataclass(frozen=True, slots=True)
class PlanningTerms:
    """On what terms planners may use the season's boats and trucks; costs in rupiah."""

    crew_hours: float
    crew_hours_of: Mapping[str, float]
    """Of pools that differ, by their code."""
    cost_per_km: int
    cost_per_hour: Mapping[ConveyanceKind, int]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything the files say."""

    season: Season
    pools: Mapping[str, Vessel]
    ships: Mapping[str, Vessel]
    voyages: Mapping[str, Voyage]
    districts: Mapping[str, DistrictPlan]
    incidents: Incidents
    tracking: Tracking
    terms: PlanningTerms
    escorting: Escorting
