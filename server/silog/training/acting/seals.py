"""The seals of the season: which numbers its warehouses hold before anything leaves, and which of them go on which box.

A warehouse holds two seals for every sealing that the law foresees for each of its boxes, and spare ones for boxes that come without.
So every number that the season puts on a box is in a register, and what is found wrong with a seal is what the scenario means.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Final

from silog.custody.rules import ScanType
from silog.movement.rules import Direction
from silog.training.acting.carries import Shipped

_ON_A_BOX: Final = (1, 2)
_WAREHOUSE: Final = "WH-"


class Series(StrEnum):
    """For which sealing a seal was printed: its first letter."""

    WAREHOUSE = "K"
    STATION = "P"
    RECAPITULATION = "R"
    SPARE = "S"


SERIES_OF: Final = {
    ScanType.SEAL: Series.WAREHOUSE,
    ScanType.RESEAL: Series.STATION,
    ScanType.RECAP_RESEAL: Series.RECAPITULATION,
}


def warehouse_of(station: str) -> str:
    """Give the warehouse that the boxes of a station leave from.

    >>> warehouse_of("TPS-21.03.04.1003-001")
    'WH-21.03'
    """
    return f"{_WAREHOUSE}{station.removeprefix('TPS-')[:5]}"


def pair(series: Series, number: int) -> tuple[str, ...]:
    """Give the two seals of one number of a series.

    >>> pair(Series.WAREHOUSE, 12)
    ('K24-0000012-1', 'K24-0000012-2')
    """
    return tuple(f"{series}24-{number:07d}-{seal}" for seal in _ON_A_BOX)


def issued_seals(stations: Sequence[str], spare_share: float) -> dict[str, list[str]]:
    """Give the numbers that every warehouse holds, by its code. `stations`: that of every box, in the order in which boxes are numbered."""
    issued: defaultdict[str, list[str]] = defaultdict(list)
    for number, station in enumerate(stations, 1):
        for series in SERIES_OF.values():
            issued[warehouse_of(station)] += pair(series, number)
    for warehouse, numbers in _numbers_by_warehouse(stations).items():
        for number in numbers[: math.ceil(len(numbers) * spare_share)]:
            issued[warehouse] += pair(Series.SPARE, number)
    return dict(issued)


def spare_pairs(stations: Sequence[str], in_need: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Give each box that comes without seals, by its number, the next spare pair of its warehouse."""
    held = {warehouse: iter(numbers) for warehouse, numbers in _numbers_by_warehouse(stations).items()}
    return {box: pair(Series.SPARE, next(held[warehouse_of(stations[box - 1])])) for box in sorted(in_need)}


def publishings(shipments: Iterable[Shipped], before: timedelta) -> list[tuple[int, str]]:
    """Say when the register of each regency is published, in milliseconds since 1970: so long before its first boxes are to leave."""
    first: dict[str, int] = {}
    for shipment in shipments:
        if shipment.direction is Direction.OUTBOUND and shipment.origin.startswith(_WAREHOUSE):
            regency = shipment.origin.removeprefix(_WAREHOUSE)
            first[regency] = min(shipment.departs_ms, first.get(regency, shipment.departs_ms))
    return sorted((departs_ms - before // timedelta(milliseconds=1), regency) for regency, departs_ms in first.items())


def _numbers_by_warehouse(stations: Sequence[str]) -> Mapping[str, list[int]]:
    """Give the numbers of the boxes of each warehouse: spare seals carry them, too, so that no two warehouses have the same."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, station in enumerate(stations, 1):
        numbers[warehouse_of(station)].append(number)
    return numbers
