"""What every field of the API means, row by row in plain Python. Nothing here knows how the server answers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from geoalchemy2.shape import to_shape
from pyproj import Geod
from shapely.geometry import Point, mapping
from shapely.geometry.base import BaseGeometry
from tests.api.oracle.arguments import Arguments, area_of, tolerance_deg
from tests.api.oracle.models import Place, Row
from tests.api.oracle.orders import due_at
from tests.api.oracle.sight import Sight, lies_in

_ELLIPSOID: Final = Geod(ellps="WGS84")
_OUT_OR_BACK: Final = {"LOADED", "IN_TRANSIT", "AT_HUB", "RETURN_LOADED", "RETURN_IN_TRANSIT", "RETURN_AT_HUB"}
_NOT_YET_THERE: Final = {
    *("PLANNED", "ORDERED", "PRODUCED", "SHIPPED", "RECEIVED", "INSPECTED", "ASSEMBLED", "PACKED", "SEALED"),
    *("LOADED", "IN_TRANSIT", "AT_HUB", "AT_PPK", "AT_PPS"),
}
Answer = Callable[[Sight, Row, Arguments], Any]


@dataclass(frozen=True)
class Count:
    """A StateCount."""

    state: str
    boxes: int


@dataclass(frozen=True)
class Territory:
    """A region, or '' for all that is in sight: what Progress and Summary are about."""

    code: str


def shape_of(geometry: Row) -> BaseGeometry | None:
    """Take a geometry from the database."""
    return None if geometry is None else to_shape(geometry)


def geojson(geometry: Row, arguments: Arguments) -> Any:  # noqa: ANN401 -- JSON
    """Give GeoJSON with six decimals, simplified where that was asked for."""
    found, metres = shape_of(geometry), arguments.get("simplifyM")
    if found is not None and metres is not None:
        found = found.simplify(tolerance_deg(metres), preserve_topology=True)
    return None if found is None else _rounded(mapping(found))


def _rounded(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, list | tuple) else value


def _degrees(value: float) -> float:
    return round(value * 1e6) / 1e6


def _is_station(place: Row) -> bool:
    return bool(place.kind == "POLLING_STATION")


def holds(text: str | None, *values: str) -> bool:
    """Whether one of the values holds a text."""
    # Only the letters of ASCII have a case here: the database sorts and compares by code point.
    return text is None or any(_lower(text) in _lower(value) for value in values)


def _lower(text: str) -> str:
    return "".join(chr(ord(letter) + 32) if "A" <= letter <= "Z" else letter for letter in text)


def _covers(area: BaseGeometry | None, geometry: Row) -> bool:
    found = shape_of(geometry)
    return area is None or (found is not None and area.intersects(found))


def _between(moment: Any, period: Arguments | None) -> bool:  # noqa: ANN401
    start, end = (period or {}).get("from"), (period or {}).get("to")
    return (start is None or moment >= start) and (end is None or moment < end)


def _region_matches(code: str, wanted: str | None) -> bool:
    return wanted is None or lies_in(code, wanted)


def _one_of(value: object, wanted: Iterable[object] | None) -> bool:
    return wanted is None or value in wanted


def _is(value: bool, wanted: bool | None) -> bool:  # noqa: FBT001 -- a filter's truth value
    return wanted is None or value is wanted


# --- boxes


def is_late(sight: Sight, box: Row) -> bool:
    """Whether a box's leg should be done by now."""
    due = due_at(sight, box)
    return due is not None and due < sight.now


def needs_attention(sight: Sight, box: Row) -> bool:
    """Whether a box needs somebody."""
    return bool(box.exceptions) or is_late(sight, box)


def held_by(sight: Sight, box: Row) -> Row | None:
    """The place or conveyance that a box is at."""
    return sight.places.get(box.place_code) or sight.conveyances.get(box.place_code)


def place_of(sight: Sight, box: Row) -> Row | None:
    """The place that a box is at, be it beyond the viewer's region: a box says where it is."""
    same = (place for place in sight.rows[Place] if (place.election_id, place.code) == (box.election_id, box.place_code))
    return next(same, None)


