"""A plan is followed while it is made: each change is told at once, to whoever may read it and to nobody else."""

from dataclasses import replace
from typing import Any, Final

import pytest
from tests.live.conftest import Live, Talk

from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.people.rules import Role, Viewer
from silog.places.queries import election_numbered
from silog.planning.actions.proposing import Request, cancel_plan, propose_plan
from silog.planning.actions.recording import begin, tell

PROGRESS: Final = "subscription ($number: Int!) { planProgress(number: $number) { number state progress stage } }"
ASKED: Final = Request(60.0, 1, None, "Latihan")


@pytest.fixture
async def planner(product: Database) -> Viewer:
    async with product.unit_of_work(Scope.whole_election(1)) as work:
        election = await election_numbered(work.connection, 1)
    return Viewer("Perencana", Role.PLANNER, "21.03", election.id, election.code)


async def _progress(talk: Talk, key: str = "1") -> dict[str, Any] | None:
    message = await talk.hear()
    assert (message["type"], message["id"], message["payload"].get("errors")) == ("next", key, None), message
    told: dict[str, Any] | None = message["payload"]["data"]["planProgress"]
    return told


async def test_each_change_of_a_plan_is_told_to_those_who_follow_it(live: Live, product: Database, planner: Viewer) -> None:
    number, other = [await propose_plan(product, planner, "21.03", ASKED) for _ in range(2)]
    async with live.socket(await live.token("Perencana", "21.03", role=Role.PLANNER)) as talk:
        await talk.follow(PROGRESS, number=number)
        heard = [await _progress(talk)]
        await begin(product, 1, other)
        await begin(product, 1, number)
        heard.append(await _progress(talk))
        await tell(product, 1, number, 0.5, "ROUNDS")
        heard.append(await _progress(talk))
        await cancel_plan(product, planner, number, "Kapal rusak")
        heard.append(await _progress(talk))
        await talk.follow(PROGRESS, "later", number=number)
        later = await _progress(talk, "later")

    assert [(told["number"], told["state"], told["progress"], told["stage"]) for told in heard if told] == [
        (number, "QUEUED", 0, ""),
        (number, "RUNNING", 0, ""),
        (number, "RUNNING", 0.5, "ROUNDS"),
        (number, "CANCELLED", 0.5, "ROUNDS"),
    ]
    assert later == heard[-1]


async def test_a_plan_of_another_region_is_as_one_that_does_not_exist(live: Live, product: Database, planner: Viewer) -> None:
    number = await propose_plan(product, planner, "21.03", ASKED)
    async with live.socket(await live.token("Tetangga", "21.05", role=Role.PLANNER)) as talk:
        await talk.follow(PROGRESS, number=number)
        elsewhere = await _progress(talk)
        await talk.follow(PROGRESS, "2", number=number + 1_000)
        nowhere = await _progress(talk, "2")

    assert elsewhere is nowhere is None


async def test_who_follows_a_plan_of_another_region_is_not_told_when_it_changes(live: Live, product: Database, planner: Viewer) -> None:
    number = await propose_plan(product, planner, "21.03", ASKED)
    own = await propose_plan(product, replace(planner, region_code="21.05"), "21.05", ASKED)
    async with live.socket(await live.token("Tetangga", "21.05", role=Role.PLANNER)) as talk:
        await talk.follow(PROGRESS, "theirs", number=number)
        assert await _progress(talk, "theirs") is None
        await talk.follow(PROGRESS, "own", number=own)
        await _progress(talk, "own")
        await begin(product, 1, number)
        await tell(product, 1, number, 0.5, "ROUNDS")
        await begin(product, 1, own)

        told = await _progress(talk, "own")

    assert told is not None
    assert told["state"] == "RUNNING"


async def test_a_province_is_told_of_the_plans_of_its_regencies(live: Live, product: Database, planner: Viewer) -> None:
    number = await propose_plan(product, planner, "21.03", ASKED)
    async with live.socket(await live.token("Provinsi", "21", role=Role.PLANNER)) as talk:
        await talk.follow(PROGRESS, number=number)
        await _progress(talk)
        await begin(product, 1, number)

        told = await _progress(talk)

    assert told is not None
    assert told["state"] == "RUNNING"


async def test_who_may_not_read_plans_is_told_so(live: Live, product: Database, planner: Viewer) -> None:
    number = await propose_plan(product, planner, "21.03", ASKED)
    async with live.socket(await live.token("Juru mudi", "21.03", role=Role.CARRIER)) as talk:
        await talk.follow(PROGRESS, number=number)
        refused, over = await talk.hear(), await talk.hear()

    (error,) = refused["payload"]["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("FORBIDDEN", ["planProgress"])
    assert "does not carry" in error["message"]
    assert over == {"type": "complete", "id": "1"}
