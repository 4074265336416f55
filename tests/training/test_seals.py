"""The seals of the season: every number comes from a register that was published before boxes left, and none is wrong but by the story."""

from collections import Counter
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from tests.training.conftest import EVENING, SEED, latihan
from tests.training.stage import script_of, stage_of

from silog.custody.rules import SEALINGS
from silog.custody.rules.register import may_be_applied
from silog.kit.clock import WIB
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.movement.rules import Direction
from silog.places.queries import Election
from silog.training.acting.carries import Shipped
from silog.training.acting.mishaps import Mishap
from silog.training.acting.script import moment
from silog.training.acting.seals import issued_seals, publishings, spare_pairs
from silog.training.acting.stories import Stage
from silog.training.building.registering import ensure_seals
from silog.training.building.season import Plan
from silog.training.facts import Scenario
from silog.training.runner import play_at_once


@pytest.fixture(scope="module")
def stage(plan: Plan, scenario: Scenario) -> Stage:
    return stage_of(plan, scenario, SEED)


async def rows(database: Database, question: str, *values: object) -> list[tuple[Any, ...]]:
    async with database.unit_of_work(Scope.whole_election((await latihan(database)).id)) as work:
        return [tuple(row) for row in await (await work.driver).fetch(question, *values)]


def test_every_seal_that_is_put_on_was_issued_to_the_warehouse_of_its_place_and_none_to_two_boxes(
    plan: Plan, stage: Stage, scenario: Scenario
) -> None:
    stations = [name.station for name in sorted(stage.names.values())]
    issued = issued_seals(stations, scenario.season.sealing.spare_share)
    held_at = {number: warehouse for warehouse, numbers in issued.items() for number in numbers}
    sealed = [act for act in script_of(plan, scenario, SEED) if act.type in SEALINGS]
    boxes_of: dict[str, set[str]] = {}
    for act in sealed:
        for number in act.seals:
            boxes_of.setdefault(number, set()).add(act.box)

    assert len(held_at) == sum(map(len, issued.values()))
    assert len(issued) == 7
    assert [act for act in sealed for number in act.seals if not may_be_applied(held_at.get(number, ""), act.place)] == []
    assert Counter(map(len, boxes_of.values())).keys() == {1}
    assert {number[0] for number in boxes_of} == set("KPRS")


def test_each_unsealed_box_gets_the_next_spare_pair_of_its_own_warehouse() -> None:
    stations = [*["TPS-21.03.04.1003-001"] * 3, *["TPS-21.05.01.2001-001"] * 40]

    spares = spare_pairs(stations, [40, 3, 2, 10])

    assert spares[2] == ("S24-0000001-1", "S24-0000001-2")
    assert [spares[box][0] for box in (3, 10, 40)] == ["S24-0000002-1", "S24-0000004-1", "S24-0000005-1"]
    held = issued_seals(stations, 0.05)
    assert [number for number in held["WH-21.03"] if number[0] == "S"] == ["S24-0000001-1", "S24-0000001-2"]  # one for three boxes
    assert [number for number in held["WH-21.05"] if number[0] == "S"] == [*spares[10], *spares[40]]


@pytest.mark.parametrize("seed", range(5))
def test_whatever_the_seed_no_warehouse_runs_out_of_spare_seals(plan: Plan, scenario: Scenario, seed: int) -> None:
    stage = stage_of(plan, scenario, seed)
    issued = issued_seals([name.station for name in sorted(stage.names.values())], scenario.season.sealing.spare_share)

    assert len(stage.spare_seals) == sum(mishap is Mishap.UNSEALED for mishap in stage.mishaps.values()) > 0
    assert {number for pair in stage.spare_seals.values() for number in pair} <= {one for numbers in issued.values() for one in numbers}


def test_a_register_is_published_twelve_hours_before_the_first_boxes_of_its_regency_leave(stage: Stage, scenario: Scenario) -> None:
    first: dict[str, int] = {}
    for shipment in stage.journeys.shipments:
        if shipment.direction is Direction.OUTBOUND and shipment.origin.startswith("WH-"):
            leaves_ms = stage.timing.departs_ms[shipment.carries[0].runs[0]]
            first[shipment.origin[3:]] = min(leaves_ms, first.get(shipment.origin[3:], leaves_ms))

    found = publishings(stage.journeys.shipments, scenario.season.sealing.published_before)

    assert [at_ms for at_ms, _ in found] == sorted(at_ms for at_ms, _ in found)
    assert {regency for _, regency in found} == set(first)
    assert len(found) == 7
    assert all(timedelta(hours=11) < moment(first[regency]) - moment(at_ms) for at_ms, regency in found)


