"""From what is asked to the document of a problem, over the reference data and the product's own ways."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from silog_gis.plan.problem import Drop, Window
from silog_gis.plan.province.asked import Asked, Kind, Tides, of_smallest
from silog_gis.plan.province.files import Class, Document, Shift, lower_rows
from silog_gis.plan.scenarios.reference import Reference, StationRow
from silog_gis.plan.whole.task import Goes, Place
from silog_gis.plan.whole.ways import Ways, metres_among

_HOUR_S: Final = 3_600
_DISTRICT: Final = len("21.01.04")


def document_of(asked: Asked, reference: Reference, ways: Ways) -> Document:
    """Make the document. ValueError where the warehouse or enough regions with stations are not there."""
    warehouse = reference.facility(asked.warehouse)
    if warehouse is None:
        message = f"{asked.code}: there is no facility {asked.warehouse}"
        raise ValueError(message)
    regions = _regions(asked, reference)
    places = [reference.facility_place(warehouse), *(_office(reference, region) for region in regions)]
    drops = tuple(_drop(asked, number, region, len(rows)) for number, (region, rows) in enumerate(regions.items(), 1))
    lengths = {_ways_key(kind): kind for kind in asked.vessels}
    return Document(
        code=asked.code,
        name=asked.name,
        facts=asked.facts,
        places=tuple(f"{place.code} {place.name}" for place in places),
        metres={key: lower_rows(metres_among(ways, kind.goes, kind.clearance_m, places)) for key, kind in lengths.items()},
        classes={_class_key(kind): Class(metres=_ways_key(kind), speed_kn=kind.speed_kn) for kind in asked.vessels},
        loading_s=round(60 * asked.loading_minutes),
        drops=drops,
        vessels=tuple(shift for kind in asked.vessels for shift in _shifts(kind)),
    )


def _regions(asked: Asked, reference: Reference) -> dict[str, list[StationRow]]:
    """Give the regions with most stations, by code, each with its stations."""
    length = None if asked.level == "VILLAGE" else _DISTRICT
    found = defaultdict[str, list[StationRow]](list)
    for row in reference.stations:
        if row.village.startswith(f"{asked.within}."):
            found[row.village[:length]].append(row)
    most = sorted(found, key=lambda region: (-len(found[region]), region))[: asked.drops]
    if len(most) < asked.drops:
        message = f"{asked.code}: there are {len(most)} regions with stations, and {asked.drops} are asked for"
        raise ValueError(message)
    return {region: found[region] for region in sorted(most)}


def _office(reference: Reference, region: str) -> Place:
    return reference.office_place(next(each for each in reference.facilities if each.region == region and each.kind in {"PPK", "PPS"}))


def _drop(asked: Asked, number: int, region: str, stations: int) -> Drop:
    boxes = stations * asked.boxes_per_station
    return Drop(
        code=region,
        place=number,
        boxes=boxes,
        weight_kg=round(boxes * asked.box_kg),
        handling_s=round(60 * (asked.stop_minutes + boxes * asked.box_minutes)),
        opens_s=round(_HOUR_S * of_smallest(asked.opens_h, region)),
        due_s=round(_HOUR_S * of_smallest(asked.due_h, region)),
        released_s=round(_HOUR_S * of_smallest(asked.released_h, region)),
        tides=tuple(window for tides in asked.tides if of_smallest({tides.region: 1.0}, region) for window in _high_waters(tides)),
        tier=0 if any(of_smallest({each: 1.0}, region) for each in asked.first_tier) else 1,
    )


def _high_waters(tides: Tides) -> Iterator[Window]:
    for day in range(tides.days):
        later_s = day * (24 * _HOUR_S + 60 * tides.later_minutes)
        yield round(_HOUR_S * tides.first[0]) + later_s, round(_HOUR_S * tides.first[1]) + later_s


def _ways_key(kind: Kind) -> str:
    return f"{kind.goes} {kind.clearance_m:g} m" if kind.goes is Goes.SEA else str(kind.goes)


def _class_key(kind: Kind) -> str:
    return f"{_ways_key(kind)} {kind.speed_kn:g} kn"


def _shifts(kind: Kind) -> Iterator[Shift]:
    for number in range(1, kind.count + 1):
        for shift, (from_h, until_h) in enumerate(kind.shifts, 1):
            yield Shift(
                code=f"{kind.code}-{number}/{shift}",
                travel=_class_key(kind),
                boxes=kind.boxes,
                from_s=round(_HOUR_S * from_h),
                until_s=round(_HOUR_S * until_h),
                crew_s=round(_HOUR_S * min(kind.crew_hours, until_h - from_h)),
                cost_per_hour=kind.cost_per_hour,
                cost_per_km=kind.cost_per_km,
                fixed_cost=kind.fixed_cost,
            )
