"""The second stage: rounds from each hub, with the vessels that are free there, once the boxes are.

Stations at one place whose boxes come together are one drop, but for what is more than the smallest vessel takes: a village of
eleven stations needs several turns of a speedboat for ten boxes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pyvrp.stop import StoppingCriterion

from silog_gis.plan.making.case import Case, limit_kg, points_of
from silog_gis.plan.making.desk import Desk
from silog_gis.plan.outcome import HubPlan
from silog_gis.plan.problem import HUB, Drop, HubProblem, Travel
from silog_gis.plan.problem import Vessel as Piece
from silog_gis.plan.solving import solve
from silog_gis.plan.stages.explaining import Why, why_unserved
from silog_gis.plan.stages.fleet import Use, pieces, seconds_for, timetabled, way_key
from silog_gis.plan.stages.voyages import Voyages
from silog_gis.plan.weather import DAY_S
from silog_gis.plan.whole.progress import Stage
from silog_gis.plan.whole.task import Goes, Station
from silog_gis.plan.whole.ways import Ways, metres_among


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed over at one stop: stations of one place, as a drop of their hub."""

    hub: str
    place: str
    stations: tuple[str, ...]
    drop: Drop


@dataclass(frozen=True)
class HubRounds:
    """The rounds of one hub."""

    hub: str
    parcels: dict[str, Parcel]
    problem: HubProblem
    owners: dict[str, str]
    """The vessel of each of its shifts, by the code the shift has in the problem."""
    plan: HubPlan
    left: dict[str, Why]
    """Stations that are not served, and what is short."""

    @property
    def uses(self) -> Iterator[Use]:
        """Say when its vessels are away for it."""
        for schedule in self.plan.schedules:
            yield Use(self.owners[schedule.vessel], self.hub, self.hub, schedule.rounds[0].loads_s, schedule.rounds[-1].returns_s)


@dataclass(frozen=True)
class Asked:
    """What a hub is asked besides its task: earlier deadlines by the code of a drop, what does not sail, and if later days are dearer."""

    earlier_s: Mapping[str, int]
    without: frozenset[str] = frozenset()
    is_hurried: bool = True


def all_rounds(desk: Desk, voyages: Voyages, order: Sequence[str], asked: Asked, seconds: float) -> list[HubRounds]:
    """Plan the hubs one after the other; what the first takes of shared vessels the next have not."""
    uses, found = timetabled(desk.case), list[HubRounds]()
    for hub in order:
        desk.budget.tell(Stage.ROUNDS, hub)
        each = rounds_of(desk, voyages, hub, asked, uses, seconds / len(order))
        uses += each.uses
        found.append(each)
    return found


