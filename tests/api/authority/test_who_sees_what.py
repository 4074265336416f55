"""The same for reading: every field of Query and Subscription x every role x the own and another region. No id of elsewhere is told."""

import json
import re
from collections.abc import Iterator
from contextlib import aclosing
from string import Template
from typing import Any, Final

import pytest
from graphql import build_schema
from tests.api.authority.cast import ELSEWHERE, EVERYBODY, HERE, Actor
from tests.api.authority.conftest import Stage
from tests.api.authority.questions import NOWHERE, QUESTIONS, Question
from tests.factories import territory

from silog.application import RequestContext
from silog.kit.graphql.serve.requests import Request
from silog.roots import schema

Json = Any
_REGIONS: Final = """
  SELECT 'Box:' || election_id || ':' || code AS id, region_code, false AS is_above_shown, true AS is_public FROM boxes
  UNION ALL SELECT CASE kind WHEN 'POLLING_STATION' THEN 'PollingStation' ELSE 'Facility' END || ':' || election_id || ':' || code,
    region_code, true, true FROM facilities
  UNION ALL SELECT 'Scan:' || election_id || ':' || id, region_code, false, true FROM scans
  UNION ALL SELECT 'Device:' || election_id || ':' || id, region_code, false, false FROM devices
  UNION ALL SELECT 'Conveyance:' || election_id || ':' || code, region_code, true, false FROM conveyances
  UNION ALL SELECT 'Shipment:' || election_id || ':' || code, region_code, false, false FROM shipments
  UNION ALL SELECT 'Leg:' || election_id || ':' || shipment_code || ':' || number, region_code, false, false FROM legs
  UNION ALL SELECT 'AuditEntry:' || election_id || ':' || id, region_code, true, false FROM audit
  UNION ALL SELECT 'SeaArea:' || election_id || ':' || code, region_code, true, false FROM sea_areas
  UNION ALL SELECT 'DeadZone:' || election_id || ':' || code, region_code, true, false FROM dead_zones
  UNION ALL SELECT 'Incident:' || election_id || ':' || id, region_code, true, false FROM incidents
  UNION ALL SELECT 'Convoy:' || election_id || ':' || id, region_code, false, false FROM convoys
  UNION ALL SELECT 'Observation:' || election_id || ':' || id, region_code, false, false FROM observations
  UNION ALL SELECT 'Account:' || election_id || ':' || id, region_code, false, false FROM users
  UNION ALL SELECT 'Session:' || u.election_id || ':' || s.id, u.region_code, false, false
    FROM sessions s JOIN users u ON u.id = s.user_id"""
_FOLLOWED: Final = frozenset({"liveFeed", "planProgress"})
_UNBOUND: Final = re.compile(r"(Region|Island|Election):")


def test_every_field_of_the_schema_has_an_entry() -> None:
    built = build_schema(schema.as_str())
    assert built.query_type is not None
    assert built.subscription_type is not None
    assert set(QUESTIONS) == {*built.query_type.fields, *built.subscription_type.fields}
    assert set(built.subscription_type.fields) == _FOLLOWED


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("field", QUESTIONS)
async def test_a_field_tells_the_own_territory_and_nothing_of_another(stage: Stage, field: str, name: str) -> None:
    question, who = QUESTIONS[field], stage.actors[name, HERE]
    before = await stage.digest()

    answers = [await _asked(stage, who, question, field, await _things(stage, about)) for about in (HERE, ELSEWHERE)]
    nowhere = await _asked(stage, who, question, field, NOWHERE)

    assert await stage.digest() == before
    if (question.is_full and who.is_public) or not (question.right is None or who.may(question.right)):
        for answer in (*answers, nowhere):
            assert (answer.get("data") or {field: None})[field] is None
            # What costs the processor much is beyond the public's budget before anybody asks for a right.
            assert answer["errors"][0]["extensions"]["code"] in {"UNAUTHENTICATED", "FORBIDDEN", "TOO_COSTLY"}
        return
    if question.refused_elsewhere:
        assert [one["errors"][0]["extensions"]["code"] for one in (answers.pop(), nowhere)] == [question.refused_elsewhere] * 2
    assert all("errors" not in answer for answer in answers), answers
    regions = {row["id"]: tuple(row)[1:] for row in await stage.owner.fetch(_REGIONS)}
    for found in _ids(answers):
        _assert_in_sight(who, found, regions)
    if question.is_silent_elsewhere and not who.is_public:
        is_told = question.told_to is None or who.may(question.told_to)
        assert (answers[0] != nowhere) is is_told, "the question asks for nothing that is there, or tells it to whom it is not told"
        assert answers[1] == nowhere


async def test_counts_of_another_regency_are_not_told(stage: Stage) -> None:
    for name in EVERYBODY:
        who = stage.actors[name, HERE]
        if not who.is_public:
            progress = (await stage.ask(who, f"{{ {QUESTIONS['progress'].text} }}"))["data"]["progress"]
            told = {one["region"]["code"]: one["boxes"] for one in progress if one["boxes"]}
            assert set(told) == {HERE}


async def test_people_of_two_regencies_are_told_different_things(stage: Stage) -> None:
    query = "{ boxes(first: 200) { nodes { id } } devices(first: 200) { nodes { id } } sessions(first: 200) { nodes { id } } }"
    here, there = [set(_ids(await stage.ask(stage.actors["OPERATOR", region], query))) for region in (HERE, ELSEWHERE)]

    assert here
    assert there
    assert here.isdisjoint(there)


def _assert_in_sight(who: Actor, found: str, regions: dict[str, tuple[Any, ...]]) -> None:
    if _UNBOUND.match(found):
        return
    region, is_above_shown, is_public = regions[found]
    assert found.split(":")[1] == "1", found
    if who.is_public:
        assert is_public, found
        return
    own = who.viewer.region_code
    assert region == own or region.startswith(f"{own}.") or (is_above_shown and own.startswith(f"{region}.")), (found, region)


def _ids(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "id":
                yield inner
            else:
                yield from _ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _ids(inner)


async def _things(stage: Stage, region: str) -> dict[str, str]:
    lon, lat = territory.middle(region)
    inside = "election_id = 1 AND (region_code = $1 OR starts_with(region_code, $1 || '.')) ORDER BY 1 LIMIT 1"
    return {
        "region": region,
        "box": await stage.owner.fetchval(f"SELECT code FROM boxes WHERE {inside}", region),
        "device": await stage.owner.fetchval(f"SELECT id FROM devices WHERE {inside}", region),
        "seal": await stage.owner.fetchval(f"SELECT number FROM seals WHERE {inside}", region),
        "shipment": await stage.owner.fetchval(f"SELECT code FROM shipments WHERE {inside}", region),
        "plan": str(await stage.owner.fetchval(f"SELECT number FROM plans WHERE proposal IS NOT NULL AND {inside}", region)),
        "lon": str(lon),
        "lat": str(lat),
    }


async def _asked(stage: Stage, who: Actor, question: Question, field: str, things: dict[str, str]) -> Json:
    text = Template(question.text).substitute(things)
    if field not in _FOLLOWED:
        return await stage.ask(who, f"{{ {text} }}")
    application = stage.application
    context = RequestContext(who.viewer, application.database, application.feed, application.routes, application.plans, application.scans)
    prepared = application.executor.prepare(Request(f"subscription {{ {text} }}"), context.scope)
    async with aclosing(application.executor.answers(prepared, context)) as answers:
        async for answer in answers:
            said = {"data": None} | json.loads(answer.body)
            ((said["data"] or {}).get("liveFeed") or {}).pop("cursor", None)
            return said
    raise AssertionError