def test_what_comes_back_to_a_warehouse_is_no_dispatch_of_it() -> None:
    def shipped(direction: Direction, origin: str, departs_ms: int) -> Shipped:
        return Shipped("KRM", direction, origin, "TPS", departs_ms, (), ())

    shipments = [
        shipped(Direction.RETURN, "WH-21.03", 1),
        shipped(Direction.OUTBOUND, "PPK-21.03.04", 2),
        shipped(Direction.OUTBOUND, "WH-21.03", 7_200_000),
    ]

    assert publishings(shipments, timedelta(hours=1)) == [(3_600_000, "21.03")]


async def test_a_supervisor_sees_seals_issued_put_on_verified_and_replaced_and_nothing_that_the_story_does_not_mean(
    played: Database, scenario: Scenario
) -> None:
    opens = scenario.season.voting.opens
    wrong = "SELECT breach, count(*) FROM findings WHERE breach ~ '^SEAL_' GROUP BY 1"
    assert await rows(played, wrong) == []

    await play_at_once(played, await latihan(played), opens + timedelta(hours=20), seed=SEED)

    assert await rows(played, wrong) == []
    unknown = "SELECT number FROM sealings WHERE number NOT IN (SELECT number FROM seals)"
    assert await rows(played, unknown) == []
    put_on = "SELECT left(number, 1), count(*) > 0 FROM sealings GROUP BY 1 ORDER BY 1"
    assert {"K", "P"} <= {row[0] for row in await rows(played, put_on)}
    left = "SELECT count(*) FROM seals WHERE number LIKE 'R%' AND number NOT IN (SELECT number FROM sealings)"
    assert await rows(played, left) == [(2 * 224,)]


async def test_the_register_is_issued_before_the_packing_and_published_once_before_the_first_boxes_are_loaded(
    played: Database, scenario: Scenario
) -> None:
    (first,) = (await rows(played, "SELECT min(occurred_at) FROM scans WHERE type = 'LOAD'"))[0]
    registers = "SELECT region_code, version, seal_count, published_at FROM seal_registers"
    before = await rows(played, registers)

    await play_at_once(played, await latihan(played), scenario.season.voting.opens + EVENING + timedelta(hours=3), seed=SEED)

    assert await rows(played, registers) == before
    ((region, version, count, published),) = before
    assert (region, version) == ("21.05", 1)
    assert count == (await rows(played, "SELECT count(*) FROM seals"))[0][0] == 224 * 6 + 12 * 2
    assert published < first
    assert await rows(played, "SELECT DISTINCT issued_at, place_code FROM seals") == [(scenario.season.packing_starts, "WH-21.05")]
    audit = "SELECT action, actor, region_code, at FROM audit WHERE action ~ ':(seals|seal_register):' ORDER BY at"
    assert await rows(played, audit) == [
        ("election:seals:issue", "Operator LATIHAN", "21.05", scenario.season.packing_starts.astimezone(WIB)),
        ("election:seal_register:publish", "Operator LATIHAN", "21.05", published),
    ]


@pytest.mark.long
async def test_what_is_played_in_pieces_publishes_when_it_is_time_and_not_before(
    product: Database, election: Election, scenario: Scenario
) -> None:
    counted = "SELECT count(*)::int FROM seal_registers"
    starts, opens = scenario.season.clock_starts, scenario.season.voting.opens

    await play_at_once(product, election, starts, seed=SEED)
    assert await rows(product, counted) == [(0,)]

    await play_at_once(product, election, opens + EVENING, seed=SEED)
    assert await rows(product, counted) == [(1,)]


@pytest.mark.long
async def test_a_season_whose_boxes_were_sealed_without_a_register_gets_none_afterwards(
    product: Database, election: Election, scenario: Scenario, owner: asyncpg.Connection
) -> None:
    await owner.execute("ALTER TABLE seals DISABLE TRIGGER USER; DELETE FROM seals; ALTER TABLE seals ENABLE TRIGGER USER")
    await play_at_once(product, election, scenario.season.clock_starts, seed=SEED)

    await ensure_seals(product, election, scenario.season)

    assert await rows(product, "SELECT count(*)::int FROM seals") == [(0,)]
    await play_at_once(product, election, scenario.season.voting.opens + EVENING, seed=SEED)
    assert await rows(product, "SELECT count(*)::int FROM seal_registers") == [(0,)]
