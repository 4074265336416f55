"""Convoys from the office that forms one to the escort who confirms and reports, and what nobody else may ever see of it."""

from datetime import timedelta
from typing import Final
from uuid import uuid4

import asyncpg
import httpx
import pytest
from tests.api.escorts import (
    CONVOY,
    HERE,
    SHOWN,
    Cast,
    Headers,
    Json,
    app_connection,
    ask,
    cast,
    counted,
    do,
    form,
    headers,
    leaves,
    planned,
    word,
)
from tests.factories.world import NOW

from silog.kit.database import Database
from silog.people.actions import Invited, Newcomer, enrol_by_invitation, invite_devices
from silog.people.rules import KeyAlgorithm, Role, Viewer

__all__ = ["app_connection", "cast"]

_TABLES: Final = ("convoys", "convoy_shipments", "presence_confirmations", "convoy_reports", "seen_escorts")
_REPORTED: Final = "incident { id kind owner convoyReport { kind text convoy { name } position { lon } } } errors { code path }"


async def test_a_convoy_goes_from_the_office_to_the_escort_and_her_report_is_seen_to(
    client: httpx.AsyncClient, product: Database, owner: asyncpg.Connection, cast: Cast
) -> None:
    left = await planned(product, "21.03")
    formed = (await form(client, cast.office, [cast.shipments[0], left]))["convoy"]
    assert (formed["state"], formed["missingCount"]) == ("FORMED", 0)
    await leaves(owner, left, timedelta(hours=2))
    formed = (await ask(client, cast.office, f'{{ node(id: "{formed["id"]}") {{ ... on Convoy {{ {CONVOY} }} }} }}'))["data"]["node"]
    assert (formed["state"], formed["missingCount"]) == ("UNDER_WAY", 1)
    assert [(stop["step"], stop["state"]) for stop in formed["stops"]] == [("DEPARTURE", "MISSING"), ("ARRIVAL", "AWAITED")]

    said = word(id=formed["id"], step="DEPARTURE", placeCode="WH-21.03")
    shown = f"isKnown {SHOWN}"
    once, twice = [await do(client, cast.escort, "confirmPresence", said, shown) for _ in range(2)]
    assert (once["isKnown"], twice["isKnown"]) == (False, True)
    assert once["convoy"] == twice["convoy"]
    assert once["convoy"]["stops"][0]["confirmation"] == {"at": "2024-11-20T05:00:00.123Z", "actor": "Bripka Sari"}
    assert (once["convoy"]["missingCount"], len(once["convoy"]["confirmations"])) == (0, 1)
    later = (NOW + timedelta(hours=1)).isoformat()
    at_sea = await do(client, cast.escort, "confirmPresence", word(id=formed["id"], step="CHECKPOINT", at=later))
    assert at_sea["convoy"]["confirmations"][1] == {"step": "CHECKPOINT", "position": {"lon": HERE["lon"]}}

    happened = word(id=formed["id"], kind="WEATHER", text="Ombak 2 m, kami berlindung.")
    opened, again = [await do(client, cast.escort, "reportOfConvoy", happened, _REPORTED) for _ in range(2)]
    assert opened == again
    assert opened["incident"]["convoyReport"]["convoy"] == {"name": "Midai"}
    number = {"id": opened["incident"]["id"]}
    seen = await do(client, cast.office, "acknowledgeIncident", number | {"text": "Kami hubungi kapal"}, _REPORTED)
    await do(client, cast.office, "resolveIncident", number | {"resolution": "Berangkat lagi"}, _REPORTED)
    assert (seen["incident"]["kind"], seen["incident"]["owner"]) == ("CONVOY", "Operator")

    seen_by_all = "{ convoys { nodes { name incidentCount confirmations { step } incidents { resolution notes { text } } } } }"
    for who in (cast.supervisor, cast.escort):
        (convoy,) = (await ask(client, who, seen_by_all.replace("convoys", "convoys(states: [UNDER_WAY], first: 1)", 1)))["data"][
            "convoys"
        ]["nodes"]
        assert [one["step"] for one in convoy["confirmations"]] == ["DEPARTURE", "CHECKPOINT"]
        assert (convoy["incidentCount"], convoy["incidents"][0]["resolution"]) == (0, "Berangkat lagi")
    over = await do(client, cast.office, "dissolveConvoy", {"id": formed["id"], "reason": "Tiba"})
    assert over["convoy"]["state"] == "DISSOLVED"
    noted = await owner.fetch("SELECT action, actor FROM audit WHERE object_code = $1 ORDER BY id", formed["id"].rpartition(":")[2])
    acts = [tuple(row) for row in noted if row["action"].startswith("election:convoy:")]
    confirmed = ("election:convoy:confirm", "Bripka Sari")
    assert acts == [("election:convoy:form", "Operator"), confirmed, confirmed, ("election:convoy:dissolve", "Operator")]


