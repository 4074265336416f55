"""What the mutations of planning's inputs take."""

from datetime import date, datetime

import strawberry

from silog.places.rules import FacilityKind

_REASON = "Why, in a few words for the audit: 1 to 500 characters."
_SOURCE = "Where it comes from: who said so, or where it stands; 1 to 200 characters."


@strawberry.input(description="On what terms plans may use a conveyance.")
class SetVesselTermsInput:
    """Input of setVesselTerms."""

    conveyance: str = strawberry.field(description="The conveyance's code.")
    crew_hours: float = strawberry.field(description="How long its crew may be out in one shift: above 0, at most 240 hours.")
    cost_per_hour: int = strawberry.field(description="What an hour away from home costs, in rupiah.")
    cost_per_km: int = strawberry.field(description="What a kilometre costs, in rupiah.", default=0)
    capacity_kg: int | None = strawberry.field(description="How much it carries; left out: its room is what counts.", default=None)
    from_at: datetime = strawberry.field(description="From when it may be used, on the election's clock.")
    until_at: datetime = strawberry.field(description="Until when it may be used; a time in the past takes it out of the fleet.")
    standby_rank: int | None = strawberry.field(
        description="A standby, and how early it is called: 1, which is first, to 9. It is then called only where something does not sail. "
        "Left out: it is part of the fleet.",
        default=None,
    )
    notice_hours: float | None = strawberry.field(
        description="How long after the call a standby is loaded where it lies: 0 to 240 hours; said of every standby and of nothing else.",
        default=None,
    )
    source: str = strawberry.field(description=_SOURCE)
    reason: str = strawberry.field(description=_REASON)


@strawberry.input(description="A stop of a voyage.")
class VoyageCallInput:
    """One call."""

    place: str = strawberry.field(description="The code of the port.")
    arrives_at: datetime = strawberry.field(description="When it arrives; at the first call the same as the departure.")
    departs_at: datetime = strawberry.field(description="When it departs; at the last call the same as the arrival.")


@strawberry.input(description="A timetabled voyage as it shall be; one of the same code is replaced.")
class SetVoyageInput:
    """Input of setVoyage."""

    code: str = strawberry.field(description="2 to 40 capital letters, digits and hyphens, for example BUKIT-RAYA-1117.")
    conveyance: str = strawberry.field(description="The conveyance's code.")
    capacity_boxes: int = strawberry.field(description="How many boxes it has room for; 0: it is not planned with.")
    calls: list[VoyageCallInput] = strawberry.field(description="2 to 60 calls, in order.")
    source: str = strawberry.field(description=_SOURCE)
    reason: str = strawberry.field(description=_REASON)


@strawberry.input(description="A time in which boats can land.")
class TideInput:
    """One window."""

    opens_at: datetime = strawberry.field(description="From when.")
    closes_at: datetime = strawberry.field(description="Until when.")


@strawberry.input(description="When boats can land at a place: these windows and no others.")
class SetTidesInput:
    """Input of setTides."""

    place: str = strawberry.field(description="The code of the landing, port or office.")
    windows: list[TideInput] = strawberry.field(description="At most 200 that do not overlap; none: at any time.")
    source: str = strawberry.field(description=_SOURCE)
    reason: str = strawberry.field(description=_REASON)


@strawberry.input(description="A line of the bulletin.")
class SetSeaStateInput:
    """Input of setSeaState."""

    region: str = strawberry.field(description="The code of the region whose waters it is about.")
    day: date = strawberry.field(description="The day, in WIB.")
    wave_m: float = strawberry.field(description="The expected significant height of waves: 0 to 20 metres.")
    source: str = strawberry.field(description=_SOURCE)
    reason: str = strawberry.field(description=_REASON)


@strawberry.input(description="A deadline of a tier.")
class DeadlineInput:
    """One deadline."""

    tier: int = strawberry.field(description="0 for frontier and outermost, which goes first, 1 for the others; 0 to 9.")
    due_at: datetime = strawberry.field(description="Until when the stations are to have their boxes.")
    target: float = strawberry.field(description="With what chance, between 0 and 1, for example 0.9.")


@strawberry.input(description="How long handing over takes at a kind of place.")
class HandlingInput:
    """One figure."""

    place_kind: FacilityKind = strawberry.field(description="WAREHOUSE: loading before a round. PORT: changing ships. PPS: at each stop.")
    base_minutes: float = strawberry.field(description="How long it takes without a box: 0 to 2,880 minutes.")
    box_minutes: float = strawberry.field(description="How much longer with each box: 0 to 120 minutes.")


@strawberry.input(description="Deadlines and handling times of a region; those that are not named stay.")
class SetPlanningFiguresInput:
    """Input of setPlanningFigures."""

    region: str = strawberry.field(description="The code of the region; what is set for a smaller one in it counts more there.")
    deadlines: list[DeadlineInput] = strawberry.field(description="Deadlines, one for a tier at most.", default_factory=list)
    handling: list[HandlingInput] = strawberry.field(description="Handling times, one for a kind of place at most.", default_factory=list)
    source: str = strawberry.field(description=_SOURCE)
    reason: str = strawberry.field(description=_REASON)
