"""What planners of the training election may count with: the season's ships by their timetable, its boats and trucks on assumed terms."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from silog.movement.rules import Conveyance, ConveyanceKind, Direction, LegMode, Shipment, Trip
from silog.places.queries import FacilityFacts
from silog.places.rules import FacilityKind
from silog.planning.rules import VesselTerms, Voyage, VoyageCall
from silog.training.facts import PlanningTerms, Scenario

_HOMES = frozenset({FacilityKind.WAREHOUSE, FacilityKind.PORT, FacilityKind.LANDING})
_ROUNDS = frozenset({ConveyanceKind.POMPONG, ConveyanceKind.SPEEDBOAT, ConveyanceKind.TRUCK})


def timetable(scenario: Scenario, shipments: Iterable[Shipment], conveyances: Iterable[Conveyance]) -> list[Voyage]:
    """Read the voyages out of the season's plan: what a ship sails with boxes aboard before the vote, call after call."""
    ships = {f"CNV-{code.upper()}" for code in scenario.ships}
    runs: dict[str, set[Trip]] = defaultdict(set)
    for shipment in shipments:
        for leg in shipment.legs:
            if shipment.direction is Direction.OUTBOUND and leg.mode is LegMode.SEA and leg.trip and leg.conveyance_code in ships:
                runs[leg.trip.conveyance_code].add(leg.trip)
    capacity = {one.code: one.capacity_boxes for one in conveyances}
    source = "server/silog/training/scenario/voyages.toml"
    return [
        Voyage(code.removeprefix("CNV-"), code, capacity[code], tuple(_calls(sorted(trips, key=lambda each: each.depart_at))), source)
        for code, trips in sorted(runs.items())
    ]


def terms(scenario: Scenario, conveyances: Iterable[Conveyance], places: Mapping[str, FacilityFacts]) -> list[VesselTerms]:
    """Give the terms of what goes rounds from a warehouse or a harbour: village teams and bearers are not planned with."""
    season, said = scenario.season, scenario.terms
    return [
        VesselTerms(
            one.code,
            _crew_hours(said, one.code),
            said.cost_per_hour[one.kind],
            said.cost_per_km,
            None,
            season.clock_starts,
            season.voting.opens,
        )
        for one in conveyances
        if one.kind in _ROUNDS and (home := places.get(one.home_code or "")) is not None and home.kind in _HOMES
    ]


def _crew_hours(said: PlanningTerms, code: str) -> float:
    differing = (hours for pool, hours in said.crew_hours_of.items() if code.startswith(f"CNV-{pool.upper()}-"))
    return next(differing, said.crew_hours)


def _calls(trips: list[Trip]) -> Iterator[VoyageCall]:
    yield VoyageCall(trips[0].from_code, trips[0].depart_at, trips[0].depart_at)
    for trip, after in zip(trips, [*trips[1:], None], strict=True):
        yield VoyageCall(trip.to_code, trip.arrive_at, trip.arrive_at if after is None else after.depart_at)