def place_code_told(sight: Sight, row: Row) -> str | None:
    """The code of where a box or scan is; the public is not told which vessel."""
    code: str | None = row.place_code
    return None if code is not None and code.startswith("CNV-") and not sight.is_full else code


def leg_of(sight: Sight, box: Row) -> Row | None:
    """The leg a box is on or waits for."""
    journey = sight.journeys.get(box.code)
    if journey is None:
        return None
    return next((leg for leg in sight.legs if (leg.shipment_code, leg.number) == (journey.shipment_code, journey.leg_number)), None)


def shipments_of(sight: Sight, box: Row) -> list[Row]:
    """Every shipment planned for a box."""
    codes = {aboard.shipment_code for aboard in sight.aboard if aboard.box_code == box.code}
    found = [shipment for code, shipment in sight.shipments.items() if code in codes]
    return sorted(found, key=lambda shipment: (shipment.planned_depart_at, shipment.code))


def _is_at(sight: Sight, box: Row, wanted: str | None) -> bool:
    return wanted is None or wanted == place_code_told(sight, box)


def _chosen(sight: Sight, box: Row, wanted: Arguments, area: BaseGeometry | None) -> bool:
    leg, holder = leg_of(sight, box), place_of(sight, box) or sight.conveyances.get(box.place_code)
    return (
        _region_matches(box.region_code, wanted.get("region"))
        and _one_of(box.state, wanted.get("states"))
        and (wanted.get("mode") is None or (leg is not None and leg.mode == wanted["mode"]))
        and _is(box.is_3t, wanted.get("is3t"))
        and _is(needs_attention(sight, box), wanted.get("needsAttention"))
        and _is(is_late(sight, box), wanted.get("isLate"))
        and _is(open_handover(sight, box) is not None, wanted.get("hasOpenHandover"))
        and _is(place_code_told(sight, box) is not None, wanted.get("isPlaceKnown"))
        and _is_at(sight, box, wanted.get("placeCode"))
        and _is_at(sight, box, wanted.get("conveyanceCode"))
        and wanted.get("shipmentCode") in {None, *(a.shipment_code for a in sight.aboard if a.box_code == box.code)}
        and (area is None or (holder is not None and _covers(area, holder.point)))
        and holds(wanted.get("search"), box.code, box.station_code, getattr(sight.places.get(box.station_code), "name", ""))
    )


