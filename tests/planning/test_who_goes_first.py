"""The 3T score of stations from what the database knows: who is of tier 0, for what, and by which weights."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
import shapely
from tests.planning.world import SAID, Sea, anambas

from silog.custody.actions import issue_boxes
from silog.kit.cluster import Cluster
from silog.kit.scope import Scope
from silog.movement.actions import add_conveyances, keep_dead_zones
from silog.movement.rules import Conveyance, ConveyanceKind, DeadZone
from silog.people.rules import Role
from silog.planning.actions.inputs import set_sea_state
from silog.planning.actions.voyages import set_voyage
from silog.planning.building.gathering import Gathered, gather
from silog.planning.building.task import task_of
from silog.planning.building.ways import HeedingWays
from silog.planning.rules import SeaState, Voyage, VoyageCall
from silog_gis.land import Land
from silog_gis.plan.score.scoring import shipped_weights
from silog_gis.plan.whole.task import Station, Task

BEGINS: Final = datetime(2024, 11, 15, tzinfo=UTC)
SHIP = "CNV-PERINTIS"
TAMBELAN, TELUK_BINTAN = "21.01.09", "21.01.04"
FERRY_TO_TAMBELAN = ("PORT-kijang", "PORT-tambelan")


@pytest.fixture(scope="module")
async def sea(cluster: Cluster, kepri_template: str, sight_lines: Path) -> AsyncIterator[Sea]:
    """Boxes of Natuna, Anambas and Bintan, a ship a week, the bulletin, a dead zone; nobody has marked Tambelan as 3T."""
    async with anambas(cluster, kepri_template, "who_goes_first", sight_lines) as made:
        for region in ("21.03.04", "21.03.07", TAMBELAN, TELUK_BINTAN):
            await issue_boxes(made.product, made.election, region)
        for table, column in (("facilities", "region_code"), ("regions", "code")):
            await made.owner.execute(f"UPDATE {table} SET is_3t = false WHERE {column} LIKE '{TAMBELAN}%'")
        await _say(made)
        yield made


async def _say(sea: Sea) -> None:
    province = sea.viewer(Role.COORDINATOR, "21")
    await add_conveyances(
        sea.product, sea.election.id, [Conveyance(SHIP, "Perintis", ConveyanceKind.FERRY, "21", None, 400, 9.0, 150, 3.0)]
    )
    ways = {"TAMBELAN": FERRY_TO_TAMBELAN, "NATUNA": ("PORT-selat-lampa", "PORT-midai")}
    for code, (start, end) in ways.items():
        for week in (0, 1):
            departs = BEGINS + timedelta(days=1 + 7 * week)
            calls = (VoyageCall(start, departs, departs), VoyageCall(end, departs + timedelta(days=6), departs + timedelta(days=6)))
            await set_voyage(sea.product, province, Voyage(f"{code}-{week}", SHIP, 300, calls, "Dishub"), "Latihan")
    for region in ("21.01", "21.03", "21.05"):
        await set_sea_state(sea.product, province, SeaState(region, date(2024, 11, 20), 1.0), SAID)
        await set_sea_state(sea.product, province, SeaState(region, date(2024, 11, 21), 3.0), SAID)
    zone = shapely.MultiPolygon([shapely.box(107.3, 0.8, 107.8, 1.2)])
    await keep_dead_zones(sea.product, sea.election.id, [DeadZone("DZ-1", "Tambelan", "21", zone, "Survei")])


@pytest.fixture(scope="module")
def ways(sight_lines: Path) -> HeedingWays:
    """The ways of Kepri."""
    return HeedingWays(Land.load(), sight_lines)


async def _facts(sea: Sea, region: str) -> Gathered:
    async with sea.product.unit_of_work(Scope.whole_election(sea.election.id)) as work:
        return await gather(work, region, BEGINS)


def _points(station: Station) -> dict[str, float]:
    assert station.score is not None
    return {part.factor: part.points for part in station.score.parts}


def _of(task: Task, district: str) -> list[Station]:
    return [station for station in task.stations if station.district == district]


async def test_a_far_island_that_nobody_marked_3t_goes_first_by_its_score(sea: Sea, ways: HeedingWays) -> None:
    facts = await _facts(sea, "21.01")
    task = task_of(facts, "21.01", ways)

    far, near = _of(task, TAMBELAN), _of(task, TELUK_BINTAN)
    assert not any(facts.places[station.code].is_3t for station in task.stations)
    assert {station.tier for station in far} == {0}
    ashore = {place.code: place.landmass for place in task.places}
    port = facts.places["PORT-tambelan"].landmass
    known = {"hours_by_sea": 30, "waves": 12, "sailings": 11.8, "no_signal": 8, "season": 6}
    assert {tuple(_points(station).items()) for station in far if ashore[station.place] == port} == {tuple(known.items())}
    assert {_points(station)["sailings"] for station in far if ashore[station.place] != port} == {14}, "no ship calls at these islands"
    assert {station.tier for station in near} == {1}
    assert {tuple(_points(station)) for station in near} <= {(), ("outermost",)}, "a road leads there"
    assert {station.score.version for station in task.stations if station.score} == {shipped_weights()["version"]}
    assert {tier.tier: tier.target for tier in task.tiers} == {0: 0.95, 1: 0.9}
    assert any(source.startswith("score-3t version 1, 2024: Assumption") for source in task.sources)


async def test_what_the_database_does_not_know_gives_no_points(sea: Sea, ways: HeedingWays) -> None:
    facts = await _facts(sea, "21.01")
    boats = [replace(boat, home_code="PORT-kijang") for boat in (await _facts(sea, "21.05")).fleet]
    quiet = replace(facts, seas=(), unheard=frozenset(), fleet=boats)
    untold = replace(quiet, voyages=[replace(one, capacity_boxes=0) for one in facts.voyages])

    stations = [_of(task_of(each, "21.01", ways), TAMBELAN) for each in (quiet, untold)]

    assert {tuple(_points(station)) for station in stations[0]} == {("hours_by_sea", "sailings", "season")}
    assert {tuple(_points(station)) for station in stations[1]} == {("hours_by_sea", "season")}
    assert {station.tier for station in stations[1]} == {1}


async def test_what_is_marked_3t_goes_first_whatever_its_score_and_the_hardest_has_the_most_points(sea: Sea, ways: HeedingWays) -> None:
    natuna = task_of(await _facts(sea, "21.03"), "21.03", ways)
    anambas_ = task_of(await _facts(sea, "21.05"), "21.05", ways)

    assert {station.tier for station in (*natuna.stations, *anambas_.stations)} == {0}
    assert {_points(station)["frontier"] for station in (*natuna.stations, *anambas_.stations)} == {15}
    midai, ranai = _of(natuna, "21.03.04"), _of(natuna, "21.03.07")
    assert {station.score.tier for station in midai if station.score} == {0}
    assert {tuple(_points(station)) for station in ranai} == {("frontier",)}, "it lies on the warehouse's island"
    assert min(sum(_points(station).values()) for station in midai) > 3 * max(sum(_points(station).values()) for station in ranai)
