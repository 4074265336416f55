"""From a scenario and the reference data to a task."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import msgspec

from silog_gis.plan.making.moments import WIB
from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.scenarios.reference import Reference, StationRow
from silog_gis.plan.scenarios.scenario import Days, DistrictRule, FleetVessel, Scenario
from silog_gis.plan.whole.reason import Reason
from silog_gis.plan.whole.task import Hub, Place, Station, Task, Vessel, Warehouse
from silog_gis.plan.whole.value import Window


def task_of(scenario: Scenario, reference: Reference) -> Task:
    """Make the task. Refused (UnplannableError): a facility or region that the reference data does not have."""
    rows = [each for each in reference.stations if _is_in(each.village, scenario.only or (scenario.regency,))]
    faults = [*_unknown(scenario, reference)]
    if not rows:
        regions = ", ".join(scenario.only or (scenario.regency,))
        faults.append(Reason(code="NO_STATION_THERE", facts={"scenario": scenario.code, "regions": regions}))
    if faults:
        raise UnplannableError(*faults)
    villages = _villages(scenario, reference, rows)
    facilities = [_facility(scenario, reference, code) for code in sorted(_facilities(scenario))]
    return Task(
        code=scenario.code,
        name=scenario.name,
        begins_at=scenario.begins_at,
        tiers=scenario.tiers,
        warehouse=Warehouse(place=scenario.warehouse, ready_at=scenario.ready_at),
        places=tuple(_with_tides(scenario, place) for place in (*facilities, *dict.fromkeys(villages.values()))),
        stations=tuple(_station(scenario, row, villages[row.code]) for row in rows),
        hubs=tuple(Hub(place=code) for code in scenario.hubs),
        vessels=tuple(vessel for each in scenario.vessels for vessel in vessels_of(each)),
        sailings=scenario.sailings,
        standbys=scenario.standbys,
        handling=scenario.handling,
        seas=scenario.seas,
        risks=scenario.risks,
        sources=tuple(f"{fact.said} ({fact.source})" for fact in scenario.facts),
    )


def vessels_of(each: FleetVessel) -> Iterator[Vessel]:
    """Give every vessel of those that are alike, with its shifts."""
    shifts = tuple(shifts_of(each.days))
    for number in range(1, each.count + 1):
        suffix = f"-{number}" if each.count > 1 else ""
        yield Vessel(
            code=each.code + suffix,
            name=f"{each.name} {number}" if suffix else each.name,
            shifts=shifts,
            **{name: getattr(each, name) for name in _SHARED},
        )


_SHARED = tuple(name for name in FleetVessel.__struct_fields__ if name in Vessel.__struct_fields__ and name not in {"code", "name"})


def shifts_of(days: Days) -> Iterator[Window]:
    """Give the hours of each day; a shift that ends when it begins, or before, goes on until midnight."""
    for number in range((days.last - days.first).days + 1):
        day = days.first + timedelta(days=number)
        opens_at = datetime.combine(day, days.opens, WIB)
        closes_at = datetime.combine(day, days.closes, WIB) if days.closes > days.opens else _midnight(day + timedelta(days=1))
        yield Window(opens_at=opens_at, closes_at=closes_at)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), WIB)


def _facilities(scenario: Scenario) -> set[str]:
    named = {scenario.warehouse, *scenario.hubs, *(each.home for each in scenario.vessels), *(each.home for each in scenario.standbys)}
    return named | {call.place for each in scenario.sailings for call in each.calls}


def _unknown(scenario: Scenario, reference: Reference) -> Iterator[Reason]:
    for code in sorted(_facilities(scenario)):
        if reference.facility(code) is None:
            yield Reason(code="NO_SUCH_FACILITY", facts={"scenario": scenario.code, "facility": code})
    for code in sorted({*scenario.only, *(rule.region for rule in scenario.districts)}):
        if code not in reference.names:
            yield Reason(code="NO_SUCH_REGION", facts={"scenario": scenario.code, "region": code})


def _facility(scenario: Scenario, reference: Reference, code: str) -> Place:
    row = reference.facility(code)
    assert row is not None  # noqa: S101 -- what is unknown was refused
    return reference.facility_place(row, _area(scenario, code))


def _villages(scenario: Scenario, reference: Reference, rows: list[StationRow]) -> dict[str, Place]:
    """Give the place of every station: its village, by island."""
    groups = defaultdict[tuple[str, int | None], list[StationRow]](list)
    for row in rows:
        groups[row.village, row.landmass].append(row)
    found = dict[str, Place]()
    for (village, landmass), group in groups.items():
        place = reference.village_place(village, landmass, group, _area(scenario, village))
        found |= {row.code: place for row in group}
    return found


def _station(scenario: Scenario, row: StationRow, place: Place) -> Station:
    rule, boxes = _rule(scenario, row.village), scenario.boxes_per_station
    return Station(
        code=row.code,
        place=place.code,
        district=row.village[:8],
        boxes=boxes,
        weight_kg=boxes * scenario.box.weight_kg,
        volume_m3=boxes * scenario.box.volume_m3,
        tier=scenario.usual_tier if rule.tier is None else rule.tier,
        opens_at=rule.opens_at,
        due_at=rule.due_at,
        hub=rule.hub,
    )


def _rule(scenario: Scenario, village: str) -> DistrictRule:
    """Give the rule of the smallest region that has one; a rule of none, where none has."""
    rules = [rule for rule in scenario.districts if _is_in(village, (rule.region,))]
    return max(rules, key=lambda rule: len(rule.region), default=DistrictRule(region=village))


def _area(scenario: Scenario, code: str) -> str:
    regions = [region for region in scenario.areas if region and (code == region or code.startswith(f"{region}."))]
    return scenario.areas.get(max(regions, key=len, default=""), "")


def _with_tides(scenario: Scenario, place: Place) -> Place:
    tides = next((each.windows for each in scenario.tides if each.place == place.code), ())
    return msgspec.structs.replace(place, tides=tides) if tides else place


def _is_in(village: str, regions: tuple[str, ...]) -> bool:
    return any(village == region or village.startswith(f"{region}.") for region in regions)
