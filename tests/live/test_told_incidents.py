"""Incidents in the feed: once for each and transaction, behind whatever else a batch tells, and out of sight with the incident."""

from dataclasses import replace
from typing import Any, Final

import asyncpg
import pytest
from tests.factories.world import NOW, code_of
from tests.live.conftest import Live, Talk

from silog.alerts.facts import IncidentChange, IncidentChanged
from silog.alerts.handling import Subject, acknowledge_incident, assign_incident, report_incident, resolve_incident
from silog.custody.device import DeviceSigner
from silog.custody.events import Submission
from silog.custody.rules import ScanType
from silog.errors import SilogError
from silog.kit.scope import Scope, View
from silog.people.rules import Role, Viewer

OFFICE: Final = "PPK-21.03.04"
NATUNA: Final = (5, 6, 7)  # serials of boxes of 21.03
FEED: Final = """subscription { liveFeed { items {
  cursor kind at incidentChange boxCode
  incident { id kind groupKey boxCount owner acknowledgedAt resolution region { code } place { code } position { lon lat }
    boxes { currentPosition { lon lat } } }
} } }"""
Items = list[dict[str, Any]]


def unsealed(device: DeviceSigner, serial: int) -> Submission:
    """A box that is loaded without a seal, wherever it was."""
    return device.scan(ScanType.LOAD, code_of(1, serial), "WH-21.03", NOW)


def said(items: Items) -> list[tuple[str, str | None, str | None]]:
    return [(item["kind"], item["incidentChange"], item["incident"] and item["incident"]["kind"]) for item in items]


async def where(live: Live, table: str, code: str) -> tuple[float, float]:
    row = await live.world.owner.fetchrow(f"SELECT ST_X(point), ST_Y(point) FROM {table} WHERE election_id = 1 AND code = $1", code)
    assert row is not None
    return round(row[0], 6), round(row[1], 6)


def placed(incident: dict[str, Any]) -> tuple[float, float]:
    return incident["position"]["lon"], incident["position"]["lat"]


async def heard(talk: Talk) -> Items:
    """All entries before the next position."""
    items: Items = []
    while not any(item["kind"] == "POSITION" for item in items):
        items += (await talk.batch())["items"]
    return [item for item in items if item["kind"] != "POSITION"]


@pytest.fixture
async def by(live: Live) -> Viewer:
    """An operator of Natuna who sees to incidents."""
    await live.token("Rina", "21.03")
    return Viewer("Rina", Role.OPERATOR, "21.03", 1, live.world.election.code)


async def test_an_incident_is_told_once_for_a_batch_and_once_for_each_thing_that_people_do(live: Live, by: Viewer) -> None:
    await live.token("Budi", "21.03")
    async with live.socket(await live.token("Kepri", "21", role=Role.COORDINATOR)) as talk:
        await talk.follow(FEED)
        await talk.batch()
        await live.world.record(*(unsealed(live.device, serial) for serial in NATUNA[:2]), at=NOW)
        await live.world.record(unsealed(live.device, NATUNA[2]), at=NOW)
        number = await live.world.owner.fetchval("SELECT max(id) FROM incidents")
        await acknowledge_incident(live.database, by, number, "Saya ke sana.")
        await assign_incident(live.database, by, number, "Budi", "Lebih dekat.")
        await resolve_incident(live.database, by, number, "Disegel ulang.")
        await live.sail()
        items = await heard(talk)

    told = [item for item in items if item["kind"] == "INCIDENT"]
    assert [item["kind"] for item in items[:4]] == ["SCAN", "SCAN", "INCIDENT", "SCAN"]
    assert [item["incidentChange"] for item in told] == ["OPENED", "JOINED", "ACKNOWLEDGED", "ASSIGNED", "RESOLVED"]
    assert {item["incident"]["id"] for item in told} == {f"Incident:1:{number}"}
    last = told[-1]["incident"]
    assert (last["kind"], last["boxCount"], last["owner"], last["resolution"]) == ("UNSEALED", 3, "Budi", "Disegel ulang.")
    assert placed(last) == await where(live, "facilities", "WH-21.03")
    assert (last["region"], last["place"]) == ({"code": "21.03"}, {"code": "WH-21.03"})
    assert last["position"] is not None
    assert all(item["boxCode"] is None for item in told)


async def test_what_opens_before_a_batch_is_whole_is_told_behind_its_scans_so_that_the_feed_is_locked_last(live: Live) -> None:
    twin, fresh = replace(live.device), await live.world.device("WH-21.03")
    await live.scan(1)
    async with live.socket(await live.token("Kepri", "21", role=Role.COORDINATOR)) as talk:
        await talk.follow(FEED)
        await talk.batch()
        seals = (await live.world.row(code_of(1, NATUNA[1])))["seals"]
        contradicting = twin.scan(ScanType.CHECK, code_of(1, NATUNA[0]), "WH-21.03", NOW)
        good = fresh.scan(ScanType.CHECK, code_of(1, NATUNA[1]), "WH-21.03", NOW, seals=seals)
        await live.world.record(contradicting, good, at=NOW)
        await live.sail()
        items = await heard(talk)

    assert said(items) == [("SCAN", None, None), ("INCIDENT", "OPENED", "DEVICE_CONFLICT")]


