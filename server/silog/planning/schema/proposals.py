"""What a plan proposes: its legs with their stops and loads, what each station gets from it, what is short, what breaks."""

from datetime import datetime

import strawberry

from silog.kit.graphql.declare.scalars import GeoJSON
from silog_gis.plan.whole.proposal import LegKind, Short
from silog_gis.plan.whole.task import Goes

strawberry.enum(
    LegKind,
    name="PlanLegKind",
    description="HAUL: over land from the warehouse to a port of its island, by hired trucks; an estimate. VOYAGE: towards a hub, on a "
    "timetable. ROUND: from a hub to villages and back.",
)
strawberry.enum(Goes, name="PlanTravel", description="Over what a conveyance goes: by SEA or by ROAD.")
strawberry.enum(
    Short,
    name="PlanShortage",
    description="What is short where a station is not served: room (CAPACITY), an open door (WINDOW), a tide, a sailing, a way, time.",
)


@strawberry.type(description="A reason, as a sentence in both languages of the screens.")
class PlanReason:
    """One reason."""

    code: str = strawberry.field(description="A stable word that programs may match on.")
    indonesian: str = strawberry.field(description="The sentence in Indonesian.")
    english: str = strawberry.field(description="The sentence in English.")


@strawberry.type(description="A place that a plan uses.")
class PlanPlace:
    """One place."""

    code: str = strawberry.field(description="The code of the facility.")
    name: str = strawberry.field(description="Its name.")
    lon: float = strawberry.field(description="Where vessels come to, else where it stands: longitude in degrees.")
    lat: float = strawberry.field(description="Latitude in degrees.")
    tides: "list[PlanWindow]" = strawberry.field(description="When vessels can be handled; empty: at any time.")


@strawberry.type(description="A time, both ends included.")
class PlanWindow:
    """One window."""

    opens_at: datetime = strawberry.field(description="From when.")
    closes_at: datetime = strawberry.field(description="Until when.")


@strawberry.type(description="A stop of a leg.")
class PlanCall:
    """One stop."""

    place: PlanPlace = strawberry.field(description="Where.")
    arrives_at: datetime = strawberry.field(description="When it arrives.")
    begins_at: datetime = strawberry.field(description="When handling begins: with the tide, or when the stop opens.")
    leaves_at: datetime = strawberry.field(description="When it leaves.")
    metres: float = strawberry.field(description="How long the way from the stop before is.")
    boxes: int = strawberry.field(description="How many boxes are handed over here.")


@strawberry.type(description="Boxes of a station aboard a leg.")
class PlanLoad:
    """One load."""

    station: str = strawberry.field(description="The code of the station.")
    boxes: int = strawberry.field(description="How many.")
    to_place: str = strawberry.field(description="The code of the place where they are handed over.")


@strawberry.type(description="What to take if a leg's conveyance does not go.")
class PlanFallback:
    """One way out."""

    rank: int = strawberry.field(description="1 is tried first.")
    name: str = strawberry.field(description="What it is called.")
    conveyance: str = strawberry.field(description="Its code.")
    boxes: int = strawberry.field(description="How many of the leg's boxes it takes.")
    departs_at: datetime = strawberry.field(description="When it would depart.")
    arrives_at: datetime = strawberry.field(description="When it would arrive.")
    is_in_time: bool = strawberry.field(description="Whether every station aboard is still served in time.")
    why: PlanReason = strawberry.field(description="Why it stands here.")


@strawberry.type(description="One conveyance from one place on: a haul to a port, a voyage, or a round that ends where it began.")
class PlanLeg:
    """One leg."""

    code: str = strawberry.field(description="Its code in this plan.")
    kind: LegKind = strawberry.field(description="A haul, a voyage or a round.")
    travels: Goes = strawberry.field(description="By sea or by road.")
    conveyance: str = strawberry.field(description="The conveyance's code; empty for a haul, whose trucks are hired.")
    name: str = strawberry.field(description="The conveyance's name; empty for a haul.")
    sailing: str | None = strawberry.field(description="The timetabled voyage it rides; null for others.")
    from_: PlanPlace = strawberry.field(name="from", description="Where it starts.")
    to: PlanPlace = strawberry.field(description="Its last stop.")
    loads_at: datetime = strawberry.field(description="When loading begins.")
    departs_at: datetime = strawberry.field(description="When it departs.")
    arrives_at: datetime = strawberry.field(description="When it is at its last stop.")
    returns_at: datetime | None = strawberry.field(description="When a round is back; null for others.")
    last_safe_departure: datetime | None = strawberry.field(
        description="The latest departure with which every station that hangs on it is sure enough; null where it is not even as planned."
    )
    calls: list[PlanCall] = strawberry.field(description="Its stops, in order.")
    loads: list[PlanLoad] = strawberry.field(description="What is aboard.")
    boxes: int = strawberry.field(description="How many boxes are aboard.")
    metres: float = strawberry.field(description="How long it is, way home included.")
    hours: float = strawberry.field(description="How long the conveyance is away.")
    cost: int = strawberry.field(description="What it costs, in rupiah.")
    line: GeoJSON = strawberry.field(description="Its way, a LineString that touches no land at sea.")
    fallbacks: list[PlanFallback] = strawberry.field(description="What to take if it does not go, the best first.")


