"""Incidents of confirmations that are missing: when they open, how they end by themselves, and who sees them."""

from datetime import timedelta
from typing import Final

import asyncpg
import httpx
import pytest
from tests.api.escorts import Cast, Headers, Json, app_connection, ask, cast, counted, do, form, leaves, word
from tests.factories.world import NOW

from silog.alerts.rules import DISSOLVED, ENDED_BY, NOTHING_AWAITED
from silog.alerts.watching import look_once
from silog.composition import join_rooms
from silog.kit.database import Database

__all__ = ["app_connection", "cast"]

_INCIDENT: Final = """id kind groupKey openedAt resolvedAt resolvedBy resolution boxCount region { code } position { lon lat }
  notes { step actor text } convoyReport { kind } unconfirmedConvoy { id missingCount stops { step placeCode state } }"""
_ASKED: Final = f"{{ incidents(kinds: [CONFIRMATION_MISSING], first: 200) {{ nodes {{ {_INCIDENT} }} }} }}"


@pytest.fixture
def joined(product: Database) -> Database:
    """What incidents announce is heard by the feed."""
    join_rooms(product)
    return product


@pytest.fixture
async def convoy(client: httpx.AsyncClient, cast: Cast) -> str:
    """A convoy under Sari's escort, with one shipment in it that has not left."""
    return str((await form(client, cast.office, cast.shipments[:1]))["convoy"]["id"])


async def told(client: httpx.AsyncClient, who: Headers, convoy: str) -> list[Json]:
    """What is told of the convoy's missing confirmations, in the order in which it opened."""
    found = (await ask(client, who, _ASKED))["data"]["incidents"]["nodes"]
    its_own = [one for one in found if one["unconfirmedConvoy"] and one["unconfirmedConvoy"]["id"] == convoy]
    return sorted(its_own, key=lambda one: int(one["id"].rpartition(":")[2]))


async def arrives(owner: asyncpg.Connection, code: str, ago: timedelta) -> None:
    await owner.execute("UPDATE legs SET arrived_at = $2 WHERE shipment_code = $1", code, NOW - ago)


async def confirm(client: httpx.AsyncClient, who: Headers, convoy: str, step: str, place: str) -> None:
    assert (await do(client, who, "confirmPresence", word(id=convoy, step=step, placeCode=place)))["errors"] == []


async def in_feed(owner: asyncpg.Connection, incident: str) -> list[str]:
    rows = await owner.fetch("SELECT incident_change FROM feed WHERE incident_id = $1 ORDER BY seq", int(incident.rpartition(":")[2]))
    return [row["incident_change"] for row in rows]


async def test_an_hour_after_the_scans_a_missing_confirmation_is_an_incident_and_confirming_late_ends_it(
    client: httpx.AsyncClient, joined: Database, owner: asyncpg.Connection, cast: Cast, convoy: str
) -> None:
    await leaves(owner, cast.shipments[0], timedelta(minutes=59))
    await look_once(joined)
    assert await told(client, cast.office, convoy) == []

    await leaves(owner, cast.shipments[0], timedelta(minutes=61))
    await look_once(joined)
    await look_once(joined)

    (opened,) = await told(client, cast.office, convoy)
    assert (opened["kind"], opened["region"]["code"], opened["resolvedAt"], opened["boxCount"]) == (
        "CONFIRMATION_MISSING",
        "21.03",
        None,
        0,
    )
    assert opened["unconfirmedConvoy"]["missingCount"] == 1
    assert opened["unconfirmedConvoy"]["stops"][0] == {"step": "DEPARTURE", "placeCode": "WH-21.03", "state": "MISSING"}
    place = (await ask(client, cast.office, '{ facility(code: "WH-21.03") { position { lon lat } } }'))["data"]["facility"]
    assert opened["position"] == place["position"]

    await arrives(owner, cast.shipments[0], timedelta(hours=2))
    await confirm(client, cast.escort, convoy, "DEPARTURE", "WH-21.03")
    await look_once(joined)
    (still,) = await told(client, cast.office, convoy)
    assert (still["id"], still["resolvedAt"], still["unconfirmedConvoy"]["missingCount"]) == (opened["id"], None, 1)

    await confirm(client, cast.escort, convoy, "ARRIVAL", "PORT-21.03")
    await look_once(joined)
    await look_once(joined)
    (ended,) = await told(client, cast.supervisor, convoy)
    assert (ended["resolvedBy"], ended["resolution"], ended["position"]) == (ENDED_BY, NOTHING_AWAITED, None)
    assert ended["notes"] == [{"step": "RESOLVED", "actor": ENDED_BY, "text": NOTHING_AWAITED}]
    assert await in_feed(owner, ended["id"]) == ["OPENED", "JOINED", "RESOLVED"]


