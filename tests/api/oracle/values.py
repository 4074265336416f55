"""Values for arguments: most of them name something that exists, some nothing, and some are wrong."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInputType, GraphQLList, GraphQLNonNull
from tests.api.oracle.arguments import write_cursor
from tests.api.oracle.oracle import type_of
from tests.api.oracle.orders import order_of
from tests.api.oracle.sight import Sight
from tests.api.oracle.tracked import trip_alarms
from tests.factories import territory
from tests.factories.world import NOW, code_of

WRONG_CURSORS: Final = (
    "",
    "x",
    "%%%",
    "W10=",
    "WyIiXQ==",
    write_cursor("", ["a", "b", "c"]),
    write_cursor("DUE", ["a", "b"]),
    write_cursor("", [5]),
)
TIMES: Final = tuple(
    (NOW + timedelta(minutes=minutes)).astimezone().isoformat() for minutes in (-100_000, -4320, -600, -60, 0, 30, 600, 4320)
)
_SEARCHES: Final = ("tps", "TPS-21.03", "km", "%", "_", "\\", '"', "21.05", "島", "é", "\n", "", "zzz", "001", "Wilayah")


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a value goes: a field of a type, with the arguments it has got already."""

    parent: str
    field: str
    arguments: dict[str, Any]


class Values:
    """Chooses values for the arguments of one world, as JSON."""

    def __init__(self, sight: Sight) -> None:
        """`sight` is one that sees everything of its election."""
        self._sight = sight
        self._samples: dict[str, Sequence[Any]] = {
            "code": ["21", "21.03", *list(sight.places)[::4], *sight.conveyances, *sight.shipments, "21.99", ""],
            "region": [*territory.codes(), "21.0", "", "99"],
            "search": _SEARCHES,
            "placeCode": sorted({box.place_code for box in sight.boxes.values() if box.place_code}),
            "conveyanceCode": [*sight.conveyances, "CNV-99"],
            "conveyance": [*sight.conveyances, "CNV-99"],
            "number": [*list(sight.seals)[::3], "S-99"],
            "objectCode": ["AREA-1", "PORT-21.03", "PORT-99"],
            "shipmentCode": [*sight.shipments, "KRM-99"],
            "quietForHours": [1, 24, 72, 8_760, 0, -1, 8_761],
            "radiusM": [*(1, 500.5, 20_000, 60_000, 100_000) * 3, 0, -1, 100_001],
            "id": self._ids(),
            "text": [
                "TPS-",
                "tps",
                "Ranai",
                " 21.03 ",
                "KM ",
                "_",
                "島",
                *list(sight.boxes)[:2],
                *(one[:5].lower() for one in sight.boxes),
            ],
            "simplifyM": [*(1, 50, 500.5, 10_000) * 4, 0, -5, 10_001],
            "first": [*(1, 1, 2, 3, 5, 10, 50, 200) * 20, 0, 201, 1000, -1, 2**31 - 1],
        }
        self._samples["parent"] = self._samples["sees"] = self._samples["region"]

    def _ids(self) -> list[str]:
        sight = self._sight
        keyed = [
            *sight.boxes.values(),
            *sight.places.values(),
            *sight.conveyances.values(),
            *sight.shipments.values(),
            *sight.devices.values(),
            *sight.audit.values(),
            *sight.incidents.values(),
            *sight.observations.values(),
            *sight.convoys.values(),
            *sight.sea_areas.values(),
            *sight.dead_zones.values(),
        ]
        known = [f"{type_of(row)}:{row.election_id}:{row.__dict__.get('code') or row.id}" for row in keyed]
        known += [f"Scan:{scan.election_id}:{scan.id}" for scan in sight.scans.values()]
        known += [f"Leg:{leg.election_id}:{leg.shipment_code}:{leg.number}" for leg in sight.legs] * 3
        known += [f"Region:{code}" for code in sight.regions] + [f"Island:{code}" for code in sight.islands]
        other = f"Box:2:{code_of(2, 1)}"
        wrong = ["Facility:1:TPS-21.03.04.1003-001", "PollingStation:1:WH-21.03", "Leg:1:KRM-1", "Leg:1:KRM-1:x", "Scan:1:no", "Position:1"]
        return [*known, *["Election:1", "Election:2", "Election:99999999999", other, *wrong, "", ":", "Box", "\u0000"] * 4]

    def choose(self, chance: random.Random, kind: GraphQLInputType, name: str, asked: Asked) -> Any:  # noqa: ANN401
        """Choose a value of a type for an argument or input field called `name`."""
        if isinstance(kind, GraphQLNonNull):
            kind = kind.of_type
        elif chance.random() < 0.08:
            return None
        if isinstance(kind, GraphQLList):
            size = chance.choice([0, 1, 1, 2, 3])
            inner = "id" if name == "ids" else name
            return [self.choose(chance, kind.of_type, inner, asked) for _ in range(size)]
        if isinstance(kind, GraphQLEnumType):
            return Word(chance.choice(list(kind.values)))
        if isinstance(kind, GraphQLInputObjectType):
            return self._object(chance, kind)
        return self._scalar(chance, kind.name, name, asked)

    def _object(self, chance: random.Random, kind: GraphQLInputObjectType) -> dict[str, Any]:
        special: dict[str, Callable[[random.Random], dict[str, Any]]] = {"Within": within, "GeoPoint": _point, "BoundingBox": _bbox}
        if kind.name in special:
            return special[kind.name](chance)
        wanted = {name for name in kind.fields if chance.random() < 0.2}
        return {
            name: self.choose(chance, one.type, name, Asked(kind.name, name, {})) for name, one in kind.fields.items() if name in wanted
        }

    def _scalar(self, chance: random.Random, kind: str, name: str, asked: Asked) -> Any:  # noqa: ANN401
        if kind == "Boolean":
            return chance.random() < 0.5
        if kind == "DateTime":
            return chance.choice(TIMES)
        if kind == "Cursor":
            return self._cursor(chance, asked)
        if (asked.parent, asked.field) == ("Query", "box"):
            return chance.choice([*self._sight.boxes, code_of(1, 1).lower(), f"{code_of(1, 2)[:4]}-{code_of(1, 2)[4:]} ", "tidak ada", ""])
        return chance.choice(self._samples[name])

    def _cursor(self, chance: random.Random, asked: Asked) -> str:
        if chance.random() < 0.05:
            return chance.choice(WRONG_CURSORS)
        if asked.field == "sessions":
            return write_cursor("", [NOW, UUID(int=7)])
        sight, order = self._sight, order_of(asked.parent, asked.field, {"orderBy": asked.arguments.get("orderBy")})
        rows: Any = {
            "regions": sight.regions,
            "islands": sight.islands,
            "scans": sight.scans,
            "boxes": sight.boxes,
            "conveyances": sight.conveyances,
            "shipments": sight.shipments,
            "audit": sight.audit,
            "devices": sight.devices,
            "seals": sight.seals,
            "incidents": sight.incidents,
            "observations": sight.observations,
            "convoys": sight.convoys,
            "accounts": sight.accounts,
            "unusedInvitations": dict(enumerate(sight.unused)),
            "escorts": dict(enumerate(sight.escorts)),
            "sealRegisters": dict(enumerate(sight.registers)),
            "handovers": dict(enumerate(sight.handovers)),
            "seaAreas": sight.sea_areas,
            "deadZones": sight.dead_zones,
            "endedTripAlarms": sight.ended_alarms,
            "tripAlarms": dict(enumerate(trip_alarms(sight, None, {}))),
        }.get(asked.field, sight.places)
        return write_cursor(order.name, order.keys(sight, chance.choice(list(rows.values()))))


