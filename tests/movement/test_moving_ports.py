"""Moving a port: only where vessels can come and go, only by those of its region, and with the legs that are still to come."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import asyncpg
import pytest
import shapely
from tests.factories.databases import two_elections
from tests.factories.harbours import BERTHS, LAND, build_harbours

from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database, UnitOfWork
from silog.movement.moving import PortMove, PortMoved, move_port
from silog.people.rules import Role, Viewer
from silog.routes.berths import MoveRefusedError
from silog.routes.desk import RouteDesk
from silog_gis.geodesy import length_m

NORTHERN = (105.103, 3.066)
OPERATOR = Viewer("Operator", Role.OPERATOR, "21.03", 1, "LATIHAN-2024")
COORDINATOR = Viewer("Koordinator", Role.COORDINATOR, "21", 1, "LATIHAN-2024")


@pytest.fixture
async def database(cluster: Cluster, migrated_template: str) -> AsyncIterator[Endpoint]:
    """The world of two elections, for each test its own."""
    async with two_elections(cluster, migrated_template, "moving_ports") as endpoint:
        yield endpoint


@pytest.fixture
def desk() -> RouteDesk:
    return RouteDesk(land=LAND)


@pytest.fixture(autouse=True)
async def _harbours(owner: asyncpg.Connection) -> None:
    await build_harbours(owner)


async def legs(owner: asyncpg.Connection, shipment: str = "KELUAR") -> dict[int, tuple[list[tuple[float, float]], float, bool]]:
    """Route, length and estimate of each leg by its number."""
    rows = await owner.fetch("SELECT number, ST_AsText(route) AS route, length_m, is_estimate FROM legs WHERE shipment_code = $1", shipment)
    return {row["number"]: (list(shapely.from_wkt(row["route"]).coords), row["length_m"], row["is_estimate"]) for row in rows}


async def everything(owner: asyncpg.Connection) -> list[object]:
    """All that a move could change."""
    return [
        await owner.fetch(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in ("facilities", "legs", "audit", "feed", "box_journeys")
    ]


def move(berth: tuple[float, float] | None = NORTHERN, **changes: object) -> PortMove:
    return replace(PortMove("PORT-BARAT", None, berth, "Dermaga lama rusak"), **changes)  # type: ignore[arg-type]


async def test_legs_that_are_to_come_follow_the_port_with_their_times_as_planned(
    product: Database, desk: RouteDesk, owner: asyncpg.Connection
) -> None:
    times = "SELECT number, planned_depart_at, planned_arrive_at FROM legs WHERE shipment_code = 'KELUAR' ORDER BY 1"
    planned = await owner.fetch(times)

    outcome = await move_port(product, desk, OPERATOR, move())

    now = await legs(owner)
    assert (outcome.legs_rerouted, outcome.legs_kept) == (3, 3)
    assert now[3][0][0] == NORTHERN
    assert now[3][0][-1] == BERTHS["PORT-TIMUR"]
    assert not LAND.crosses(shapely.LineString(now[3][0]))
    assert now[3][1] == pytest.approx(length_m(now[3][0]))
    assert now[3][2] is False
    assert now[2][0] == [(105.095, 3.05), NORTHERN]
    assert now[2][2] is True
    assert now[4][0] == [BERTHS["PORT-TIMUR"], (105.405, 3.05)]
    assert await owner.fetch(times) == planned


async def test_what_has_sailed_keeps_its_line_and_boxes_are_carried_to_where_it_lay(
    product: Database, desk: RouteDesk, owner: asyncpg.Connection
) -> None:
    before = await legs(owner, "BERANGKAT")

    await move_port(product, desk, OPERATOR, move())

    after = await legs(owner, "BERANGKAT")
    assert (after[2], after[3], after[4]) == (before[2], before[3], before[4])


async def test_a_transfer_from_the_berth_follows_too_and_keeps_its_direction(
    product: Database, desk: RouteDesk, owner: asyncpg.Connection
) -> None:
    berth = (105.45, 2.997)

    await move_port(product, desk, COORDINATOR, move(berth, port="PORT-TIMUR", point=(105.45, 3.005)))

    now = await legs(owner)
    assert now[4][0] == [berth, (105.45, 3.005)]
    assert now[3][0][-1] == berth


async def test_a_move_is_audited_with_what_was_and_what_is(product: Database, desk: RouteDesk, owner: asyncpg.Connection) -> None:
    await move_port(product, desk, OPERATOR, move(reason="  Dermaga\n lama  rusak "))

    row = await owner.fetchrow("SELECT * FROM audit WHERE object_code = 'PORT-BARAT'")
    assert row is not None
    assert (row["actor"], row["role"], row["region_code"], row["action"]) == ("Operator", "OPERATOR", "21.03", "election:port:move")
    assert (row["object_code"], row["reason"]) == ("PORT-BARAT", "Dermaga lama rusak")
    assert json.loads(row["before"]) == {"point": [105.095, 3.05], "berth": [105.103, 3.05]}
    assert json.loads(row["after"]) == {"point": [105.095, 3.05], "berth": [105.103, 3.066]}
    assert row["at"].date().isoformat() == "2024-11-20"
    with pytest.raises(asyncpg.RestrictViolationError):
        await owner.execute("UPDATE audit SET reason = 'x'")


async def test_a_move_is_announced_once_to_every_region_that_it_touches(product: Database, desk: RouteDesk) -> None:
    heard: list[PortMoved] = []

    async def hear(_work: UnitOfWork, fact: PortMoved) -> None:
        heard.append(fact)

    product.announcements.within(PortMoved, hear)
    await move_port(product, desk, OPERATOR, move())

    assert [(fact.code, fact.berth, fact.regions) for fact in heard] == [("PORT-BARAT", NORTHERN, ("21.03", "21.05"))]


async def test_a_point_that_an_operator_moved_is_remembered_as_such_and_a_berth_alone_leaves_it(
    product: Database, desk: RouteDesk, owner: asyncpg.Connection
) -> None:
    read = "SELECT quality, source, ST_X(point) AS lon, ST_Y(point) AS lat, moved_at FROM facilities WHERE code = 'PORT-BARAT'"

    await move_port(product, desk, OPERATOR, move())
    first = await owner.fetchrow(read)
    await move_port(product, desk, OPERATOR, move(None, point=(105.095, 3.068)))
    second = await owner.fetchrow(read)

    assert first is not None
    assert second is not None
    assert (first["quality"], first["source"], first["lon"]) == ("SURVEYED", "a test", 105.095)
    assert (second["quality"], second["source"], second["lat"]) == ("RECALLED", "moved on the map by Operator", 3.068)
    assert first["moved_at"] is not None


@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        (move((105.05, 3.05)), "berth", "BERTH_ON_LAND"),
        (move((105.100002, 3.05)), "berth", "BERTH_ON_LAND"),
        (move((105.075, 3.065)), "berth", "BERTH_SHUT_IN"),
        (move((105.14, 3.05)), "berth", "BERTH_TOO_FAR"),
        (move((3.05, 105.103)), "berth", "OUTSIDE_MAP"),
        (move((float("nan"), 3.05)), "berth", "OUTSIDE_MAP"),
        (move(None, point=(105.12, 3.05)), "point", "POINT_AT_SEA"),
        (move((105.397, 3.05), point=(105.405, 3.05)), "point", "TOO_FAR"),
        (move(None), "port", "NOTHING_TO_MOVE"),
        (move(port="WH-BARAT"), "port", "NOT_A_PORT"),
        (move(port="PORT-HILANG"), "port", "UNKNOWN_PLACE"),
        (move(port="PORT-\x00"), "port", "UNKNOWN_PLACE"),
        (move(port="PORT-TIMUR"), "port", "UNKNOWN_PLACE"),
    ],
)
async def test_what_no_vessel_could_use_is_refused_and_nothing_has_changed(  # noqa: PLR0917 -- fixtures and cases
    product: Database, desk: RouteDesk, owner: asyncpg.Connection, asked: PortMove, field: str, code: str
) -> None:
    before = await everything(owner)

    with pytest.raises(MoveRefusedError) as refused:
        await move_port(product, desk, OPERATOR, asked)

    assert (refused.value.field, refused.value.code) == (field, code)
    assert await everything(owner) == before


async def test_a_port_of_the_region_above_is_seen_and_not_moved(product: Database, desk: RouteDesk, owner: asyncpg.Connection) -> None:
    village = replace(OPERATOR, region_code="21.03.04")
    before = await everything(owner)

    with pytest.raises(MoveRefusedError, match=r"lies in 21.03, and you work in 21.03.04") as refused:
        await move_port(product, desk, village, move())

    assert refused.value.code == "FORBIDDEN"
    assert await everything(owner) == before


async def test_a_plan_is_never_left_without_a_way(product: Database, desk: RouteDesk, owner: asyncpg.Connection) -> None:
    """The warehouse stands on the western island: a port on another one cannot be driven to."""
    await owner.execute("UPDATE facilities SET landmass = 3 WHERE code = 'WH-BARAT'")
    before = await everything(owner)

    with pytest.raises(MoveRefusedError, match="leg 1 of KELUAR: There is no way over land") as refused:
        await move_port(product, desk, OPERATOR, move())

    assert refused.value.code == "LEGS_STRANDED"
    assert await everything(owner) == before


async def test_a_trial_says_what_would_happen_and_changes_nothing(product: Database, desk: RouteDesk, owner: asyncpg.Connection) -> None:
    before = await everything(owner)

    outcome = await move_port(product, desk, OPERATOR, move(reason="", is_trial=True))

    assert outcome.legs_rerouted == 3
    assert await everything(owner) == before


async def test_of_two_who_move_a_port_at_once_one_is_told_and_none_is_undone_unseen(
    product: Database, desk: RouteDesk, owner: asyncpg.Connection
) -> None:
    moves = (move(), move((105.104, 3.045), reason="Lain"))

    outcomes = await asyncio.gather(*(move_port(product, desk, OPERATOR, one) for one in moves), return_exceptions=True)

    refused = [one for one in outcomes if isinstance(one, MoveRefusedError)]
    assert [one.code for one in refused] == ["MOVED_MEANWHILE"]
    assert await owner.fetchval("SELECT count(*) FROM audit WHERE object_code = 'PORT-BARAT'") == 1
