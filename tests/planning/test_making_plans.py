"""Plans from asking to adoption: made by a real worker process, checked, adopted as shipments, made anew when boxes have left."""

import asyncio
import os
import signal
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.planning.world import BEGINS, DISTRICT, REGION, Sea

from silog.errors import SilogError
from silog.kit import locks
from silog.kit.locks import Space
from silog.kit.scope import Scope
from silog.people.rules import Role
from silog.planning.actions.adopting import adopt_plan
from silog.planning.actions.proposing import Request, cancel_plan, propose_plan, replan
from silog.planning.actions.recording import LEFT_ALONE, fail_abandoned
from silog.planning.building.gathering import gather
from silog.planning.building.task import task_of
from silog.planning.building.ways import HeedingWays
from silog.planning.figures import plan_figures
from silog.planning.queries import StoredPlan, documents_of
from silog.planning.rules import PlanState
from silog.planning.schema.telling import reasons_told, told
from silog.planning.words import sentence
from silog_gis.land import Land
from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.whole.document import from_json
from silog_gis.plan.whole.proposal import LegKind, Proposal
from silog_gis.plan.whole.task import Goes, Task

SHORT, LONG = Request(1.0, 7, BEGINS, "Latihan"), Request(600.0, 7, BEGINS, "Latihan panjang")


@pytest.fixture(scope="module")
async def ready(sea: Sea) -> StoredPlan:
    """A plan that was made once for the tests that look at one."""
    return await sea.made(await propose_plan(sea.product, sea.planner, REGION, SHORT))


async def _documents(sea: Sea, number: int) -> tuple[Task, Proposal]:
    async with sea.product.unit_of_work(Scope.whole_election(sea.election.id)) as work:
        task, proposal = await documents_of(work, number)
    assert task is not None
    assert proposal is not None
    return from_json(task, Task), from_json(proposal, Proposal)


async def test_a_plan_brings_every_waiting_box_to_its_village_in_time(sea: Sea, ready: StoredPlan) -> None:
    task, proposal = await _documents(sea, ready.number)
    waiting = await sea.owner.fetch("SELECT station_code, count(*) AS boxes FROM boxes GROUP BY 1")

    assert ready.state is PlanState.READY, ready.faults
    assert {one.code: one.boxes for one in task.stations} == {row["station_code"]: row["boxes"] for row in waiting}
    assert {one.station for one in proposal.stations} == {one.code for one in task.stations}
    assert all(one.arrives_at <= one.due_at for one in proposal.stations)
    assert {leg.conveyance for leg in proposal.legs} <= {"", "CNV-POMPONG-1", "CNV-POMPONG-2"}
    assert (ready.stations, ready.stations_short is not None, ready.least_slack_s is not None) == (len(waiting), True, True)


async def test_boxes_go_over_land_to_the_port_from_which_boats_leave(sea: Sea, ready: StoredPlan) -> None:
    task, proposal = await _documents(sea, ready.number)
    hauls, rounds = ([leg for leg in proposal.legs if (leg.kind is LegKind.HAUL) == is_haul] for is_haul in (True, False))

    (port,) = task.hauls
    assert (port.port, 0 < port.metres < 10_000, port.speed_kmh) == ("PORT-tarempa", True, 25.0)
    assert next(place.berth for place in task.places if place.code == "WH-21.05") is None
    assert {(leg.from_place, leg.to_place) for leg in hauls} == {("WH-21.05", "PORT-tarempa")}
    assert {leg.from_place for leg in rounds} == {"PORT-tarempa"}
    assert sum(leg.boxes for leg in hauls) == sum(station.boxes for station in task.stations)


async def test_each_station_of_a_plan_says_for_what_it_goes_first_in_both_languages(sea: Sea, ready: StoredPlan) -> None:
    shown = told(*await _documents(sea, ready.number))

    for station in shown.stations:
        first, second, *_ = station.why
        assert (first.code, second.code) == ("SCORE", "TIER")
        assert first.indonesian.startswith(f"{station.place.name} mendapat ")
        assert "wilayah perbatasan (+15)" in first.indonesian
        assert first.english.endswith("It goes first all the same: its region is marked 3T.")


async def test_a_standby_sails_nothing_and_is_ranked_where_something_does_not_sail(sea: Sea, ready: StoredPlan) -> None:
    task, proposal = await _documents(sea, ready.number)

    (standby,) = task.standbys
    assert (standby.code, standby.rank, standby.notice_hours, standby.home) == ("CNV-KRI", 1, 6.0, "PORT-tarempa")
    assert "CNV-KRI" not in {vessel.code for vessel in task.vessels} | {leg.conveyance for leg in proposal.legs}
    for leg in (each for each in proposal.legs if each.kind is not LegKind.HAUL):
        (called,) = (one for one in leg.fallbacks if one.conveyance == "CNV-KRI")
        assert (called.reason.code, called.boxes) == ("MAY_BE_CALLED", leg.boxes)
        assert called.departs_at == leg.departs_at + timedelta(hours=6)
        assert called.rank > max((one.rank for one in leg.fallbacks if one.reason.code != "MAY_BE_CALLED" and one.is_in_time), default=0)