def boxes(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Boxes under a BoxFilter."""
    wanted = arguments.get("filter") or {}
    area = area_of(wanted.get("within"))
    return [box for box in sight.boxes.values() if _chosen(sight, box, wanted, area)]


def read_code(typed: str) -> str:
    """What a person may type for a code; whether its check character fits decides nothing but that it is found."""
    return typed.strip().upper().replace("-", "").replace(" ", "").replace("I", "1").replace("L", "1").replace("O", "0")


# --- the fields of Query


def regions(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Regions of a level, under a parent."""
    return [
        region
        for region in sight.regions.values()
        if arguments.get("level") in {None, region.level} and arguments.get("parent") in {None, region.parent_code}
    ]


def islands(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Islands."""
    area = area_of(arguments.get("within"))
    return [
        island
        for island in sight.islands.values()
        if _is(island.is_outermost, arguments.get("outermost"))
        and _is(island.is_populated, arguments.get("populated"))
        and _covers(area, island.point)
    ]


def facilities(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Places that are no polling stations."""
    area = area_of(arguments.get("within"))
    return [
        place
        for place in sight.places.values()
        if not _is_station(place)
        and _one_of(place.kind, arguments.get("kinds"))
        and _region_matches(place.region_code, arguments.get("region"))
        and _covers(area, place.point)
        and holds(arguments.get("search"), place.code, place.name)
    ]


def polling_stations(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Polling stations."""
    area = area_of(arguments.get("within"))
    return [
        place
        for place in sight.places.values()
        if _is_station(place)
        and _region_matches(place.region_code, arguments.get("region"))
        and _covers(area, place.point)
        and _is(place.is_3t, arguments.get("is3t"))
        and holds(arguments.get("search"), place.code, place.name)
    ]


def nearby(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Places around a point, by their distance over the ellipsoid."""
    centre, radius = arguments["point"], arguments["radiusM"]
    found = [(_metres(centre, place), place.code, place) for place in sight.places.values()]
    return [place for distance, _, place in sorted(found, key=lambda item: (round(item[0], 6), item[1])) if distance <= radius][:200]


def _metres(centre: Arguments, place: Row) -> float:
    at = to_shape(place.point).centroid
    return float(_ELLIPSOID.inv(centre["lon"], centre["lat"], at.x, at.y)[2])


def scans(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Scans."""
    area = area_of(arguments.get("within"))
    return [
        scan
        for key, scan in sight.scans.items()
        if _region_matches(scan.region_code, arguments.get("region"))
        and _between(scan.occurred_at, arguments.get("between"))
        and _one_of(scan.type, arguments.get("types"))
        and (area is None or (key in sight.details and _covers(area, sight.details[key].point)))
    ]


def handovers(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Handovers."""
    return [
        one
        for one in sight.handovers
        if _region_matches(one.region_code, arguments.get("region"))
        and _between(one.given_at or one.taken_at, arguments.get("between"))
        and _is(is_open(one), arguments.get("isOpen"))
    ]


def is_open(handover: Row) -> bool:
    """Whether a side is missing."""
    return handover.given_by is None or handover.taken_by is None


def open_handover(sight: Sight, box: Row) -> Row | None:
    """The first handover of a box that lacks a side."""
    return next((one for one in sight.handovers if one.box_code == box.code and is_open(one)), None)


def conveyances(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Conveyances."""
    area = area_of(arguments.get("within"))
    return [
        one
        for one in sight.conveyances.values()
        if _one_of(one.kind, arguments.get("kinds"))
        and _region_matches(one.region_code, arguments.get("region"))
        and _is(bool(_moving(sight, one)), arguments.get("underWay"))
        and _covers(area, one.point)
        and holds(arguments.get("search"), one.code, one.name)
    ]


def accounts(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Who signs in, under an AccountFilter."""
    asked = arguments.get("filter") or {}
    region, roles, text = (asked.get(name) for name in ("region", "roles", "search"))
    return [
        one
        for one in sight.accounts.values()
        if (region is None or lies_in(one.region_code, region))
        and (roles is None or one.role in roles)
        and (text is None or holds(text, one.name))
        and asked.get("isClosed") in {None, one.closed_at is not None}
    ]


def unused_invitations(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Sheets that nobody has used."""
    region, roles = arguments.get("region"), arguments.get("roles")
    return [one for one in sight.unused if (region is None or lies_in(one.region_code, region)) and (roles is None or one.role in roles)]


def devices(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Devices under a DeviceFilter."""
    wanted = arguments.get("filter") or {}
    return [
        device
        for device in sight.devices.values()
        if _region_matches(device.region_code, wanted.get("region"))
        and wanted.get("placeCode") in {None, device.place_code}
        and _one_of(device.role, wanted.get("roles"))
        and _is(device.revoked_after_seq is not None, wanted.get("isRevoked"))
        and _is_quiet(sight, device, wanted.get("quietForHours"))
        and holds(wanted.get("search"), device.label, device.id)
    ]


def _is_quiet(sight: Sight, device: Row, hours: int | None) -> bool:
    if hours is None or device.contact_at is None:
        return True
    pace = 1.0 if device.role is None else sight.election.clock_speed
    silence: timedelta = (sight.now - device.contact_at) / pace
    return silence >= timedelta(hours=hours)


def legs_on(sight: Sight, conveyance: Row) -> list[Row]:
    """The legs of a conveyance, by time."""
    mine = [leg for leg in sight.legs if leg.conveyance_code == conveyance.code]
    return sorted(mine, key=lambda leg: (leg.planned_depart_at, leg.shipment_code, leg.number))


def _moving(sight: Sight, conveyance: Row) -> list[Row]:
    return [leg for leg in legs_on(sight, conveyance) if leg.departed_at is not None and leg.arrived_at is None]


def current_leg(sight: Sight, conveyance: Row) -> Row | None:
    """The leg that was begun last and is not done."""
    by_code = sorted(_moving(sight, conveyance), key=lambda leg: (leg.shipment_code, leg.number))
    return max(by_code, key=lambda leg: leg.departed_at, default=None)


def legs_of(sight: Sight, shipment: Row) -> list[Row]:
    """The legs of a shipment, in order."""
    return [leg for leg in sight.legs if leg.shipment_code == shipment.code]


def status(sight: Sight, shipment: Row) -> str:
    """How far a shipment has come: nobody scans a transfer's end."""
    legs = legs_of(sight, shipment)
    if legs and all(leg.mode == "TRANSFER" or leg.arrived_at is not None for leg in legs):
        return "ARRIVED"
    return "UNDER_WAY" if any(leg.departed_at is not None for leg in legs) else "PLANNED"


def shipments(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Shipments."""
    return [
        one
        for one in sight.shipments.values()
        if _region_matches(one.region_code, arguments.get("region"))
        and arguments.get("direction") in {None, one.direction}
        and arguments.get("status") in {None, status(sight, one)}
        and arguments.get("conveyance") in {None, *(leg.conveyance_code for leg in legs_of(sight, one) if leg.conveyance_code)}
        and _is(any(m.shipment_code == one.code and m.left_at is None for m in sight.members), arguments.get("isEscorted"))
    ]


def track(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Where one conveyance was."""
    return [fix for fix in sight.fixes if fix.conveyance_code == arguments["conveyance"] and _between(fix.at, arguments.get("between"))]


def positions_at(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Where everything was at a time."""
    area = area_of(arguments.get("within"))
    newest = {fix.conveyance_code: fix for fix in sight.fixes if fix.at <= arguments["time"]}
    return [fix for _, fix in sorted(newest.items()) if _covers(area, fix.point)]


def progress(sight: Sight, _: Row, arguments: Arguments) -> list[Territory]:
    """Regions of a level that are in sight."""
    return [
        Territory(region.code)
        for region in sight.regions.values()
        if region.level == arguments["level"]
        and _region_matches(region.code, arguments.get("parent"))
        and lies_in(region.code, sight.region)
    ]


def summary(sight: Sight, _: Row, arguments: Arguments) -> Territory | None:
    """A region in sight, or all that is."""
    code = sight.region if arguments.get("region") is None else arguments["region"]
    return Territory(code) if (code in sight.regions or code == "") and lies_in(code, sight.region) else None


def boxes_in(sight: Sight, code: str) -> list[Row]:
    """Boxes of a territory."""
    return [box for box in sight.boxes.values() if lies_in(box.region_code, code)]


def counts(sight: Sight, code: str) -> list[Count]:
    """How many boxes of a region stand in which state: none for a region beyond the viewer's."""
    if not lies_in(code, sight.region):
        return []
    states = [box.state for box in boxes_in(sight, code)]
    return [Count(state, states.count(state)) for state in sorted(set(states))]


def in_transit(sight: Sight, code: str) -> int:
    """How many are on their way."""
    return sum(box.state in _OUT_OR_BACK for box in boxes_in(sight, code))


def delivered(sight: Sight, code: str) -> int:
    """How many have reached their station."""
    return sum(box.state not in _NOT_YET_THERE for box in boxes_in(sight, code))


def point_of(geometry: Row) -> dict[str, float] | None:
    """Give a Position."""
    found = shape_of(geometry)
    return {"lon": _degrees(found.x), "lat": _degrees(found.y)} if isinstance(found, Point) else None


def dead_zones(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Zones of a region and of all in it."""
    region = arguments.get("region")
    return [one for one in sight.dead_zones.values() if region is None or lies_in(one.region_code, region)]


def sea_areas(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Areas of some kinds that hold at a time."""
    at, kinds = arguments.get("at"), arguments.get("kinds")
    return [
        one
        for one in sight.sea_areas.values()
        if (kinds is None or one.kind in kinds)
        and (at is None or ((one.valid_from is None or one.valid_from <= at) and (one.valid_to is None or at < one.valid_to)))
    ]
