"""What is asked: the stations of a kab/kota with their boxes, where these lie, and everything that may carry them."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal

import msgspec

from silog_gis.plan.score.scoring import Score
from silog_gis.plan.whole.value import Amount, Code, Count, LonLat, Moment, Positive, Share, Value, Window

VERSION: Final = 1


class Goes(StrEnum):
    """What a conveyance needs under it."""

    SEA = "SEA"
    ROAD = "ROAD"


class Place(Value, frozen=True, kw_only=True):
    """Where boxes are loaded, changed or handed over. A vessel comes to its berth, a truck to its point on the same landmass."""

    code: Code
    name: str
    at: LonLat
    berth: LonLat | None = None
    """In water; without one, no vessel comes here."""
    landmass: int | None = None
    """Which island it stands on; without one, no truck comes here."""
    area: str = ""
    """The area of the sea whose waves its approach has, as the bulletin names it."""
    tides: tuple[Window, ...] = ()
    """A vessel can be handled here only in one of these; at any time where there are none. Trucks need no tide."""


class Onward(Value, frozen=True, kw_only=True):
    """How the boxes of a station go on from where they are handed over to its door: the village's own people see to it.

    No conveyance is planned for it. Where its hours are estimated they count for what is left until the deadline, and for the chance.
    """

    goes: Goes
    metres: Amount | None = None
    hours: Amount | None = None
    """From the end of the handover to the door, loading and all; an estimate."""
    spread: Amount = 0.0
    """How much the time differs from the estimate: the standard deviation of its logarithm."""
    line: tuple[LonLat, ...] = ()


class Station(Value, frozen=True, kw_only=True):
    """A polling station, and what it is to get."""

    code: Code
    place: Code
    """Where its boxes are handed over: its village, or the landing of its village."""
    district: str
    boxes: Positive
    weight_kg: Amount = 0.0
    volume_m3: Amount = 0.0
    tier: Count = 1
    """0 for frontier and outermost, which goes first."""
    score: Score | None = None
    """Its 3T points, for what, and by which weights. Of one tier, whoever has more goes before whoever has less."""
    opens_at: Moment | None = None
    """Nobody is there to receive before."""
    due_at: Moment | None = None
    """The deadline of its tier, unless it has one of its own."""
    ready_at: Moment | None = None
    """When its boxes are packed at the warehouse; the warehouse's own time, unless given."""
    hub: str = ""
    """The hub it is served from; chosen by the planner where none is given."""
    onward: Onward | None = None
    """Where nobody has looked, none."""


class Tier(Value, frozen=True, kw_only=True):
    """A deadline, and how sure its stations shall be."""

    tier: Count
    due_at: Moment
    target: Share = 0.9
    """The share of weathers in which a station is to be served in time."""


class Warehouse(Value, frozen=True, kw_only=True):
    """Where all boxes start."""

    place: Code
    ready_at: Moment


class Hub(Value, frozen=True, kw_only=True):
    """A place from which rounds start. The warehouse is one where rounds start from it."""

    place: Code


class Haul(Value, frozen=True, kw_only=True):
    """The way over land, an estimate, from the warehouse to a port of its island: sailings and rounds may start there too.

    It is gone by trucks hired for it: as many as are needed are counted on, none of the fleet is taken, and their hire is in no cost.
    """

    port: Code
    metres: Amount
    speed_kmh: float
    spread: Amount = 0.0
    """How much the time differs from the estimate: the standard deviation of its logarithm."""
    from_hour: Amount = 0.0
    until_hour: Amount = 24.0
    """It is on its way between these hours (WIB) wherever there is the time to wait for them."""
    line: tuple[LonLat, ...] = ()


class PortCall(Value, frozen=True, kw_only=True):
    """A stop of a sailing; at its first it only departs, at its last it only arrives."""

    place: Code
    arrives_at: Moment
    departs_at: Moment


class Sailing(Value, frozen=True, kw_only=True):
    """A timetabled voyage and how much it takes."""

    code: Code
    name: str
    conveyance: Code
    boxes: Positive
    calls: Annotated[tuple[PortCall, ...], msgspec.Meta(min_length=2)]
    weight_kg: Amount | None = None
    """No limit where none is given; so with volume."""
    volume_m3: Amount | None = None
    wave_limit_m: Amount | None = None
    """It waits for the next day where waves are higher; it sails in any where none is given."""
    clearance_m: Amount = 500.0
    cost_per_box: Count = 0
    goes: Goes = Goes.SEA


