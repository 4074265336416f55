"""Two harbours on a small coast, in the first of the two elections, and a plan that uses them."""

from datetime import UTC, datetime, timedelta

import asyncpg
import shapely
from tests.factories.writing import Row, insert, point

from silog_gis.land import Land

WEST_ISLAND, EAST_ISLAND = shapely.box(105.0, 3.0, 105.1, 3.1), shapely.box(105.4, 3.0, 105.5, 3.1)
POND = shapely.box(105.07, 3.06, 105.08, 3.07)
ROCKS = [shapely.box(lon, lat, lon + 0.01, lat + 0.01) for lon, lat in ((104.0, 2.0), (106.5, 4.0))]
WEST_WITH_POND = shapely.Polygon(WEST_ISLAND.exterior, [POND.exterior])
LAND = Land.of([WEST_WITH_POND, shapely.box(105.2, 3.02, 105.3, 3.08), EAST_ISLAND, *ROCKS])
BERTHS = {"PORT-BARAT": (105.103, 3.05), "PORT-TIMUR": (105.397, 3.05)}


def hour(number: float) -> datetime:
    """A moment so many hours after the first departure."""
    return datetime(2024, 11, 21, tzinfo=UTC) + timedelta(hours=number)


async def build_harbours(owner: asyncpg.Connection) -> None:
    """Two ports and a warehouse inland, with two shipments over both ports: one is still to come, the other has sailed."""
    await insert(
        owner,
        "facilities",
        [
            _place("WH-BARAT", "WAREHOUSE", "21.03", (105.05, 3.05), 1),
            _place("PORT-BARAT", "PORT", "21.03", (105.095, 3.05), 1),
            _place("PORT-TIMUR", "PORT", "21.05", (105.405, 3.05), 3),
        ],
    )
    await insert(owner, "shipments", [_shipment("KELUAR", "21.05"), _shipment("BERANGKAT", "21.03")])
    for shipment in ("KELUAR", "BERANGKAT"):
        await insert(owner, "legs", _legs(shipment, "21.05" if shipment == "KELUAR" else "21.03"))
    await owner.execute("UPDATE legs SET departed_at = planned_depart_at WHERE shipment_code = 'BERANGKAT' AND mode = 'SEA'")


def _place(code: str, kind: str, region: str, at: tuple[float, float], landmass: int) -> Row:
    berth = BERTHS.get(code)
    return {
        "election_id": 1,
        "code": code,
        "kind": kind,
        "name": code,
        "region_code": region,
        "point": point(*at),
        "landmass": landmass,
        "berth": None if berth is None else point(*berth),
        "quality": "SURVEYED",
        "moved_m": 0,
        "source": "a test",
        "is_3t": False,
    }


def _shipment(code: str, region: str) -> Row:
    return {
        "election_id": 1,
        "code": code,
        "name": code,
        "region_code": region,
        "direction": "OUTBOUND",
        "is_3t": False,
        "fallback": None,
        "origin_code": "WH-BARAT",
        "destination_code": "PORT-TIMUR",
        "planned_depart_at": hour(0),
        "planned_arrive_at": hour(9),
    }


def _legs(shipment: str, region: str) -> list[Row]:
    west, east = BERTHS["PORT-BARAT"], BERTHS["PORT-TIMUR"]
    ways = [
        ("LAND", "CNV-21.71", "WH-BARAT", "PORT-BARAT", (105.05, 3.05), (105.095, 3.05)),
        ("TRANSFER", None, "PORT-BARAT", "PORT-BARAT", (105.095, 3.05), west),
        ("SEA", "CNV-21.05", "PORT-BARAT", "PORT-TIMUR", west, east),
        ("TRANSFER", None, "PORT-TIMUR", "PORT-TIMUR", east, (105.405, 3.05)),
    ]
    return [
        {
            "election_id": 1,
            "shipment_code": shipment,
            "number": number,
            "region_code": region,
            "mode": mode,
            "conveyance_code": carrier,
            "from_code": start,
            "to_code": end,
            "planned_depart_at": hour(2 * number),
            "planned_arrive_at": hour(2 * number + 1),
            "route": shapely.LineString([a, b]).wkt,
            "length_m": 1.0,
            "is_estimate": False,
        }
        for number, (mode, carrier, start, end, a, b) in enumerate(ways, 1)
    ]