async def test_a_standby_that_is_free_no_more_or_lies_nowhere_is_not_counted_with(sea: Sea) -> None:
    async with sea.product.unit_of_work(Scope.whole_election(sea.election.id)) as work:
        facts = await gather(work, REGION, BEGINS)
    ways, (navy,) = HeedingWays(Land.load(), sea.sight_lines), [one for one in facts.fleet if one.terms.standby_rank]
    others = [one for one in facts.fleet if one is not navy]

    late = task_of(replace(facts, busy_until={navy.code: navy.terms.until_at}), REGION, ways)
    with pytest.raises(UnplannableError, match=r"CNV-KRI \(KRI Latihan\) has no home port"):
        task_of(replace(facts, fleet=[*others, replace(navy, home_code=None)]), REGION, ways)

    assert late.standbys == ()


async def test_how_boxes_go_on_from_their_pps_counts_and_no_conveyance_is_planned_for_it(sea: Sea, ready: StoredPlan) -> None:
    task, proposal = await _documents(sea, ready.number)
    async with sea.product.unit_of_work(Scope.whole_election(sea.election.id)) as work:
        facts = await gather(work, REGION, BEGINS)
    moved, unknown, *others = sorted(facts.boxes)
    places = {**facts.places, moved: replace(facts.places[moved], landmass=1), unknown: replace(facts.places[unknown], landmass=None)}

    anew = task_of(replace(facts, places=places), REGION, HeedingWays(Land.load(), sea.sight_lines))

    onward = {station.code: station.onward for station in anew.stations}
    across = onward[moved]
    assert across is not None
    assert (across.goes, across.spread, onward[unknown]) == (Goes.SEA, plan_figures().last_leg.boat_spread, None)
    assert (across.hours or 0) > 0.75 + (across.metres or 0) / 1852 / 7
    assert len(across.line) > 1
    for station in task.stations:
        if station.code in others:
            assert onward[station.code] == station.onward
            assert station.onward is not None
            assert 0 <= (station.onward.metres or -1) < 5_000
            assert station.onward.hours == pytest.approx(20 / 60 + (station.onward.metres or 0) / 8_000, abs=0.001)
    assert {one.why[-1].code for one in proposal.stations} == {"ON_BY_ROAD"}
    assert all(one.at_door_at is not None and one.arrives_at < one.at_door_at for one in proposal.stations)


async def test_an_empty_fleet_and_a_warehouse_without_boxes_are_said_together(sea: Sea) -> None:
    async with sea.product.unit_of_work(Scope.whole_election(sea.election.id)) as work:
        facts = await gather(work, "21.04", BEGINS)

    with pytest.raises(UnplannableError) as refused:
        task_of(facts, "21.04", HeedingWays(Land.load(), sea.sight_lines))

    assert any("the fleet of 21.04 is empty" in fault for fault in refused.value.faults)
    assert any("no box of 21.04 waits" in fault for fault in refused.value.faults)


async def test_what_a_plan_cannot_be_made_of_is_kept_as_codes_and_told_in_both_languages(sea: Sea) -> None:
    plan = await sea.made(await propose_plan(sea.product, sea.viewer(Role.PLANNER, "21.04"), "21.04", SHORT))

    assert (plan.state, [each.code for each in plan.reasons]) == (PlanState.INFEASIBLE, ["NO_BOX_WAITS", "REGION_NO_FLEET"])
    assert plan.faults == tuple(sentence(each, "en") for each in plan.reasons)
    assert [each.english for each in reasons_told(plan)] == list(plan.faults)
    assert reasons_told(plan)[0].indonesian.startswith("tidak ada kotak 21.04 yang menunggu di gudangnya")
    (untold,) = reasons_told(replace(plan, reasons=(), faults=("The worker ended.",)))
    assert (untold.indonesian, untold.english) == ("The worker ended.", "The worker ended."), "made before there were codes"


async def test_a_plan_that_is_called_off_leaves_nothing_and_its_worker_ends(sea: Sea) -> None:
    number = await propose_plan(sea.product, sea.planner, REGION, LONG)
    desk = await sea.desk()
    begun = await sea.running(number)

    await cancel_plan(sea.product, sea.planner, number, "Kapal rusak")
    async with asyncio.timeout(60):
        await desk.ended()

    after = await sea.plan(number)
    assert begun.state is PlanState.RUNNING
    assert (after.state, after.stations, after.faults) == (PlanState.CANCELLED, None, ())
    assert await sea.owner.fetchval("SELECT num_nonnulls(task, proposal) FROM plans WHERE number = $1", number) == 0
    with pytest.raises(SilogError, match="nothing to call off"):
        await cancel_plan(sea.product, sea.planner, number, "Sekali lagi")