async def test_dissolving_the_convoy_ends_it(
    client: httpx.AsyncClient, joined: Database, owner: asyncpg.Connection, cast: Cast, convoy: str
) -> None:
    await leaves(owner, cast.shipments[0], timedelta(hours=2))
    await look_once(joined)

    await do(client, cast.office, "dissolveConvoy", {"id": convoy, "reason": "Selesai"})
    await look_once(joined)

    assert [one["resolution"] for one in await told(client, cast.office, convoy)] == [DISSOLVED]


async def test_what_somebody_has_resolved_opens_again_for_another_stop_alone(
    client: httpx.AsyncClient, joined: Database, owner: asyncpg.Connection, cast: Cast, convoy: str
) -> None:
    await leaves(owner, cast.shipments[0], timedelta(hours=2))
    await look_once(joined)
    (first,) = await told(client, cast.office, convoy)
    phoned = {"id": first["id"], "resolution": "Sudah ditelepon: mereka di kapal"}
    await do(client, cast.office, "resolveIncident", phoned, "errors { code }")

    await look_once(joined)
    assert len(await told(client, cast.office, convoy)) == 1
    await arrives(owner, cast.shipments[0], timedelta(minutes=90))
    await look_once(joined)

    assert [one["resolvedBy"] for one in await told(client, cast.office, convoy)] == ["Operator", None]


async def test_of_a_unit_without_an_account_and_of_what_left_before_nothing_is_missed(
    client: httpx.AsyncClient, joined: Database, owner: asyncpg.Connection, cast: Cast
) -> None:
    unwatched = (await form(client, cast.office, cast.shipments[:1], escort=None))["convoy"]["id"]
    await leaves(owner, cast.shipments[0], timedelta(hours=2))
    await owner.execute("UPDATE legs SET departed_at = $2 WHERE shipment_code = $1", cast.shipments[1], NOW - timedelta(hours=2))
    late = (await form(client, cast.office, cast.shipments[1:2]))["convoy"]["id"]

    await look_once(joined)

    assert await told(client, cast.office, unwatched) == await told(client, cast.office, late) == []


async def test_it_is_told_to_its_own_escort_and_to_no_other_and_never_to_the_public(
    client: httpx.AsyncClient, joined: Database, owner: asyncpg.Connection, cast: Cast, convoy: str
) -> None:
    await leaves(owner, cast.shipments[0], timedelta(hours=2))
    await look_once(joined)

    (seen,) = await told(client, cast.escort, convoy)
    for other in (cast.other, cast.idle):
        assert await told(client, other, convoy) == []
        assert (await ask(client, other, f'{{ node(id: "{seen["id"]}") {{ id }} }}'))["data"] == {"node": None}
    assert (await ask(client, {}, _ASKED))["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_no_statement_shows_it_to_another_escort_or_to_the_public(
    joined: Database, owner: asyncpg.Connection, cast: Cast, convoy: str, app_connection: asyncpg.Connection
) -> None:
    await leaves(owner, cast.shipments[0], timedelta(hours=2))
    await look_once(joined)
    asked = "SELECT id FROM incidents WHERE kind = 'CONFIRMATION_MISSING' AND group_key = $1"
    number = await owner.fetchval(asked, convoy.rpartition(":")[2])
    sari, rudi = [await owner.fetchval("SELECT id FROM users WHERE name = $1", name) for name in ("Bripka Sari", "Bripka Rudi")]
    for table, which in (("incidents", "id"), ("incident_facts", "incident_id"), ("feed", "incident_id")):
        for setting, is_shown in ((f"FULL|1|21.03|{sari}", True), (f"FULL|1|21.03|{rudi}", False), ("PUBLIC|1|", False), ("", False)):
            shown = await counted(app_connection, setting, f"{table} WHERE {which} = {number}")
            assert bool(shown) is is_shown, (table, setting)
