"""Setting, loading and ending areas of the sea: legs that are to come go round them, or through again, and nothing else changes."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

import asyncpg
import pytest
import shapely
from shapely.geometry import MultiPolygon
from tests.factories.databases import two_elections
from tests.factories.harbours import BERTHS, LAND, build_harbours

from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database, UnitOfWork
from silog.movement.area_changes import AreaOutcome, change_area, load_areas
from silog.people.rules import Role, Viewer
from silog.places.actions import Written
from silog.places.reading import File
from silog.routes.actions import AreaChange, NewArea, SeaAreaChanged, area_to_end, area_to_set
from silog.routes.actions.areas import AreaRefusedError
from silog.routes.desk import RouteDesk
from silog.routes.rules import AreaTerms, SeaAreaKind, SeaAreaRule
from silog_gis.geodesy import length_m

COORDINATOR = Viewer("Koordinator", Role.COORDINATOR, "21", 1, "LATIHAN-2024")
BARRIER = shapely.box(105.32, 2.9, 105.35, 3.3)
Judge = Callable[[UnitOfWork], Awaitable[AreaChange]]


@pytest.fixture
async def database(cluster: Cluster, migrated_template: str) -> AsyncIterator[Endpoint]:
    """The world of two elections, for each test its own."""
    async with two_elections(cluster, migrated_template, "changing_areas") as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def desk() -> RouteDesk:
    return RouteDesk(land=LAND)


@pytest.fixture(autouse=True)
async def _harbours(owner: asyncpg.Connection) -> None:
    await build_harbours(owner)


def closing(shape: shapely.Polygon = BARRIER, **terms: object) -> Judge:
    """Judge an area that closes waters off, from now on and until it is ended unless told."""
    own = replace(AreaTerms("TUTUP", "Latihan tembak", SeaAreaKind.RESTRICTED, SeaAreaRule.AVOID, None, None, None), **terms)  # type: ignore[arg-type]
    return lambda work: area_to_set(work, COORDINATOR, NewArea(own, MultiPolygon([shape]), "berita pelaut"), "Latihan")


def ending(work: UnitOfWork) -> Awaitable[AreaChange]:
    """Judge the end of that area."""
    return area_to_end(work, COORDINATOR, "TUTUP", None, "Selesai")


async def at_sea(owner: asyncpg.Connection, shipment: str = "KELUAR") -> tuple[shapely.LineString, float]:
    """The line and the length of a shipment's leg at sea."""
    row = await owner.fetchrow("SELECT ST_AsText(route) AS route, length_m FROM legs WHERE shipment_code = $1 AND number = 3", shipment)
    assert row is not None
    line = shapely.from_wkt(row["route"])
    assert isinstance(line, shapely.LineString)
    return line, row["length_m"]