async def test_a_plan_whose_worker_was_killed_is_found_failed_with_the_reason(sea: Sea) -> None:
    number = await propose_plan(sea.product, sea.planner, REGION, LONG)
    desk = await sea.desk()
    await sea.running(number)
    assert await fail_abandoned(sea.product, sea.election.id) == []

    os.kill(desk.workers_at_work[number], signal.SIGKILL)
    async with asyncio.timeout(60):
        await desk.ended()
        # The worker is gone; PostgreSQL sees so, and lets go of what it held, in its own time.
        async with sea.owner.transaction():
            await locks.be_alone(sea.owner, Space.PLANNING, number)

    assert await fail_abandoned(sea.product, sea.election.id) == [number]
    after = await sea.plan(number)
    assert (after.state, after.faults, after.stations) == (PlanState.FAILED, (sentence(LEFT_ALONE, "en"),), None)


async def test_only_a_planner_of_the_region_asks_for_its_plans(sea: Sea) -> None:
    with pytest.raises(SilogError, match=r"belongs to 21\.05, and you work in 21\.03"):
        await propose_plan(sea.product, sea.viewer(Role.PLANNER, "21.03"), REGION, SHORT)
    with pytest.raises(SilogError, match="There is no kab/kota '21'"):
        await propose_plan(sea.product, sea.viewer(Role.COORDINATOR, "21"), "21", SHORT)


async def test_a_plan_is_not_adopted_when_a_box_has_left_meanwhile(sea: Sea, ready: StoredPlan) -> None:
    gone = await sea.owner.fetchval("UPDATE boxes SET state = 'LOADED' WHERE code = (SELECT min(code) FROM boxes) RETURNING code")

    with pytest.raises(SilogError, match=r"boxes of \d+ stations have left"):
        await adopt_plan(sea.product, sea.planner, ready.number, "Disetujui")

    assert await sea.owner.fetchval("SELECT count(*) FROM shipments") == 0
    assert (await sea.plan(ready.number)).state is PlanState.READY
    await sea.owner.execute("UPDATE boxes SET state = 'PLANNED' WHERE code = $1", gone)


async def test_an_adopted_plan_becomes_shipments_and_what_has_left_is_not_planned_again(sea: Sea, ready: StoredPlan) -> None:
    adopted = await adopt_plan(sea.product, sea.planner, ready.number, "Disetujui")

    _, proposal = await _documents(sea, ready.number)
    carried = await sea.owner.fetchval("SELECT count(*) FROM shipment_boxes WHERE shipment_code = ANY ($1)", list(adopted.shipments))
    journeys = await sea.owner.fetchval("SELECT count(*) FROM box_journeys WHERE shipment_code = ANY ($1)", list(adopted.shipments))
    rounds = await sea.owner.fetch("SELECT DISTINCT conveyance_code, planned_depart_at FROM legs WHERE mode = 'SEA' ORDER BY 2, 1")
    assert carried == journeys == await sea.owner.fetchval("SELECT count(*) FROM boxes")
    assert {(leg.conveyance, leg.departs_at) for leg in proposal.legs if leg.kind is not LegKind.HAUL} <= {tuple(row) for row in rounds}
    assert (await sea.plan(ready.number)).adopted_by == "Perencana"
    assert await sea.owner.fetchval("SELECT count(*) FROM audit WHERE action = 'election:plan:adopt'") == 1
    with pytest.raises(SilogError, match="is ADOPTED"):
        await adopt_plan(sea.product, sea.planner, ready.number, "Sekali lagi")

    await _leaves(sea, adopted.shipments[0])
    anew = await sea.made(await replan(sea.product, sea.planner, ready.number, SHORT))

    left = await sea.owner.fetchval("SELECT count(*) FROM boxes WHERE state = 'IN_TRANSIT'")
    task, _ = await _documents(sea, anew.number)
    assert (anew.state, anew.replaces) == (PlanState.READY, ready.number), anew.faults
    assert sum(one.boxes for one in task.stations) == carried - left

    second = await adopt_plan(sea.product, sea.planner, anew.number, "Kapal terlambat")

    kept = [
        row["code"] for row in await sea.owner.fetch("SELECT code FROM shipments WHERE region_code LIKE $1 ORDER BY code", f"{DISTRICT}%")
    ]
    assert set(second.replaced) == set(adopted.shipments) - {adopted.shipments[0]}
    assert set(kept) == {adopted.shipments[0], *second.shipments}


async def _leaves(sea: Sea, shipment: str) -> None:
    """The boxes of a shipment are scanned aboard and depart."""
    await sea.owner.execute(
        "UPDATE boxes SET state = 'IN_TRANSIT' WHERE code IN (SELECT box_code FROM shipment_boxes WHERE shipment_code = $1)", shipment
    )
    await sea.owner.execute("UPDATE legs SET departed_at = planned_depart_at WHERE shipment_code = $1 AND mode = 'SEA'", shipment)