@strawberry.type(description="How boxes go on from where they are handed over to a station's door, with the village's people: an estimate.")
class PlanOnward:
    """One last leg."""

    travels: Goes = strawberry.field(description="By ROAD, also on foot, or by SEA, with a village boat that is still to be found.")
    metres: float | None = strawberry.field(description="How long it is; null where nobody has looked.")
    hours: float | None = strawberry.field(description="How long it takes, loading and all; null where nobody has estimated it.")
    line: GeoJSON | None = strawberry.field(description="Its way, a LineString; null where nobody has looked.")


@strawberry.type(description="What a station gets from a plan.")
class PlanStation:
    """One station."""

    station: str = strawberry.field(description="The code of the station.")
    place: PlanPlace = strawberry.field(description="Where its boxes are handed over.")
    district: str = strawberry.field(description="The code of its district.")
    tier: int = strawberry.field(description="0 for frontier and outermost, which goes first.")
    boxes: int = strawberry.field(description="How many boxes it gets.")
    hub: str | None = strawberry.field(description="The code of the place its round starts from; null: the warehouse's door.")
    legs: list[str] = strawberry.field(description="The codes of the legs its boxes ride, in order.")
    arrives_at: datetime = strawberry.field(description="When its boxes begin to be handed over.")
    onward: PlanOnward | None = strawberry.field(description="How they go on from there; null where nobody has looked.")
    at_door_at: datetime | None = strawberry.field(description="When they are at its door, an estimate; null where there is none.")
    due_at: datetime = strawberry.field(description="Its deadline.")
    slack_hours: float = strawberry.field(
        description="How many hours lie between its boxes' arrival at the door, or the handover where no more is known, and the deadline."
    )
    chance: float = strawberry.field(description="In what share of the weathers that were tried it is served in time.")
    target: float = strawberry.field(description="What that share is to be.")
    why: list[PlanReason] = strawberry.field(description="Why it stands where it does.")


@strawberry.type(description="A station that gets no boxes from a plan, and what is short.")
class PlanUnserved:
    """One station without boxes."""

    station: str = strawberry.field(description="The code of the station.")
    tier: int = strawberry.field(description="Its tier.")
    boxes: int = strawberry.field(description="How many boxes are left.")
    short: Short = strawberry.field(description="What is short.")
    why: PlanReason = strawberry.field(description="The same in words.")


@strawberry.type(description="What breaks if a conveyance does not sail.")
class PlanBreak:
    """One break."""

    conveyance: str = strawberry.field(description="The conveyance's code.")
    name: str = strawberry.field(description="Its name.")
    stations: list[str] = strawberry.field(description="The codes of the stations that nothing else of the plan serves in time.")
    boxes: int = strawberry.field(description="How many boxes these wait for.")


@strawberry.type(description="How a tier fares.")
class PlanTier:
    """One tier."""

    tier: int = strawberry.field(description="The tier.")
    stations: int = strawberry.field(description="How many stations it has.")
    unserved: int = strawberry.field(description="How many get no boxes.")
    below_target: int = strawberry.field(description="How many are served with less than the chance they are to have.")
    worst_chance: float = strawberry.field(description="The least chance of any.")
    least_slack_hours: float | None = strawberry.field(description="The least slack of any; null where none is served.")


@strawberry.type(description="A plan that the checker has found nothing wrong with, or as much of one as can be.")
class PlanProposal:
    """The whole of it."""

    task_digest: str = strawberry.field(description="SHA-256 of the task that it was made of, which `Plan.task` holds.")
    scenarios: int = strawberry.field(description="In how many weathers it was tried.")
    legs: list[PlanLeg] = strawberry.field(description="Its legs, by departure.")
    stations: list[PlanStation] = strawberry.field(description="Every station that is served, the least slack first.")
    unserved: list[PlanUnserved] = strawberry.field(description="Every other station; a plan that has any cannot be adopted.")
    breaks: list[PlanBreak] = strawberry.field(description="What breaks if a conveyance does not sail, the worst first.")
    tiers: list[PlanTier] = strawberry.field(description="How each tier fares.")
    vessel_hours: float = strawberry.field(description="How long all conveyances are away.")
    sources: list[str] = strawberry.field(description="Where the figures come from that it counts with.")