class Vessel(Value, frozen=True, kw_only=True):
    """A vessel or truck that goes rounds from a hub."""

    code: Code
    name: str
    kind: Code
    """POMPONG, SPEEDBOAT, FERRY, TRUCK ...: a word for people; what counts stands below."""
    home: Code
    """The hub where it lies before its first shift."""
    boxes: Positive
    speed_kn: float
    crew_hours: Amount
    """From its first loading to its last return in one shift, at most."""
    shifts: Annotated[tuple[Window, ...], msgspec.Meta(min_length=1)]
    """When it may be out; it is back at a hub at the end of each."""
    goes: Goes = Goes.SEA
    hubs: tuple[Code, ...] = ()
    """Hubs that share it, beside its home."""
    weight_kg: Amount | None = None
    volume_m3: Amount | None = None
    wave_limit_m: Amount | None = None
    clearance_m: Amount = 50.0
    cost_per_hour: Count = 0
    cost_per_km: Count = 0
    fixed_cost: Count = 0
    """For each shift in which it goes out."""
    may_reload: bool = True


class Standby(Value, frozen=True, kw_only=True):
    """What may be called where something does not sail: villagers' boats, a government, navy or rescue ship."""

    code: Code
    name: str
    home: Code
    rank: Positive
    """1 is asked first; among equals the one that arrives first."""
    boxes: Positive
    speed_kn: float
    notice_hours: Amount
    """From the call until it is loaded where it lies."""
    from_at: Moment | None = None
    """It leaves no earlier where it lies; so early as it is called where no time is given."""
    until_at: Moment | None = None
    """What it could bring only later it is not called for."""
    goes: Goes = Goes.SEA
    wave_limit_m: Amount | None = None
    clearance_m: Amount = 50.0
    cost_per_hour: Count = 0


class Handling(Value, frozen=True, kw_only=True):
    """How long things take by hand."""

    loading_minutes: Amount = 60.0
    """At the hub, before each departure of a round."""
    change_minutes: Amount = 120.0
    """From one ship onto another, and from a ship to the hub's store."""
    stop_minutes: Amount = 15.0
    """At each stop of a round, for mooring and the minutes of handover ..."""
    box_minutes: Amount = 1.0
    """... and for each box."""


class SeaState(Value, frozen=True, kw_only=True):
    """How high waves are expected on one day (WIB) in one area. The last day that is given holds on."""

    area: str
    day: date
    waves_m: Amount


class RiskFigures(Value, frozen=True, kw_only=True):
    """How voyages differ from their plan; what is not given is taken from chances.toml."""

    way_share: Amount | None = None
    at_limit_share: Amount | None = None
    delay_minutes: Amount | None = None
    breakdowns_per_hour: Amount | None = None
    repair_hours: Amount | None = None
    wave_spread: Amount | None = None


class Task(Value, frozen=True, tag="silog-plan-task", tag_field="document", kw_only=True, omit_defaults=False):
    """Everything that a proposal depends on, but for the ways between its places."""

    version: Literal[1] = VERSION
    code: Code
    """What people call it, for example 21.03 or NATUNA-2024."""
    name: str
    begins_at: Moment
    """Nothing departs before: the present, or the first day of the distribution."""
    tiers: Annotated[tuple[Tier, ...], msgspec.Meta(min_length=1)]
    warehouse: Warehouse
    places: tuple[Place, ...]
    stations: tuple[Station, ...]
    hubs: tuple[Hub, ...] = ()
    hauls: tuple[Haul, ...] = ()
    vessels: tuple[Vessel, ...] = ()
    sailings: tuple[Sailing, ...] = ()
    standbys: tuple[Standby, ...] = ()
    handling: Handling = Handling()
    seas: tuple[SeaState, ...] = ()
    """The bulletin; where it has nothing of an area or a day before the first, it is calm."""
    risks: RiskFigures = RiskFigures()
    sources: tuple[str, ...] = ()
    """Where its figures come from."""
