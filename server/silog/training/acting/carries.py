"""The stored plan as a simulation needs it: runs of conveyances, and for every shipment the carries of its boxes.

A carry is what an officer sees: boxes loaded at one place and unloaded at another, over one or more runs of one conveyance. The
transfers at its ends belong to it, since nobody scans them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from silog.movement.rules import Direction, LegMode


class Row(Protocol):
    """A stored leg or shipment: a row of the database, or a mapping with the same names."""

    def __getitem__(self, name: str, /) -> Any:  # noqa: ANN401 - a row's columns have their own types
        """Give one column."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one conveyance from place to place; `route` has shape (n, 2), lon and lat in degrees."""

    index: int
    conveyance_code: str
    mode: LegMode
    from_code: str
    to_code: str
    departs_ms: int
    arrives_ms: int
    route: NDArray[np.float64]
    length_m: float


@dataclass(frozen=True, slots=True)
class Carry:
    """Boxes taken from `leaves` to `reaches` aboard one conveyance; `before_ms`, `after_ms`: handing over at the ends."""

    runs: tuple[int, ...]
    conveyance_code: str
    mode: LegMode
    leaves: str
    reaches: str
    before_ms: int
    after_ms: int


@dataclass(frozen=True, slots=True)
class Shipped:
    """A shipment: what carries its boxes, in order."""

    code: str
    direction: Direction
    origin: str
    destination: str
    departs_ms: int
    carries: tuple[Carry, ...]
    boxes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Journeys:
    """All runs in the order in which they are planned to depart, and all shipments in that order."""

    runs: tuple[Run, ...]
    shipments: tuple[Shipped, ...]

    @classmethod
    def read(cls, legs: Sequence[Row], shipped: Mapping[str, Row], boxes: Mapping[str, Sequence[str]]) -> "Journeys":
        """Read legs and shipments as movement.queries gives them, and the boxes of each."""
        carried = [leg for leg in legs if leg["mode"] != LegMode.TRANSFER]
        runs: dict[tuple[object, ...], Run] = {}
        routes = shapely.from_wkb([leg["route"] for leg in carried])
        for leg, route in zip(carried, routes, strict=True):
            if _key(leg) not in runs:
                runs[_key(leg)] = _run(len(runs), leg, shapely.get_coordinates(route))
        by_shipment = groupby(sorted(legs, key=lambda leg: (leg["shipment_code"], leg["number"])), key=lambda leg: leg["shipment_code"])
        shipments = [_shipped(shipped[code], list(ordered), runs, boxes.get(code, ())) for code, ordered in by_shipment]
        return cls(tuple(runs.values()), tuple(sorted(shipments, key=lambda each: (each.departs_ms, each.code))))


def milliseconds(moment: datetime) -> int:
    """Write a moment as devices do."""
    return round(moment.timestamp() * 1000)


def _key(leg: Row) -> tuple[object, ...]:
    return leg["conveyance_code"], leg["from_code"], leg["to_code"], leg["planned_depart_at"]


def _run(index: int, leg: Row, route: NDArray[np.float64]) -> Run:
    return Run(
        index,
        leg["conveyance_code"],
        LegMode(leg["mode"]),
        leg["from_code"],
        leg["to_code"],
        milliseconds(leg["planned_depart_at"]),
        milliseconds(leg["planned_arrive_at"]),
        route,
        leg["length_m"],
    )


def _shipped(row: Row, legs: list[Row], runs: Mapping[tuple[object, ...], Run], boxes: Sequence[str]) -> Shipped:
    first = legs[0]
    return Shipped(
        first["shipment_code"],
        Direction(row["direction"]),
        row["origin_code"],
        row["destination_code"],
        milliseconds(first["planned_depart_at"]),
        tuple(_carries(legs, runs)),
        tuple(boxes),
    )


def _carries(legs: list[Row], runs: Mapping[tuple[object, ...], Run]) -> Iterable[Carry]:
    """Join the runs of one conveyance, and give each carry the transfers before it and, after the last, behind it."""
    groups = [(code, list(group)) for code, group in groupby(legs, key=lambda leg: leg["conveyance_code"])]
    for place, (code, group) in enumerate(groups):
        if code is None:
            continue
        before = groups[place - 1][1] if place and groups[place - 1][0] is None else []
        after = groups[place + 1][1] if place + 1 < len(groups) and groups[place + 1][0] is None else []
        yield Carry(
            tuple(runs[_key(leg)].index for leg in group),
            code,
            LegMode(group[0]["mode"]),
            before[-1]["from_code"] if before else group[0]["from_code"],
            after[0]["to_code"] if after else group[-1]["to_code"],
            sum(map(_lasts_ms, before[-1:])),
            sum(map(_lasts_ms, after[:1])),
        )


def _lasts_ms(leg: Row) -> int:
    return milliseconds(leg["planned_arrive_at"]) - milliseconds(leg["planned_depart_at"])