async def everything(owner: asyncpg.Connection) -> list[object]:
    """All that a change of an area could touch."""
    return [await owner.fetch(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in ("sea_areas", "legs", "audit", "feed")]


async def test_a_leg_to_come_goes_round_waters_that_are_closed_and_through_them_again_when_that_ends(
    product: Database, desk: RouteDesk, owner: asyncpg.Connection
) -> None:
    times = "SELECT shipment_code, number, planned_depart_at, planned_arrive_at FROM legs ORDER BY 1, 2"
    planned, sailed = await owner.fetch(times), await at_sea(owner, "BERANGKAT")

    closed = await change_area(product, desk, COORDINATOR, closing())
    around = await at_sea(owner)
    opened = await change_area(product, desk, COORDINATOR, ending)
    through = await at_sea(owner)

    assert (closed.legs_rerouted, closed.legs_kept, closed.stranded) == (1, 1, ())
    assert (opened.legs_rerouted, opened.stranded) == (1, ())
    assert not around[0].intersects(BARRIER)
    assert through[0].intersects(BARRIER)
    for line, length in (around, through):
        assert not LAND.crosses(line)
        assert length == pytest.approx(length_m([(lon, lat) for lon, lat, *_ in line.coords]))
    assert through[1] < around[1]
    assert [list(way.route) for way in closed.routes] == [[(lon, lat) for lon, lat, *_ in around[0].coords]]
    assert await owner.fetch(times) == planned
    assert await at_sea(owner, "BERANGKAT") == sailed


@pytest.mark.parametrize(
    ("shape", "valid_to"),
    [(BARRIER, datetime(2024, 11, 20, 12, tzinfo=UTC)), (shapely.box(104.5, 2.5, 104.6, 2.6), None)],
    ids=["it ends before the leg departs", "it lies elsewhere"],
)
async def test_a_leg_that_an_area_does_not_touch_keeps_its_line(
    product: Database, desk: RouteDesk, owner: asyncpg.Connection, shape: shapely.Polygon, valid_to: datetime | None
) -> None:
    before = await at_sea(owner)

    outcome = await change_area(product, desk, COORDINATOR, closing(shape, valid_to=valid_to))

    assert outcome == AreaOutcome(0, 0, (), ())
    assert await at_sea(owner) == before


async def test_a_leg_that_has_no_way_any_more_is_named_and_keeps_its_line(
    product: Database, desk: RouteDesk, owner: asyncpg.Connection
) -> None:
    before = await at_sea(owner)

    outcome = await change_area(product, desk, COORDINATOR, closing(shapely.Point(BERTHS["PORT-TIMUR"]).buffer(0.01)))

    assert [(one.shipment, one.number) for one in outcome.stranded] == [("KELUAR", 3)]
    assert "Latihan tembak" in outcome.stranded[0].reason
    assert await at_sea(owner) == before
    assert await owner.fetchval("SELECT count(*) FROM sea_areas WHERE code = 'TUTUP'") == 1


async def test_a_trial_says_what_would_be_and_changes_nothing(product: Database, desk: RouteDesk, owner: asyncpg.Connection) -> None:
    before = await everything(owner)

    outcome = await change_area(product, desk, COORDINATOR, closing(), is_trial=True)

    assert (outcome.legs_rerouted, len(outcome.routes)) == (1, 1)
    assert await everything(owner) == before


def area_file(**codes: shapely.Polygon) -> File:
    """An operator's file of waters that are closed, by code."""
    said = {"kind": "RESTRICTED", "source": "berita pelaut"}
    features = [
        {"type": "Feature", "properties": {"code": code, "name": code.title(), **said}, "geometry": shapely.geometry.mapping(shape)}
        for code, shape in codes.items()
    ]
    return File("areas.geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode())


async def test_legs_go_round_all_waters_of_a_file_and_the_same_file_again_changes_nothing(
    product: Database, desk: RouteDesk, owner: asyncpg.Connection
) -> None:
    file = area_file(TUTUP=BARRIER, JAUH=shapely.box(104.5, 2.5, 104.6, 2.6), SELAT=shapely.box(105.32, 2.7, 105.35, 2.85))
    before = await everything(owner)

    tried = await load_areas(product, desk, 1, file, "21", is_dry_run=True)
    assert await everything(owner) == before
    done = await load_areas(product, desk, 1, file, "21")
    around = await at_sea(owner)
    again = await load_areas(product, desk, 1, file, "21")

    assert tried[0] == done[0] == Written(inserted=3)
    assert (done[1].legs_rerouted, done[1].legs_kept, done[1].stranded) == (1, 1, ())
    assert not any(around[0].intersects(shapely.box(*bounds)) for bounds in (BARRIER.bounds, (105.32, 2.7, 105.35, 2.85)))
    assert again == (Written(unchanged=3), AreaOutcome(0, 0, (), ()))
    assert await at_sea(owner) == around


async def test_a_file_of_one_region_does_not_replace_the_area_of_a_larger_one(
    product: Database, desk: RouteDesk, owner: asyncpg.Connection
) -> None:
    await load_areas(product, desk, 1, area_file(TUTUP=BARRIER), "21")
    before = await everything(owner)

    with pytest.raises(AreaRefusedError) as refused:
        await load_areas(product, desk, 1, area_file(TUTUP=shapely.box(104.5, 2.5, 104.6, 2.6), LAIN=BARRIER), "21.03")

    assert refused.value.code == "FORBIDDEN"
    assert await everything(owner) == before


async def test_two_who_change_an_area_at_once_do_not_undo_each_other_unseen(
    product: Database, desk: RouteDesk, owner: asyncpg.Connection
) -> None:
    async def overtaken(work: UnitOfWork) -> AreaChange:
        change = await closing()(work)
        await owner.execute(
            "INSERT INTO sea_areas (election_id, code, region_code, name, kind, rule, area, source) VALUES "
            "(1, 'TUTUP', '21', 'Lain', 'RESTRICTED', 'AVOID', ST_Multi(ST_MakeEnvelope(104, 2, 104.1, 2.1, 4326)), 'lain')"
        )
        return change

    with pytest.raises(AreaRefusedError) as refused:
        await change_area(product, desk, COORDINATOR, overtaken)

    assert refused.value.code == "CHANGED_MEANWHILE"
    assert await owner.fetchval("SELECT name FROM sea_areas WHERE code = 'TUTUP'") == "Lain"
    assert await owner.fetchval("SELECT count(*) FROM audit WHERE object_code = 'TUTUP'") == 0


async def test_the_regions_of_the_legs_that_follow_are_told(product: Database, desk: RouteDesk) -> None:
    told: list[SeaAreaChanged] = []

    async def hear(_: UnitOfWork, fact: SeaAreaChanged) -> None:
        told.append(fact)

    product.announcements.within(SeaAreaChanged, hear)
    await change_area(product, desk, COORDINATOR, closing())

    assert [fact.regions for fact in told] == [("21", "21.05")]
