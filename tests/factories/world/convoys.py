"""Convoys with their escorts, what these confirmed and reported: standing and dissolved, with missing words and without an account."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tests.factories.world.building import CONVOY_INCIDENTS, Builder
from tests.factories.writing import Row, point

_CONVOYS: Final = (
    ("21.05", ("KRM-3",), 2),
    ("21.03", ("KRM-0", "KRM-1"), 0),
    ("21", ("KRM-2", "KRM-5"), 1),
    ("21.03", (), None),
    ("21.05", ("KRM-7",), None),
)


def add_convoys(world: Builder) -> None:
    """Add escorts and convoys; the first convoy was dissolved."""
    regions = {str(row["code"]): row["region_code"] for row in world.rows("shipments")}
    escorts = [
        (UUID(int=world.chance.getrandbits(128), version=4), f'Polres "{region}" \\ 島', region) for region in ("21.03", "21", "21.05")
    ]
    for key, name, region in escorts:
        world.add("users", id=key, name=name, role="ESCORT", region_code=region, password_hash=None)
    for number, (region, shipments, escort) in enumerate(_CONVOYS, 1):
        convoy = len(_CONVOYS) * (world.election - 1) + number  # as the database numbers them
        over = (world.now, "Rina") if number == 1 else (None, None)
        world.add(
            "convoys",
            name=f'Konvoi "{number}"',
            region_code=region,
            escort_unit=f"Satuan {number}\\",
            escort_id=None if escort is None else escorts[escort][0],
            escort_name=None if escort is None else escorts[escort][1],
            formed_at=world.moment(),
            formed_by="Rina",
            dissolved_at=over[0],
            dissolved_by=over[1],
        )
        joined_at = world.now - timedelta(hours=24)  # after some of them have left
        for code in shipments:
            # A shipment of another region than the convoy's may be out of its sight, the convoy's row of it is not.
            world.add("convoy_shipments", convoy_id=convoy, shipment_code=code, region_code=region, joined_at=joined_at, left_at=over[0])
        _add_words(world, convoy, region, [leg for leg in world.rows("legs") if leg["shipment_code"] in shipments])
        if number <= CONVOY_INCIDENTS // 2:
            _add_report(world, convoy, region, number)
            _add_incident(world, "CONFIRMATION_MISSING", str(convoy), region, world.now)
    assert set(regions) >= {code for _, codes, _ in _CONVOYS for code in codes}


def _add_words(world: Builder, convoy: int, region: str, legs: list[Row]) -> None:
    """Every third leg's departure is confirmed, once or twice, and one check point at sea."""
    said = [("DEPARTURE", leg["from_code"], None) for leg in legs[::3]] * world.chance.randint(1, 2)
    port = f"PORT-{region}" if len(region) == 5 else None
    at_sea = [("CHECKPOINT", None, point(105.5, 2.25)), ("CHECKPOINT", port, None if port else point(105.25, 2.5))]
    for step, place, where in [*said, *at_sea]:
        at = world.moment()
        row = {"convoy_id": convoy, "region_code": region, "step": step, "place_code": place, "point": where, "actor": 'Polres "A"'}
        key = str(UUID(int=world.chance.getrandbits(128), version=4))
        world.add("presence_confirmations", id=key, at=at, received_at=at + timedelta(minutes=5), **row)


def _add_report(world: Builder, convoy: int, region: str, number: int) -> None:
    at, key = world.moment(), str(UUID(int=world.chance.getrandbits(128), version=4))
    where = {"place_code": f"PORT-{region}", "point": None} if number % 2 else {"place_code": None, "point": point(105.75, 2.75)}
    said = {"kind": ("WEATHER", "DELAY")[number % 2], "text": 'Ombak "tinggi"\n2 m', "actor": "Polres"}
    world.add("convoy_reports", id=key, convoy_id=convoy, region_code=region, at=at, received_at=at, **said, **where)
    _add_incident(world, "CONVOY", key, region, at)


def _add_incident(world: Builder, kind: str, group: str, region: str, at: datetime) -> None:
    world.add("incidents", **{**world.rows("incidents")[0], "kind": kind, "group_key": group, "region_code": region, "last_at": at})