@pytest.fixture
async def convoy(client: httpx.AsyncClient, cast: Cast) -> str:
    """A convoy under Sari's escort, with one shipment in it."""
    return str((await form(client, cast.office, cast.shipments[:1]))["convoy"]["id"])


async def test_shipments_and_escorts_change_and_a_shipment_that_left_may_join_another(
    client: httpx.AsyncClient, cast: Cast, convoy: str
) -> None:
    first, second, _ = cast.shipments
    change: dict[str, object] = {
        "id": convoy,
        "add": [second],
        "remove": [first],
        "escort": {"unit": "Lanal", "name": "Bripka Budi"},
        "reason": "Ganti",
    }

    changed = (await do(client, cast.office, "changeConvoy", change))["convoy"]

    assert (changed["escort"], [one["code"] for one in changed["shipments"]]) == ("Bripka Budi", [second])
    assert (await form(client, cast.office, [first]))["errors"] == []
    gone = await do(client, cast.escort, "confirmPresence", word(id=convoy, step="ARRIVAL", placeCode="PORT-21.03"))
    assert gone["errors"] == [{"code": "UNKNOWN_CONVOY", "path": ["id"]}]
    mine = await do(client, cast.other, "confirmPresence", word(id=convoy, step="ARRIVAL", placeCode="PORT-21.03"))
    assert mine["errors"] == []


async def test_convoys_to_be_confirmed_now_come_before_those_of_a_later_day_and_confirmed_ones_come_last(
    client: httpx.AsyncClient, product: Database, owner: asyncpg.Connection, cast: Cast
) -> None:
    december, codes = timedelta(days=14), [await planned(product, "21.03") for _ in range(3)]
    confirmed, later, now = [
        (await form(client, cast.office, [code], name=name))["convoy"]["id"]
        for code, name in zip(codes, ("Confirmed", "Later", "Now"), strict=True)
    ]
    move = "UPDATE legs SET planned_depart_at = $2, planned_arrive_at = $2 WHERE shipment_code = $1"
    await owner.execute(move, codes[1], NOW + december)
    for step, place in (("DEPARTURE", "WH-21.03"), ("ARRIVAL", "PORT-21.03")):
        await do(client, cast.escort, "confirmPresence", word(id=confirmed, step=step, placeCode=place))

    async def listed(order: str) -> list[str]:
        found = (await ask(client, cast.office, f'{{ convoys(region: "21.03", {order} first: 50) {{ nodes {{ id }} }} }}'))["data"]
        return [one["id"] for one in found["convoys"]["nodes"] if one["id"] in {confirmed, later, now}]

    assert await listed("") == [now, later, confirmed]
    await owner.execute(move, codes[1], NOW - december)
    assert await listed("orderBy: NEWEST,") == [now, later, confirmed]
    assert await listed("orderBy: CONFIRMATION,") == [later, now, confirmed]
    await owner.execute(move, codes[1], NOW + december)
    assert await listed("orderBy: CONFIRMATION,") == [now, later, confirmed]


