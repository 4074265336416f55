"""Scans get their places in the log, the log is signed and read from outside, and what must not be signed is not."""

import asyncio
import random
import re
import shutil
from dataclasses import replace
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from tests.custody.world import NOON
from tests.ledger.conftest import Logged
from tests.ledger.test_tree import mth

from silog.custody.rules import ScanType
from silog.ledger import actions, sequencing
from silog.ledger.rules import Proof, leaf_hash
from silog.ledger.rules.tiles import hashes_of, tile_path, tiles_for
from silog.ledger.rules.tree import consistency_ranges, is_consistent
from silog.ledger.sequencing import Sequencer


async def test_a_log_begins_empty_and_signed(logged: Logged) -> None:
    assert (await logged.client.get("/log/LATIHAN/checkpoint")).json()["code"] == "NO_LOG"

    await logged.sequencer.give_all_places()

    checkpoint = await logged.checkpoint()
    assert re.fullmatch("silog.example/LATIHAN/[0-9a-f]{6}", checkpoint.origin)
    assert (checkpoint.size, checkpoint.root) == (0, mth([]))


async def test_every_scan_has_a_place_and_the_root_is_that_of_the_events(logged: Logged) -> None:
    await logged.scan(3)
    await logged.scan(2, box=1)
    await logged.sequencer.give_all_places()
    await logged.scan(300)
    await logged.sequencer.give_all_places()

    events = await logged.events()
    checkpoint = await logged.checkpoint()
    assert len(events) == checkpoint.size == 305
    assert checkpoint.root == mth(events)
    assert await logged.world.owner.fetchval("SELECT count(*) FROM log_waiting") == 0


async def test_many_that_wait_are_given_their_places_in_portions_of_whole_transactions(
    logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (actions, sequencing):
        monkeypatch.setattr(module, "AT_ONCE", 3)
    for count in (2, 2, 9, 1, 1, 1):
        await logged.scan(count)
    portions: list[int] = []

    async def give(*given: Any) -> int:  # noqa: ANN401
        portions.append(await actions.give_places(*given))
        return portions[-1]

    monkeypatch.setattr(sequencing, "give_places", give)
    await logged.sequencer.give_all_places()

    assert portions == [4, 9, 3, 0]
    assert (await logged.checkpoint()).root == mth(await logged.events())


async def test_a_scan_that_is_refused_or_came_before_has_no_second_place(logged: Logged) -> None:
    scan = logged.device.scan(ScanType.CHECK, logged.world.boxes[0], "WH-21.03", NOON)
    await logged.world.record(scan, scan)
    await logged.world.record(scan)
    (refused,) = await logged.world.record(replace(scan, event=scan.event.replace("CHECK", "PACK")))
    assert refused.status == "QUARANTINED"
    await logged.sequencer.give_all_places()

    assert (await logged.checkpoint()).size == 1


async def test_each_scan_is_proved_by_its_file_alone(logged: Logged) -> None:
    ids = await logged.scan(270)
    await logged.sequencer.give_all_places()
    verifier, events = await logged.verifier(), await logged.events()

    for number in (0, 1, 128, 255, 256, 269):
        answer = await logged.client.get(f"/log/LATIHAN/proof/{ids[number]}")
        proof = Proof.read(answer.text)
        assert (answer.status_code, proof.index) == (200, number)
        assert proof.check(verifier, leaf_hash(events[number])).size == 270


async def test_a_proof_of_what_is_not_there_says_so(logged: Logged) -> None:
    await logged.sequencer.give_all_places()
    (scan_id,) = await logged.scan()

    waiting = await logged.client.get(f"/log/LATIHAN/proof/{scan_id}")
    unknown = await logged.client.get(f"/log/LATIHAN/proof/{uuid4()}")
    wrong = await logged.client.get("/log/LATIHAN/proof/first")
    elsewhere = await logged.client.get(f"/log/PILKADA/proof/{scan_id}")

    assert (waiting.status_code, waiting.json()["code"]) == (404, "NOT_LOGGED_YET")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "UNKNOWN_SCAN")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "BAD_INPUT")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "UNKNOWN_ELECTION")


async def test_whoever_has_tiles_and_two_checkpoints_sees_that_the_log_only_grew(logged: Logged) -> None:
    seen = []
    for count in (1, 200, 100, 300):
        await logged.scan(count)
        await logged.sequencer.give_all_places()
        seen.append(await logged.checkpoint())

    newest = seen[-1]
    for old in seen:
        ranges = consistency_ranges(old.size, newest.size)
        tiles = {}
        for tile in tiles_for(ranges):
            answer = await logged.client.get(f"/log/LATIHAN/tile/{tile_path(tile, tile.width_in(newest.size))}")
            assert (answer.status_code, answer.headers["content-type"]) == (200, "application/octet-stream")
            assert "immutable" in answer.headers["cache-control"]
            assert answer.headers["access-control-allow-origin"] == "*"
            tiles[tile] = answer.content
        assert is_consistent(old.size, newest.size, old.root, newest.root, hashes_of(ranges, tiles))