class Word(str):
    """A member of an enum: written bare in a document."""

    __slots__ = ()


def _point(chance: random.Random) -> dict[str, Any]:
    lon, lat = territory.middle(chance.choice(territory.codes()))
    return {"lon": chance.choice([lon, lon + 0.05, 181]) if chance.random() < 0.2 else lon, "lat": 61 if chance.random() < 0.05 else lat}


def _bbox(chance: random.Random) -> dict[str, Any]:
    west, south = 104 + chance.randint(0, 30) / 10, chance.randint(0, 30) / 10
    size = chance.choice([0.5, 1.5, 6, 0, -1]) if chance.random() < 0.3 else 3
    return {"west": west, "south": south, "east": west + size, "north": chance.choice([south + 2, south + 4, 200])}


def within(chance: random.Random) -> dict[str, Any]:
    """Choose an area, right or wrong."""
    kind = chance.randint(0, 19)
    if kind < 11:
        return {"bbox": _bbox(chance)}
    west, south = 104 + chance.randint(0, 20) / 10, chance.randint(0, 20) / 10
    ring = [[west, south], [west + 2, south], [west + 2.5, south + 3], [west, south + 2.2], [west, south]]
    if kind < 18:
        return {"polygon": {"type": "Polygon", "coordinates": [ring]}}
    bow = [[104, 0], [106, 2], [106, 0], [104, 2], [104, 0]]
    wrong: list[dict[str, Any]] = [
        {},
        {"bbox": _bbox(chance), "polygon": {"type": "Polygon", "coordinates": [ring]}},
        {"polygon": {"type": "Point", "coordinates": [104, 1]}},
        {"polygon": {"type": "Polygon", "coordinates": [bow]}},
        {"polygon": {"type": "Polygon", "coordinates": "x"}},
        {"polygon": "not geometry"},
        {"polygon": {"type": "Polygon", "coordinates": []}},
        {"polygon": {"type": "Polygon", "coordinates": [[[104, 0], [105, 1]]]}},
    ]
    return chance.choice(wrong)