async def test_what_happens_after_a_convoy_was_dissolved_is_missing_in_the_next_one_alone(
    client: httpx.AsyncClient, owner: asyncpg.Connection, cast: Cast, convoy: str
) -> None:
    code = cast.shipments[0]
    await do(client, cast.office, "dissolveConvoy", {"id": convoy, "reason": "Ganti kapal"})
    await owner.execute("UPDATE convoy_shipments SET left_at = $2 WHERE shipment_code = $1", code, NOW - timedelta(hours=3))
    following = (await form(client, cast.office, [code], "Bripka Budi"))["convoy"]["id"]
    its_own = "UPDATE convoy_shipments SET joined_at = $2 WHERE shipment_code = $1 AND left_at IS NULL"
    await owner.execute(its_own, code, NOW - timedelta(hours=3))
    await owner.execute("UPDATE legs SET departed_at = $2 WHERE shipment_code = $1", code, NOW - timedelta(hours=2))

    shown = "{ nodes(ids: %s) { ... on Convoy { missingCount stops { happenedAt state } } } }"
    before, since = (await ask(client, cast.office, shown.replace("%s", f'["{convoy}", "{following}"]')))["data"]["nodes"]

    assert (before["missingCount"], before["stops"][0]) == (0, {"happenedAt": None, "state": "AWAITED"})
    assert (since["missingCount"], since["stops"][0]["state"]) == (1, "MISSING")


async def test_what_happened_before_a_shipment_joined_is_not_its_escorts_to_confirm(
    client: httpx.AsyncClient, product: Database, cast: Cast
) -> None:
    left = await planned(product, "21.03", timedelta(hours=2))

    alone = (await form(client, cast.office, [left]))["convoy"]

    assert (alone["state"], alone["missingCount"]) == ("UNDER_WAY", 0)
    assert [(stop["step"], stop["state"]) for stop in alone["stops"]] == [("ARRIVAL", "AWAITED")]

    joined = await do(client, cast.office, "changeConvoy", {"id": alone["id"], "add": cast.shipments[:1], "reason": "Menyusul"})
    assert [(stop["step"], stop["state"]) for stop in joined["convoy"]["stops"]] == [("DEPARTURE", "AWAITED"), ("ARRIVAL", "AWAITED")]
    said = word(id=alone["id"], step="DEPARTURE", placeCode="WH-21.03")
    told = (await do(client, cast.escort, "confirmPresence", said))["convoy"]
    await do(client, cast.office, "changeConvoy", {"id": alone["id"], "remove": cast.shipments[:1], "reason": "Ditinggal"})

    after = await ask(client, cast.office, f'{{ node(id: "{alone["id"]}") {{ ... on Convoy {{ {CONVOY} }} }} }}')
    assert told["stops"] == after["data"]["node"]["stops"]
    assert [stop["state"] for stop in told["stops"]] == ["CONFIRMED", "AWAITED"]