async def test_a_tile_is_served_as_wide_as_it_ever_was_and_no_wider(logged: Logged) -> None:
    await logged.scan(258)
    await logged.sequencer.give_all_places()
    events = await logged.events()

    async def get(path: str) -> tuple[int, bytes]:
        answer = await logged.client.get(f"/log/LATIHAN/tile/{path}")
        return answer.status_code, answer.content

    assert await get("0/000") == (200, b"".join(map(leaf_hash, events[:256])))
    assert await get("0/000.p/7") == (200, b"".join(map(leaf_hash, events[:7])))
    assert await get("0/001.p/2") == (200, b"".join(map(leaf_hash, events[256:])))
    assert await get("1/000.p/1") == (200, mth(events[:256]))
    assert [(await get(path))[0] for path in ("0/001", "0/001.p/3", "1/000", "0/002.p/1", "2/000.p/1")] == [404] * 5
    assert [(await get(path))[0] for path in ("entries/000", "0/1", "9/000", "0/000.p/0", "x")] == [400] * 5


async def test_several_that_give_places_at_once_give_each_scan_one(logged: Logged) -> None:
    others = [Sequencer(logged.world.database, logged.sequencer.key_file, "silog.example") for _ in range(3)]
    await logged.sequencer.give_all_places()

    async def record() -> None:
        for _ in range(10):
            await logged.scan(random.Random(3).randrange(1, 9))

    async def give(one: Sequencer) -> None:
        for _ in range(25):
            await one.give_all_places()

    await asyncio.gather(record(), give(logged.sequencer), *map(give, others))
    await logged.sequencer.give_all_places()

    events = await logged.events()
    indexes = await logged.world.owner.fetch("SELECT log_index FROM log_entries ORDER BY 1")
    assert [row["log_index"] for row in indexes] == list(range(await logged.world.owner.fetchval("SELECT count(*) FROM scans")))
    assert (await logged.checkpoint()).root == mth(events)


async def test_nothing_is_signed_on_a_database_that_is_behind_what_was_signed(logged: Logged) -> None:
    owner = logged.world.owner
    await logged.scan(5)
    await logged.sequencer.give_all_places()
    older = await owner.fetchrow("SELECT size, root, checkpoint FROM logs")
    await logged.scan(2)
    await logged.sequencer.give_all_places()
    await owner.execute(
        "ALTER TABLE logs DISABLE TRIGGER USER; ALTER TABLE log_tiles DISABLE TRIGGER USER; ALTER TABLE log_entries DISABLE TRIGGER USER;"
        "DELETE FROM log_entries WHERE log_index >= 5; UPDATE log_tiles SET hashes = substring(hashes FOR 160)"
    )
    await owner.execute("UPDATE logs SET size = $1, root = $2, checkpoint = $3", *(older or ()))
    await logged.scan(4)
    restarted = Sequencer(logged.world.database, logged.sequencer.key_file, "silog.example")

    await restarted.give_all_places()

    assert restarted.refusals["LATIHAN"].code == "LOG_BEHIND"
    assert "was signed with 7 entries, and the database holds 5" in str(restarted.refusals["LATIHAN"])
    assert (await logged.checkpoint()).size == 5


async def test_an_election_that_is_set_up_again_has_another_log(logged: Logged) -> None:
    await logged.scan(5)
    await logged.sequencer.give_all_places()
    before = await logged.checkpoint()
    await logged.world.owner.execute("ALTER TABLE log_entries DISABLE TRIGGER USER; TRUNCATE log_entries, log_tiles, logs")

    await logged.sequencer.give_all_places()

    after = await logged.checkpoint()
    assert (after.size, after.origin == before.origin) == (0, False)


async def test_another_key_does_not_go_on_with_a_log(logged: Logged) -> None:
    await logged.scan()
    await logged.sequencer.give_all_places()
    signed = await logged.checkpoint()
    shutil.rmtree(logged.sequencer.key_file.parent)
    other = Sequencer(logged.world.database, logged.sequencer.key_file, "silog.example")
    await logged.scan()

    await other.give_all_places()

    assert other.refusals["LATIHAN"].code == "ANOTHER_KEY"
    assert await logged.checkpoint() == signed


async def test_a_broken_tile_is_not_built_upon(logged: Logged) -> None:
    await logged.scan(3)
    await logged.sequencer.give_all_places()
    await logged.world.owner.execute(
        "ALTER TABLE log_tiles DISABLE TRIGGER USER; UPDATE log_tiles SET hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1)"
    )
    await logged.scan()

    await logged.sequencer.give_all_places()

    assert logged.sequencer.refusals["LATIHAN"].code == "LOG_BROKEN"
    assert (await logged.checkpoint()).size == 3


async def test_the_database_lets_a_log_only_grow(logged: Logged) -> None:
    await logged.scan(3)
    await logged.sequencer.give_all_places()
    owner = logged.world.owner

    for change in (
        "UPDATE logs SET size = 2",
        "UPDATE logs SET root = sha256('')",
        "UPDATE log_tiles SET hashes = substring(hashes FOR 64)",
        "UPDATE log_tiles SET hashes = sha256('') || substring(hashes FROM 33)",
        "UPDATE log_entries SET log_index = log_index + 1",
        "DELETE FROM log_entries",
    ):
        with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
            await owner.execute(change)


async def test_a_key_file_that_holds_no_key_is_named(logged: Logged) -> None:
    logged.sequencer.key_file.parent.mkdir()
    logged.sequencer.key_file.write_text("not a key")

    await logged.sequencer.give_all_places()

    assert logged.sequencer.refusals["LATIHAN"].code == "NO_LOG_KEY"
    assert str(logged.sequencer.key_file) in str(logged.sequencer.refusals["LATIHAN"])