def parcels_of(case: Case, hub: str, stations: Sequence[Station], released_s: Mapping[str, int]) -> list[Parcel]:
    """Put stations together that are served by one stop, in pieces that every vessel which comes there takes."""
    groups = defaultdict[tuple[str, int, int, int, int], list[Station]](list)
    for each in stations:
        groups[each.place, each.tier, case.due_s(each), case.opens_s(each), released_s[each.code]].append(each)
    numbers = {place: number for number, place in enumerate(dict.fromkeys(each.place for each in stations), 1)}
    found = list[Parcel]()
    for (place, tier, _, opens_s, there_s), group in groups.items():
        for part in _parts(case, hub, place, group):
            boxes, tides = sum(each.boxes for each in part), _tides(case, hub, place)
            code = f"{place} {len(found) + 1}"
            weight_kg = -int(-sum(each.weight_kg for each in part) // 1)
            area, points = case.area_of(place), max(points_of(each) for each in part)
            handling_s = case.handling_s(boxes)
            handed_by_s = min(case.handed_by_s(each, handling_s) for each in part)
            times = (handling_s, opens_s, handed_by_s, there_s, tides)
            drop = Drop(code, numbers[place], boxes, weight_kg, *times, area, tier, points)
            found.append(Parcel(hub, place, tuple(each.code for each in part), drop))
    return found


def _parts(case: Case, hub: str, place: str, group: Sequence[Station]) -> Iterator[list[Station]]:
    largest = max(each.boxes for each in group)
    able = [each for each in case.at_hub(hub) if case.can_come(each.goes, hub, place)]
    most = min((room for each in able if (room := case.room(each)) >= largest), default=largest)
    heaviest = max(each.weight_kg for each in group)
    most_kg = min((limit for each in able if (limit := limit_kg(each)) >= heaviest), default=1 << 31)
    part = list[Station]()
    for each in sorted(group, key=lambda station: station.code):
        boxes, weight_kg = sum(one.boxes for one in part), sum(one.weight_kg for one in part)
        if part and (boxes + each.boxes > most or weight_kg + each.weight_kg > most_kg):
            yield part
            part = []
        part.append(each)
    yield part


def _tides(case: Case, hub: str, place: str) -> tuple[tuple[int, int], ...]:
    """Give a place's tides, unless trucks of the hub come there: then they do, whatever the tide."""
    if _has_truck(case, hub, place):
        return ()
    return tuple((case.moments.seconds(tide.opens_at), case.moments.seconds(tide.closes_at)) for tide in case.places[place].tides)


def _has_truck(case: Case, hub: str, place: str) -> bool:
    return any(each.goes is Goes.ROAD for each in case.at_hub(hub)) and case.can_come(Goes.ROAD, hub, place)


def rounds_of(  # noqa: PLR0917 -- each is of another kind
    desk: Desk, voyages: Voyages, hub: str, asked: Asked, uses: Sequence[Use], seconds: float
) -> HubRounds:
    """Plan one hub's rounds with what `uses` leave of its vessels."""
    case, ways = desk.case, desk.ways
    stations = [each for each in case.task.stations if voyages.hubs[each.code] == hub and each.code in voyages.released_s]
    parcels = {each.drop.code: each for each in parcels_of(case, hub, stations, voyages.released_s)}
    mine = [(owner, piece) for owner, piece in pieces(case, ways, hub, uses) if owner not in asked.without]
    whole = problem_of(case, ways, hub, parcels, [piece for _, piece in mine])
    owners = {piece.code: owner for owner, piece in mine}
    able = tuple(drop for drop in whole.drops if mine and not replace(whole, drops=(drop,)).faults())
    asked_drops = tuple(_earlier(whole, drop, asked) for drop in able)
    plan = _solved(replace(whole, drops=asked_drops, vessels=_hurried(whole.vessels) if asked.is_hurried else whole.vessels), desk, seconds)
    plan = replace(plan, cost=_cost(whole, plan))
    served = {call.drop for schedule in plan.schedules for each in schedule.rounds for call in each.calls}
    left = {
        station: why_unserved(whole, parcel.drop, case.places[hub].name, case.places[parcel.place].name)
        for code, parcel in parcels.items()
        if code not in served
        for station in parcel.stations
    }
    return HubRounds(hub, parcels, whole, owners, replace(plan, unserved=tuple(code for code in parcels if code not in served)), left)


def problem_of(case: Case, ways: Ways, hub: str, parcels: Mapping[str, Parcel], vessels: Sequence[Piece]) -> HubProblem:
    """Make a hub's problem: every way that its vessels may go."""
    places = [case.places[hub], *(case.places[place] for place in dict.fromkeys(each.place for each in parcels.values()))]
    travel = dict[str, Travel]()
    for vessel in case.at_hub(hub):
        if way_key(vessel) not in travel:
            metres = metres_among(ways, vessel.goes, vessel.clearance_m, places)
            if vessel.goes is Goes.SEA:
                for row, place in enumerate(places[1:], 1):
                    if place.tides and _has_truck(case, hub, place.code):
                        metres[row, :] = metres[:, row] = -1
            seconds = metres.copy()
            seconds[metres > 0] = [seconds_for(vessel, each) for each in metres[metres > 0].tolist()]
            travel[way_key(vessel)] = Travel(metres, seconds)
    return HubProblem(tuple(each.drop for each in parcels.values()), tuple(vessels), travel, case.loading_s)


def _earlier(problem: HubProblem, drop: Drop, asked: Asked) -> Drop:
    """Ask for a drop to be served earlier, where it can be."""
    changed = replace(drop, due_s=max(drop.opens_s, min(drop.due_s, asked.earlier_s.get(drop.code, drop.due_s))))
    return drop if replace(problem, drops=(changed,)).faults() else changed


def _hurried(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Make each day that a shift is later as dear as a whole shift, and its hours dearer: time that is left counts before cost."""
    first_s = min((piece.from_s for piece in pieces), default=0)

    def later(piece: Piece) -> Piece:
        days, per_hour = (piece.from_s - first_s) // DAY_S, max(piece.cost_per_hour, 1)
        return replace(
            piece, cost_per_hour=per_hour * (1 + days), fixed_cost=piece.fixed_cost + days * round(piece.crew_s / 3600 * per_hour)
        )

    return tuple(later(piece) for piece in pieces)


def _cost(problem: HubProblem, plan: HubPlan) -> int:
    """Work out what a plan costs by what its vessels really do."""
    pieces, drops, cost = {piece.code: piece for piece in problem.vessels}, {drop.code: drop for drop in problem.drops}, 0.0
    for schedule in plan.schedules:
        piece = pieces[schedule.vessel]
        metres = problem.travel[piece.travel].metres
        stops = [[HUB, *(drops[call.drop].place for call in each.calls), HUB] for each in schedule.rounds]
        gone_m = sum(int(metres[a, b]) for stop in stops for a, b in pairwise(stop))
        hours = (schedule.rounds[-1].returns_s - schedule.rounds[0].loads_s) / 3600
        cost += piece.fixed_cost + gone_m / 1000 * piece.cost_per_km + hours * piece.cost_per_hour
    return round(cost)


def _solved(problem: HubProblem, desk: Desk, seconds: float) -> HubPlan:
    if not problem.drops:
        return HubPlan((), 0, 0)

    def stop() -> StoppingCriterion:
        return desk.budget.stop(seconds / 2, desk.idle)

    plan = solve(problem, stop(), desk.seed) or solve(problem, stop(), desk.seed, must_serve_all=False)
    return plan or HubPlan((), 0, 0)
