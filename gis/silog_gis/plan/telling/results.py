"""What each station gets from a plan and why, who gets nothing, and the numbers that plans are compared by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from silog_gis.plan.making.case import Case
from silog_gis.plan.stages.improving import Whole
from silog_gis.plan.stages.rounds import HubRounds, Parcel
from silog_gis.plan.stages.weathering import Weathers, is_sure
from silog_gis.plan.whole.proposal import Leg, LegCall, LegKind, Objective, StationPlan, TierResult, Unserved
from silog_gis.plan.whole.reason import Reason
from silog_gis.plan.whole.task import Goes, Station

_STEP_H = 0.25
_WORTH_TELLING_S = 300


@dataclass(frozen=True)
class Results:
    """Reads the results of a plan from its legs and its weather."""

    case: Case
    whole: Whole
    legs: Sequence[Leg]
    weathers: Weathers

    def stations(self) -> tuple[StationPlan, ...]:
        """Give what each station that is served gets, in the order of the task."""
        found, columns = dict[str, StationPlan](), {code: column for column, code in enumerate(self.whole.tried.codes)}
        by_station = dict[str, list[Leg]]()
        for leg in self.legs:
            for load in leg.loads:
                by_station.setdefault(load.station, []).append(leg)
        for hub in self.whole.rounds:
            for code, parcel in hub.parcels.items():
                if code not in hub.plan.unserved:
                    late_s = self.whole.tried.late_s[:, columns[hub.hub, code]]
                    for station in parcel.stations:
                        share = self.weathers.share_of(station, parcel, late_s)
                        found[station] = self._station(station, hub, parcel, by_station[station], share)
        return tuple(found[each.code] for each in self.case.task.stations if each.code in found)

    def unserved(self) -> tuple[Unserved, ...]:
        """Name who gets nothing, and what is short."""
        left = dict(self.whole.voyages.left)
        for hub in self.whole.rounds:
            left |= hub.left
        return tuple(
            Unserved(station=each.code, tier=each.tier, boxes=each.boxes, short=left[each.code][0], reason=left[each.code][1])
            for each in self.case.task.stations
            if each.code in left
        )

    def _station(self, code: str, hub: HubRounds, parcel: Parcel, legs: Sequence[Leg], share: float) -> StationPlan:
        station = self.case.stations[code]
        call = next(call for call in legs[-1].calls if call.place == parcel.place and self._is_of(hub, parcel, call))
        due_at = station.due_at or self.case.tiers[station.tier].due_at
        target, onward_s = self.case.tiers[station.tier].target, self.case.onward_s(station)
        at_door_at = call.leaves_at + timedelta(seconds=onward_s) if onward_s else None
        return StationPlan(
            station=code,
            tier=station.tier,
            hub=hub.hub,
            legs=tuple(leg.code for leg in legs),
            arrives_at=call.begins_at,
            at_door_at=at_door_at,
            due_at=due_at,
            slack_hours=round((due_at - (at_door_at or call.begins_at)).total_seconds() / 3600, 2),
            on_time=round(share, 4),
            target=target,
            why=(*self._why(hub, parcel, legs, call, share), *_onward(station)),
        )

    def _is_of(self, hub: HubRounds, parcel: Parcel, call: LegCall) -> bool:
        """Say whether a call is the one of this parcel: a round may call at one place twice in a row."""
        begins_s = self.case.moments.seconds(call.begins_at)
        calls = (one for schedule in hub.plan.schedules for each in schedule.rounds for one in each.calls)
        return any(one.drop == parcel.drop.code and one.begins_s == begins_s for one in calls)

    def _why(self, hub: HubRounds, parcel: Parcel, legs: Sequence[Leg], call: LegCall, share: float) -> Iterator[Reason]:
        """Say it in the order it happens: by which ships it comes, what it waits for, how sure it is."""
        tier, name, facts = self.case.tiers[parcel.drop.tier], self.case.places[hub.hub].name, dict[str, str | int | float]()
        yield Reason(code="TIER", facts={"tier": tier.tier, "due_at": tier.due_at.isoformat()})
        for leg in legs:
            if leg.kind is LegKind.HAUL:
                port, km = self.case.places[leg.to_place].name, round(leg.metres / 1000, 1)
                facts = {"port": port, "km": km, "hours": round(leg.hours, 1), "departs_at": leg.departs_at.isoformat()}
                yield Reason(code="GOES_OVER_LAND", facts=facts)
            elif leg.kind is LegKind.VOYAGE:
                to = self.case.places[leg.to_place].name
                yield Reason(code="COMES_BY", facts={"ship": leg.name, "place": to, "arrives_at": leg.arrives_at.isoformat()})
        facts = {"hub": name, "vessel": legs[-1].name, "departs_at": legs[-1].departs_at.isoformat()}
        yield Reason(code="GOES_ROUND", facts=facts)
        waits_s = (call.begins_at - call.arrives_at).total_seconds()
        if waits_s >= _WORTH_TELLING_S:
            yield Reason(code="WAITS_FOR_TIDE" if parcel.drop.tides else "WAITS_TO_OPEN", facts={"hours": round(waits_s / 3600, 1)})
        asked_s = self.whole.asked.earlier_s.get(parcel.drop.code)
        if asked_s is not None and asked_s < parcel.drop.due_s:
            yield Reason(code="ASKED_EARLIER", facts={"hours": round((parcel.drop.due_s - asked_s) / 3600, 1)})
        code = "SURE" if is_sure(share, tier.target) else "NOT_SURE"
        yield Reason(code=code, facts={"percent": round(100 * share, 1), "target": round(100 * tier.target, 1)})


def _onward(station: Station) -> Iterator[Reason]:
    """Say what is still to be done once the boxes are handed over."""
    if station.onward is not None and station.onward.hours is not None and station.onward.metres is not None:
        facts: dict[str, str | int | float] = {"km": round(station.onward.metres / 1000, 1), "minutes": round(60 * station.onward.hours)}
        yield Reason(code="ON_BY_SEA" if station.onward.goes is Goes.SEA else "ON_BY_ROAD", facts=facts)
    elif station.onward is not None and station.onward.goes is Goes.SEA:
        yield Reason(code="GOES_ON_BY_SEA")
    elif station.onward is not None and station.onward.metres is not None:
        yield Reason(code="GOES_ON_BY_ROAD", facts={"km": round(station.onward.metres / 1000, 1)})


def objective_of(case: Case, whole: Whole, stations: Sequence[StationPlan], unserved: Sequence[Unserved], legs: Sequence[Leg]) -> Objective:
    """Give the numbers that plans are compared by."""
    slack_s = whole.tried.slack_s(0.5)
    slacks = [
        round(slack_s[hub.hub, code] / 3600 // _STEP_H * _STEP_H, 2)
        for hub in whole.rounds
        for code, parcel in hub.parcels.items()
        if code not in hub.plan.unserved
        for _ in parcel.stations
    ]
    return Objective(
        tiers=tuple(_tier(case, number, stations, unserved) for number in sorted(case.tiers)),
        slack_hours=tuple(sorted(max(slack, -1e6) for slack in slacks)),
        vessel_hours=round(sum(leg.hours for leg in legs if leg.kind is LegKind.ROUND), 2),
        cost=sum(leg.cost for leg in legs),
    )


def _tier(case: Case, number: int, stations: Sequence[StationPlan], unserved: Sequence[Unserved]) -> TierResult:
    served, left = [each for each in stations if each.tier == number], [each for each in unserved if each.tier == number]
    return TierResult(
        tier=number,
        stations=sum(each.tier == number for each in case.task.stations),
        unserved=len(left),
        below_target=sum(not is_sure(each.on_time, each.target) for each in served),
        worst_on_time=0.0 if left else min((each.on_time for each in served), default=1.0),
        least_slack_hours=min((each.slack_hours for each in served), default=None),
    )
