"""Every station gets its boxes once, each with a code that says nothing."""

import random
from datetime import date

import pytest
from tests.custody.world import NOON, STATIONS, World

from silog.custody.actions import issue_boxes, verify_projection
from silog.custody.actions.writing import Tally, add_progress
from silog.custody.codes import is_code, new_code
from silog.custody.rules import DELIVERED, ON_THE_WAY, BoxState, ScanFlag, ScanType
from silog.errors import SilogError
from silog.kit.scope import Scope
from silog.places.actions import NewElection, create_election
from silog.places.rules import ElectionKind


async def test_every_station_has_a_box_per_contest_with_a_code_of_its_own(world: World) -> None:
    rows = await world.owner.fetch("SELECT station_code, array_agg(contest ORDER BY contest) AS contests FROM boxes GROUP BY 1 ORDER BY 1")

    assert [(row["station_code"], row["contests"]) for row in rows] == [(code, ["GOVERNOR", "REGENT"]) for code in sorted(STATIONS)]
    assert all(map(is_code, world.boxes))


async def test_issuing_again_issues_nothing(world: World) -> None:
    assert await issue_boxes(world.database, world.election) == 0
    assert await verify_projection(world.database, world.election) == []


async def test_a_station_that_comes_later_gets_its_boxes_and_the_others_keep_theirs(world: World) -> None:
    await world.owner.execute(
        "INSERT INTO facilities SELECT election_id, 'TPS-21.03.04.1003-003', kind, name, region_code, point, NULL, NULL, quality, 0,"
        " source, false, 3, 300 FROM facilities WHERE code = 'TPS-21.03.04.1003-001'"
    )

    assert await issue_boxes(world.database, world.election, "21.05") == 0
    assert await issue_boxes(world.database, world.election, "21.03.04.1003") == 2
    assert await world.owner.fetchval("SELECT boxes FROM progress WHERE region_code = '21' AND state = 'PLANNED'") == 14


async def test_a_region_that_does_not_exist_is_refused(world: World) -> None:
    with pytest.raises(SilogError, match=r"There is no region 21\.99"):
        await issue_boxes(world.database, world.election, "21.99")


async def test_the_same_seed_gives_the_same_boxes_the_same_codes_and_another_election_others(world: World) -> None:
    drawn = random.Random(7)
    expected = [new_code(drawn.randrange) for _ in range(12)]
    rows = await world.owner.fetch("SELECT code FROM boxes ORDER BY station_code, contest")
    assert [row["code"] for row in rows] == expected

    second = await create_election(world.database, NewElection("LATIHAN-2", "x", ElectionKind.TRAINING, date(2024, 11, 27)))
    await world.owner.execute(
        f"INSERT INTO facilities SELECT {second.id}, code, kind, name, region_code, point, berth, landmass, quality, moved_m, source,"
        " is_3t, station_number, registered_voters FROM facilities"
    )
    assert await issue_boxes(world.database, second, random_below=random.Random(7).randrange) == 12
    assert await world.owner.fetchval("SELECT count(DISTINCT code) FROM boxes") == 24


async def test_scans_that_waited_for_their_box_are_folded_in_when_it_is_issued(world: World) -> None:
    device = await world.device()
    await world.owner.execute("DELETE FROM boxes WHERE station_code = $1", STATIONS[0])
    for counters in ("progress", "region_totals"):
        await world.owner.execute(f"UPDATE {counters} SET boxes = boxes - 2 WHERE starts_with('21.03.04.1003', region_code)")
    source = random.Random(99)
    code = new_code(source.randrange)
    (answer,) = await world.record(device.scan(ScanType.PACK, code, "WH-21.03", NOON))
    assert answer.flags == (ScanFlag.UNKNOWN_BOX,)

    assert await issue_boxes(world.database, world.election, random_below=random.Random(99).randrange) == 2

    row = await world.row(code)
    assert (row["state"], row["scan_count"], row["last_scan_id"]) == ("PACKED", 1, answer.id)
    filed_under = await world.owner.fetchval("SELECT region_code FROM scans")
    kept = (row["last_scan_type"], row["last_scan_place_code"], row["last_scan_region_code"])
    assert kept == ("PACK", "WH-21.03", filed_under)
    assert filed_under != row["region_code"]
    assert await verify_projection(world.database, world.election) == []


async def test_a_total_that_is_not_what_its_counters_add_up_to_is_found(world: World) -> None:
    await world.owner.execute("UPDATE region_totals SET delivered = 3 WHERE region_code = '21.03'")

    found = await verify_projection(world.database, world.election)

    assert [(one.folded, one.stored) for one in found] == [("8 0 0 0", "8 0 0 3")]


async def test_totals_know_of_each_state_which_boxes_are_on_their_way_and_which_have_arrived(world: World) -> None:
    states = list(BoxState)
    moves = {("21.03.04", state): Tally(2**at, at % 2) for at, state in enumerate(states)}
    await world.owner.execute("DELETE FROM progress; DELETE FROM region_totals")
    async with world.database.unit_of_work(Scope.whole_election(world.election.id)) as work:
        await add_progress(await work.driver, world.election.id, moves)

    kept = await world.owner.fetchrow("SELECT * FROM region_totals WHERE region_code = '21.03.04'")

    assert kept is not None
    assert kept["boxes"] == 2 ** len(states) - 1
    assert kept["excepted"] == len(states) // 2
    assert kept["in_transit"] == sum(2 ** states.index(state) for state in ON_THE_WAY)
    assert kept["delivered"] == sum(2 ** states.index(state) for state in DELIVERED)