async def test_what_cannot_be_a_convoy_is_refused_and_changes_nothing(
    client: httpx.AsyncClient, product: Database, owner: asyncpg.Connection, cast: Cast, convoy: str
) -> None:
    taken, free, elsewhere = cast.shipments
    arrived = await planned(product, "21.03", timedelta(hours=9), timedelta(hours=5))
    await headers(product, "Bripka Jauh", Role.ESCORT, "21.05")
    await headers(product, "Bripka Midai", Role.ESCORT, "21.03.04")
    province = await headers(product, "Koordinator", Role.COORDINATOR, "21")
    before = [await owner.fetch(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in (*_TABLES, "audit", "incidents")]

    async def refusal(who: Headers, codes: list[str], escort: str | None = None, **other: object) -> Json:
        (error,) = (await form(client, who, codes, escort, **other))["errors"]
        return error["code"], *error["path"]

    assert await refusal(cast.office, [taken, free]) == ("SHIPMENT_TAKEN", "shipments")
    assert await refusal(cast.office, [arrived, free]) == ("SHIPMENT_ARRIVED", "shipments")
    assert await refusal(cast.office, [elsewhere]) == ("UNKNOWN_SHIPMENT", "shipments")
    assert await refusal(cast.office, []) == ("NO_SHIPMENT", "shipments")
    assert await refusal(cast.office, [free], "Bripka Jauh") == ("UNKNOWN_ESCORT", "escort")
    assert await refusal(cast.office, [free], "Bripka Midai") == ("ESCORT_ELSEWHERE", "escort")
    assert await refusal(province, [free], "Bripka Jauh") == ("ESCORT_ELSEWHERE", "escort")
    assert await refusal(cast.office, [free], name=" ") == ("BAD_TEXT", "name")
    assert await refusal(cast.office, [free], reason="") == ("REASON_MISSING", "reason")

    async def unchanged(**change: object) -> Json:
        (error,) = (await do(client, province, "changeConvoy", {"id": convoy, "reason": "Uji"} | change))["errors"]
        return error["code"], *error["path"]

    assert await unchanged() == ("NOTHING_TO_CHANGE", "id")
    assert await unchanged(add=[elsewhere]) == ("SHIPMENT_ELSEWHERE", "add")
    assert await unchanged(add=[free, taken]) == ("SHIPMENT_TAKEN", "add")
    assert await unchanged(add=[free], remove=[elsewhere]) == ("NOT_IN_CONVOY", "remove")
    assert await unchanged(id="Convoy:2:1") == ("BAD_INPUT", "id")

    async def unsaid(**given: object) -> Json:
        (error,) = (await do(client, cast.escort, "confirmPresence", word(id=convoy, step="DEPARTURE") | given))["errors"]
        return error["code"], *error["path"]

    assert await unsaid() == ("NO_PLACE", "placeCode")
    assert await unsaid(placeCode="PORT-99") == ("UNKNOWN_PLACE", "placeCode")
    assert await unsaid(placeCode="WH-21.03", key="satu") == ("BAD_ID", "key")
    assert await unsaid(placeCode="WH-21.03", position={"lon": 190, "lat": 0}) == ("BAD_POSITION", "position")
    assert [await owner.fetch(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in (*_TABLES, "audit", "incidents")] == before


async def test_another_word_under_the_same_key_is_refused(client: httpx.AsyncClient, cast: Cast, convoy: str) -> None:
    said, happened = word(id=convoy, step="DEPARTURE", placeCode="WH-21.03"), word(id=convoy, kind="DELAY", text="Terlambat")
    await do(client, cast.escort, "confirmPresence", said)
    await do(client, cast.escort, "reportOfConvoy", happened, _REPORTED)

    other = await do(client, cast.escort, "confirmPresence", said | {"step": "CHECKPOINT"})
    worse = await do(client, cast.escort, "reportOfConvoy", happened | {"kind": "LOSS"}, _REPORTED)

    assert other["errors"] == worse["errors"] == [{"code": "ID_CONFLICT", "path": ["key"]}]


async def test_an_enrolled_phone_of_an_escort_confirms_and_reports(client: httpx.AsyncClient, product: Database, cast: Cast) -> None:
    office = Viewer("Operator", Role.OPERATOR, "21.03", 1, "LATIHAN-2024")
    (sheet,) = await invite_devices(product, office, Invited(Role.ESCORT, "21.03", "HP Polsek"))
    phone = await enrol_by_invitation(product, Newcomer(sheet.code, KeyAlgorithm.ED25519, uuid4().bytes * 2))
    by_phone = {"authorization": f"Bearer {phone.token}"}
    listed = await ask(client, cast.office, '{ escorts(sees: "21.03", first: 200) { nodes { name } } }')
    assert {"name": phone.viewer.name} in listed["data"]["escorts"]["nodes"]
    its_own = (await form(client, cast.office, cast.shipments[:1], phone.viewer.name))["convoy"]["id"]

    said = await do(client, by_phone, "confirmPresence", word(id=its_own, step="DEPARTURE", placeCode="WH-21.03"))
    opened = await do(client, by_phone, "reportOfConvoy", word(id=its_own, kind="BREAKDOWN", text="Mesin mati"), _REPORTED)

    assert (said["errors"], opened["errors"]) == ([], [])


async def test_an_escort_sees_no_other_convoy_and_nothing_that_is_told_of_one(
    client: httpx.AsyncClient, app_connection: asyncpg.Connection, owner: asyncpg.Connection, cast: Cast, convoy: str
) -> None:
    reported = await do(client, cast.escort, "reportOfConvoy", word(id=convoy, kind="THREAT", text="Kapal tak dikenal"), _REPORTED)
    asked = """query ($ids: [ID!]!) { convoys { totalCount } nodes(ids: $ids) { id } escorts { totalCount }
      incidents(kinds: [CONVOY], first: 200) { totalCount } audit(first: 200) { nodes { action } } }"""
    ids = [convoy, reported["incident"]["id"]]

    told = (await ask(client, cast.idle, asked, ids=ids))["data"]

    assert (told["convoys"]["totalCount"], told["nodes"], told["incidents"]["totalCount"]) == (0, [None, None], 0)
    assert told["escorts"]["totalCount"] == 0
    assert not [one for one in told["audit"]["nodes"] if one["action"].split(":")[1] in {"convoy", "incident"}]
    assert [one["id"] for one in (await ask(client, cast.escort, asked, ids=ids))["data"]["nodes"]] == ids
    sari, rudi = [await owner.fetchval("SELECT id FROM users WHERE name = $1", name) for name in ("Bripka Sari", "Bripka Rudi")]
    for person, is_shown in ((sari, True), (rudi, False), ("nobody", False)):
        for table in ("convoys", "convoy_shipments", "convoy_reports"):
            assert bool(await counted(app_connection, f"FULL|1|21.03|{person}", table)) is is_shown, (person, table)


async def test_nothing_of_an_escort_is_public_in_no_table_tile_feed_or_track(
    client: httpx.AsyncClient, app_connection: asyncpg.Connection, owner: asyncpg.Connection, cast: Cast, convoy: str
) -> None:
    public: Headers = {}
    everything = """{ boxes(first: 50) { nodes { code currentPosition { lon lat } lastScan { placeCode } incidents { id } } }
      facilities(first: 50) { nodes { id } } summary { boxes } }"""
    tiles = ["/tiles/places/5/25/15.mvt", "/tiles/boxes/5/25/15.mvt", "/tiles/boxes/8/204/125.mvt"]
    # The feed tells the incident to those who may see it: of what else an escort says it holds nothing, and the public sees nothing of it.
    moving = dict.fromkeys(("positions", "conveyances", "trip_tracks", "sightings", "scans"), "true") | {"feed": "kind <> 'INCIDENT'"}

    async def seen() -> Json:
        rows = [await owner.fetch(f"SELECT * FROM {table} WHERE {which} ORDER BY 1, 2, 3") for table, which in moving.items()]
        shown = [(await client.get(path, headers=public | {"silog-election": "LATIHAN-2024"})).content for path in tiles]
        return [*rows, *shown, await ask(client, public, everything)]

    before = await seen()
    await do(client, cast.escort, "confirmPresence", word(id=convoy, step="DEPARTURE", placeCode="WH-21.03"))
    reported = await do(client, cast.escort, "reportOfConvoy", word(id=convoy, kind="ACCIDENT", text="Tabrakan"), _REPORTED)

    assert await seen() == before
    for field in ("convoys { nodes { id } }", "escorts { nodes { name } }", "incidents { nodes { id } }", "audit { nodes { id } }"):
        refused = await ask(client, public, f"{{ {field} }}")
        assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    for found in (convoy, reported["incident"]["id"]):
        assert (await ask(client, public, f'{{ node(id: "{found}") {{ id }} }}'))["data"] == {"node": None}
    for setting in ("PUBLIC|1|", "PUBLIC|1|21.03", "FULL|1|21.71", ""):
        assert [await counted(app_connection, setting, table) for table in _TABLES[1:4]] == [0, 0, 0], setting
    assert [await counted(app_connection, "PUBLIC|1|", table) for table in (*_TABLES, "feed")] == [0] * (len(_TABLES) + 1)


async def test_what_a_plan_takes_back_leaves_its_convoy(
    client: httpx.AsyncClient, owner: asyncpg.Connection, cast: Cast, convoy: str
) -> None:
    await owner.execute("DELETE FROM legs WHERE shipment_code = $1", cast.shipments[0])
    await owner.execute("DELETE FROM shipments WHERE code = $1", cast.shipments[0])

    told = (
        await ask(client, cast.office, f'{{ node(id: "{convoy}") {{ ... on Convoy {{ state shipments {{ code }} stops {{ step }} }} }} }}')
    )["data"]

    assert told["node"] == {"state": "FORMED", "shipments": [], "stops": []}
