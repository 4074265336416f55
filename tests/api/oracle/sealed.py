"""What the API says of seals, row by row in plain Python."""

from tests.api.oracle.arguments import Arguments
from tests.api.oracle.models import Row
from tests.api.oracle.sight import Sight, lies_in


def seals(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Issued numbers."""
    region, place = arguments.get("region"), arguments.get("placeCode")
    return [
        one
        for one in sight.seals.values()
        if (region is None or lies_in(one.region_code, region)) and (place is None or one.place_code == place)
    ]


def sealings_of(sight: Sight, seal: Row) -> list[Row]:
    """The scans that put it on a box."""
    return [one for one in sight.sealings if one.number == seal.number]


def verified_by(sight: Sight, seal: Row) -> int:
    """How many devices saw it on its box."""
    found = sealings_of(sight, seal)
    if not found:
        return 0
    last = found[-1]
    seen = [one for one in sight.scans.values() if one.box_code == last.box_code and one.occurred_at >= last.applied_at]
    return len({one.device_id for one in seen if seal.number in one.seals})


def state(sight: Sight, seal: Row) -> str:
    """How far it has come."""
    found = sealings_of(sight, seal)
    if not found:
        return "ISSUED"
    box = sight.boxes[found[-1].box_code]
    if seal.number in box.seals:
        return "VERIFIED" if verified_by(sight, seal) >= 2 else "APPLIED"
    return "REPLACED" if box.seals else "BROKEN"


def registers(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """What was published."""
    region = arguments.get("region")
    return [one for one in sight.registers if region is None or lies_in(one.region_code, region)]


def newest_register(sight: Sight, _: Row, arguments: Arguments) -> Row | None:
    """The last version of one region's."""
    found = [one for one in sight.registers if one.region_code == arguments["region"]]
    return max(found, key=lambda one: one.version, default=None)
