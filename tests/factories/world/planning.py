"""What planners of every region have said, and plans in every state."""

from datetime import datetime, timedelta
from typing import Final

from tests.factories.world.building import Builder

from silog_gis.plan.whole.document import digest, to_json
from silog_gis.plan.whole.proposal import Objective, Proposal
from silog_gis.plan.whole.task import Task, Tier, Warehouse

REGIONS: Final = ("21", "21.03", "21.03.04", "21.05", "12")
_STATES: Final = ("CANCELLED", "READY", "QUEUED", "ADOPTED", "INFEASIBLE")


def add_planning(world: Builder) -> None:
    """Add a row of each kind for every region, and plans."""
    for number, region in enumerate(REGIONS):
        said = {"region_code": region, "source": 'Dinas "Laut" \\ 島'}
        world.add(
            "vessel_terms",
            conveyance_code=f"CNV-{region}",
            crew_hours=12.5,
            cost_per_hour=100_000,
            cost_per_km=number,
            capacity_kg=None if number % 2 else 4_000,
            from_at=world.now - timedelta(days=1),
            until_at=world.now + timedelta(days=9),
            standby_rank=1 if region == "21.05" else None,
            notice_hours=2.5 if region == "21.05" else None,
            **said,
        )
        place = "WH-21.03" if region in {"21.03", "21.03.04"} else "WH-21.05"
        world.add("voyages", code=f"VOYAGE-{world.election}-{number}", conveyance_code=f"CNV-{region}", capacity_boxes=40, **said)
        for call in (1, 2):
            at = world.now + timedelta(hours=20 * call)
            row = {"voyage_code": f"VOYAGE-{world.election}-{number}", "number": call, "region_code": region, "place_code": place}
            world.add("voyage_calls", **row, arrives_at=at, departs_at=at)
        opens = world.now + timedelta(hours=number)
        world.add("tide_windows", place_code=place, opens_at=opens, closes_at=opens + timedelta(hours=3), **said)
        world.add("sea_states", day=world.now.date(), wave_m=1.0 + number / 4, **said)
        world.add("plan_deadlines", tier=number % 2, due_at=world.now + timedelta(days=5), target=0.9, **said)
        world.add("handling_times", place_kind="PPS", base_minutes=15.0, box_minutes=1.5, **said)
        _add_plan(world, region, _STATES[number])


def documents(now: datetime, region: str) -> tuple[str, str]:
    """Give the task and the proposal of a plan that is about no station at all."""
    task = Task(
        code=region,
        name=region,
        begins_at=now,
        tiers=(Tier(tier=0, due_at=now),),
        warehouse=Warehouse(place=f"WH-{region}", ready_at=now),
        places=(),
        stations=(),
    )
    nothing = Objective(tiers=(), slack_hours=(), vessel_hours=0.0, cost=0)
    proposal = Proposal(task=region, task_digest=digest(task), seed=0, scenarios=0, legs=(), stations=(), objective=nothing)
    return to_json(task).decode(), to_json(proposal).decode()


def _add_plan(world: Builder, region: str, state: str) -> None:
    task, proposal = documents(world.now, region)
    is_shown, is_adopted = state in {"READY", "ADOPTED"}, state == "ADOPTED"
    world.add(
        "plans",
        region_code=region,
        state=state,
        seed=1,
        seconds=5.0,
        reason="Uji \\ 島",
        asked_by="Siti",
        asked_at=world.now,
        begins_at=world.now,
        queued_at=world.now,
        faults=["Tidak ada kapal"] if state == "INFEASIBLE" else [],
        task=task if is_shown else None,
        proposal=proposal if is_shown else None,
        adopted_at=world.now if is_adopted else None,
        adopted_by="Siti" if is_adopted else None,
    )