async def test_who_may_not_see_an_incident_is_told_nothing_of_it(live: Live, by: Viewer) -> None:
    tokens = [await live.token("Anambas", "21.05"), await live.token("PPK", "21.03.04", role=Role.PPK)]
    async with live.socket(tokens[0]) as anambas, live.socket(tokens[1]) as district:
        for talk in (anambas, district):
            await talk.follow(FEED)
            await talk.batch()
        await report_incident(live.database, by, Subject(place_code=OFFICE), "Pintu terbuka.")
        await live.sail("CNV-21")

        assert said(await heard(anambas)) == []
        assert said(await heard(district)) == [("INCIDENT", "OPENED", "REPORTED")]

    read = "SELECT incident_id FROM feed WHERE kind = 'INCIDENT'"
    assert await live.world.seen_by(Scope(View.PUBLIC, 1, "21"), read) == []
    assert len(await live.world.seen_by(Scope(View.FULL, 1, "21"), read)) == 1


async def test_another_escorts_incident_is_not_told_to_an_escort(live: Live, owner: asyncpg.Connection) -> None:
    row = await owner.fetchrow(
        """SELECT i.id, i.region_code, c.escort_id::text FROM incidents AS i
           JOIN convoy_reports AS r ON r.election_id = i.election_id AND r.id = i.group_key
           JOIN convoys AS c ON c.election_id = r.election_id AND c.id = r.convoy_id
           WHERE i.election_id = 1 AND c.escort_id IS NOT NULL LIMIT 1"""
    )
    assert row is not None
    number, region, whose = row
    another = await owner.fetchval("SELECT id::text FROM users WHERE role = 'ESCORT' AND election_id = 1 AND id::text <> $1 LIMIT 1", whose)
    office = Viewer("Kantor", Role.OPERATOR, region, 1, live.world.election.code)
    await acknowledge_incident(live.database, office, number, "Kami kirim kapal.")

    read = f"SELECT incident_change FROM feed WHERE incident_id = {number}"
    seen = {who: await live.world.seen_by(Scope(View.FULL, 1, region, who), read) for who in (whose, another, "")}

    assert {who: len(rows) for who, rows in seen.items()} == {whose: 1, another: 0, "": 1}


async def test_an_incident_is_where_its_conveyance_the_escort_or_the_first_of_its_boxes_is(live: Live, by: Viewer) -> None:
    await live.sail()
    box = await live.scan(1)
    async with live.socket(await live.token("Kepri", "21", role=Role.COORDINATOR)) as talk:
        await talk.follow(FEED)
        await talk.batch()
        await live.world.record(live.device.scan(ScanType.LOAD, code_of(1, NATUNA[0]), "CNV-21.03", NOW), at=NOW)
        await report_incident(live.database, by, Subject(box_code=box), "Kotak basah.")
        number = await live.world.owner.fetchval(
            """SELECT i.id FROM incidents AS i JOIN convoy_reports AS r ON r.election_id = i.election_id AND r.id = i.group_key
               WHERE i.election_id = 1 AND r.point IS NOT NULL LIMIT 1"""
        )
        await acknowledge_incident(live.database, replace(by, region_code="21"), number, "Kami kirim kapal.")
        await live.sail()
        items = await heard(talk)

    told = [item["incident"] for item in items if item["kind"] == "INCIDENT"]
    aboard = await where(live, "conveyances", "CNV-21.03")
    assert [placed(one) for one in told if one["groupKey"] == "CNV-21.03"] == [aboard]
    (reported,) = (one for one in told if one["kind"] == "REPORTED")
    assert reported["position"] is not None
    assert reported["boxes"] == [{"currentPosition": reported["position"]}]
    assert [placed(one) for one in told if one["kind"] == "CONVOY"] == [(105.75, 2.75)]


async def fail_after_announcing(live: Live, by: Viewer, fact: IncidentChanged) -> None:
    async with live.database.unit_of_work(by.scope) as work:
        await work.announce(fact)
        raise ZeroDivisionError


async def test_what_is_refused_or_rolled_back_is_not_told(live: Live, by: Viewer, owner: asyncpg.Connection) -> None:
    number = await report_incident(live.database, by, Subject(place_code=OFFICE), "Pintu terbuka.")
    fact = IncidentChanged(1, number, "21.03.04", NOW, IncidentChange.JOINED)
    before = await owner.fetch("SELECT * FROM feed ORDER BY seq")

    with pytest.raises(SilogError):
        await assign_incident(live.database, by, number, "Tidak ada", "Tolong.")
    with pytest.raises(ZeroDivisionError):
        await fail_after_announcing(live, by, fact)

    assert await owner.fetch("SELECT * FROM feed ORDER BY seq") == before
