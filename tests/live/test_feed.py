"""The live feed: everything that happens in a follower's sight, in order, once; over a lost connection too."""

from datetime import UTC, datetime
from typing import Any, Final

import asyncpg
from tests.live.conftest import Live, until

from silog.live.actions import KEPT
from silog.live.pruning import keep_feeds_short, prune_feeds
from silog.places.actions import set_training_clock

FEED: Final = """subscription ($since: Cursor) { liveFeed(since: $since) {
  cursor isReset clock { now isPaused }
  items { cursor kind boxCode state placeCode conveyanceCode position { lon lat } speedKn
    box { code state region { code progress { boxes } } } scan { type actor trustedTime breaches } conveyance { name } }
} }"""
_JUMP: Final = "INSERT INTO feed_heads VALUES (1, $1) ON CONFLICT (election_id) DO UPDATE SET seq = feed_heads.seq + $1"


def _told(items: list[dict[str, Any]]) -> list[Any]:
    return [item["boxCode"] or item["position"]["lon"] for item in items]


async def test_the_first_batch_comes_at_once_and_is_empty_then_a_scan_and_a_position_appear(live: Live) -> None:
    async with live.socket(await live.token("Natuna", "21.03")) as talk:
        await talk.follow(FEED)
        first = await talk.batch()
        box, lon = await live.scan(), await live.sail()
        items, _ = await talk.items(2)

    assert (first["items"], first["isReset"], first["clock"]["isPaused"]) == ([], False, True)
    scan, position = items
    assert (scan["kind"], scan["boxCode"], scan["placeCode"], scan["box"]["code"]) == ("SCAN", box, "WH-21.03", box)
    assert (scan["scan"]["type"], scan["scan"]["actor"], scan["scan"]["trustedTime"]) == ("CHECK", "petugas", "DEVICE")
    assert (position["kind"], position["conveyanceCode"], position["position"]) == ("POSITION", "CNV-21.03", {"lon": lon, "lat": 4})
    assert (position["box"], position["speedKn"]) == (None, 11.5)


async def test_who_comes_back_gets_exactly_what_was_missed_and_nothing_twice(live: Live) -> None:
    token = await live.token("Natuna", "21.03")
    async with live.socket(token) as talk:
        await talk.follow(FEED)
        await talk.batch()
        seen = [await live.scan(1), await live.sail()]
        items, cursor = await talk.items(2)
    missed: list[Any] = [await live.scan(2), await live.sail(), await live.scan(3), await live.scan(2)]

    async with live.socket(token) as talk:
        await talk.follow(FEED, since=cursor)
        late, behind = await talk.items(4)
        after = await live.scan(4)
        newest, _ = await talk.items(1)
    async with live.socket(token) as talk:
        await talk.follow(FEED, since=items[0]["cursor"])
        from_an_item, _ = await talk.items(5)

    assert _told(items) == seen
    assert _told(late) == missed
    assert _told(newest) == [after]
    assert _told(from_an_item)[:5] == [seen[1], *missed]
    assert behind != cursor


async def test_a_cursor_older_than_what_is_kept_resets(live: Live, owner: asyncpg.Connection) -> None:
    token = await live.token("Natuna", "21.03")
    async with live.socket(token) as talk:
        await talk.follow(FEED)
        cursor = (await talk.batch())["cursor"]
    await owner.execute(_JUMP, KEPT)
    await live.scan()
    await until(lambda: _has_heard(live, KEPT))

    async with live.socket(token) as talk:
        await talk.follow(FEED, since=cursor)
        batch = await talk.batch()
        box = await live.scan(2)
        items, _ = await talk.items(1)

    assert (batch["isReset"], batch["items"]) == (True, [])
    assert _told(items) == [box]


async def test_a_follower_who_falls_behind_what_is_kept_resets(live: Live, owner: asyncpg.Connection) -> None:
    async with live.socket(await live.token("Natuna", "21.03")) as talk:
        await talk.follow(FEED)
        await talk.batch()
        await owner.execute(_JUMP, KEPT)
        await live.scan()
        batch = await talk.batch()
        box = await live.scan(2)
        items, _ = await talk.items(1)

    assert (batch["isReset"], batch["items"]) == (True, [])
    assert _told(items) == [box]


async def test_entries_older_than_what_is_kept_go_and_those_of_another_election_stay(live: Live, owner: asyncpg.Connection) -> None:
    await live.scan()
    await owner.execute(
        "INSERT INTO feed_heads VALUES (2, 1); INSERT INTO feed (election_id, seq, region_code, kind, at) SELECT 2, 1, '21', 'PORT', now()"
    )
    await prune_feeds(live.application.database)
    young = await _kept(owner)
    await owner.execute(_JUMP, KEPT)
    await live.scan(2)

    async with keep_feeds_short(live.application.database, 0.01):
        await until(lambda: _has_fewer(owner, len(young) + 1))

    assert young == [(1, 1), (2, 1)]
    assert await _kept(owner) == [(1, KEPT + 2), (2, 1)]


async def _kept(owner: asyncpg.Connection) -> list[tuple[int, int]]:
    return [tuple(row) for row in await owner.fetch("SELECT election_id, seq FROM feed ORDER BY 1, 2")]


async def _has_fewer(owner: asyncpg.Connection, entries: int) -> bool:
    return len(await _kept(owner)) < entries


async def _has_heard(live: Live, seq: int) -> bool:
    return live.application.feed.heads.get(1, 0) > seq


async def test_a_cursor_beyond_the_head_resets_because_the_database_was_set_back(live: Live, owner: asyncpg.Connection) -> None:
    token = await live.token("Natuna", "21.03")
    await live.scan()
    async with live.socket(token) as talk:
        await talk.follow(FEED)
        ahead = (await talk.batch())["cursor"]
    await owner.execute("UPDATE feed_heads SET seq = 0")
    live.application.feed._heads.clear()  # as in a server that starts after the restore

    async with live.socket(token) as talk:
        await talk.follow(FEED, since=ahead)
        batch = await talk.batch()

    assert batch["isReset"] is True


async def test_a_cursor_of_something_else_is_refused_in_words(live: Live) -> None:
    async with live.socket(await live.token("Natuna", "21.03")) as talk:
        await talk.follow(FEED, since="WyIiLCAiMjEuMDMiXQ==")
        message = await talk.hear()

    assert (message["type"], message["payload"][0]["extensions"]["code"]) == ("error", "BAD_ARGUMENT")


async def test_the_reader_connects_again_and_nothing_told_meanwhile_is_lost(live: Live, admin: asyncpg.Connection) -> None:
    async with live.socket(await live.token("Natuna", "21.03")) as talk:
        await talk.follow(FEED)
        await talk.batch()
        (listening,) = await _listeners(admin)
        assert await admin.fetchval("SELECT pg_terminate_backend($1)", listening)
        told = [await live.scan(serial) for serial in range(1, 6)]  # most likely with nobody listening
        items, _ = await talk.items(5)

        async def is_listening_again() -> bool:
            return await _listeners(admin) not in ([], [listening])

        await until(is_listening_again)
        told.append(await live.scan(6))
        items += (await talk.items(1))[0]

    assert _told(items) == told


async def _listeners(admin: asyncpg.Connection) -> list[int]:
    """Connections of the feed's reader: the last thing it did was to listen, or to ask for the heads."""
    rows = await admin.fetch("""
      SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND (query ILIKE 'LISTEN%' OR query = 'SELECT election_id, seq FROM feed_heads')""")
    return [row["pid"] for row in rows]


async def test_followers_of_different_scope_see_only_their_own(live: Live) -> None:
    tokens = {
        "21.03": await live.token("Natuna", "21.03"),
        "21.05": await live.token("Anambas", "21.05"),
        "21": await live.token("Kepri", "21"),
    }
    async with live.socket(tokens["21.03"]) as natuna, live.socket(tokens["21.05"]) as anambas, live.socket(tokens["21"]) as province:
        for talk in (natuna, anambas, province):
            await talk.follow(FEED)
            await talk.batch()
        box, lon, liner = await live.scan(), await live.sail("CNV-21.05"), await live.sail("CNV-21")

        assert _told((await natuna.items(2))[0]) == [box, liner]
        assert _told((await anambas.items(2))[0]) == [lon, liner]
        assert _told((await province.items(3))[0]) == [box, lon, liner]


async def test_another_election_hears_nothing_of_it(live: Live) -> None:
    async with live.socket(await live.token("Lain", "21", election=2)) as other, live.socket(await live.token("Kepri", "21")) as mine:
        for talk in (other, mine):
            await talk.follow(FEED)
            await talk.batch()
        await live.scan()
        await mine.items(1)
        await other.say(type="ping")

        assert (await other.hear())["type"] == "pong"


async def test_the_public_is_refused(live: Live) -> None:
    async with live.socket() as talk:
        await talk.follow(FEED)
        message = await talk.hear()

    assert (message["type"], message["payload"][0]["extensions"]["code"]) == ("error", "FORBIDDEN")


async def test_followers_who_ask_the_same_share_one_read_of_the_database(live: Live) -> None:
    token = await live.token("Natuna", "21.03")
    reads = live.application.executor.shared_reads
    async with live.socket(token) as talk:
        keys = [str(number) for number in range(10)]
        for key in keys:
            await talk.follow(FEED, key)
        for _ in keys:
            assert (await talk.hear())["type"] == "next"
        made = reads.made
        await live.scan()
        answers = [await talk.hear() for _ in keys]

    assert reads.made - made == 1
    assert len({str(answer["payload"]) for answer in answers}) == 1
    assert {answer["id"] for answer in answers} == set(keys)


async def test_a_window_that_is_asked_for_later_shows_the_clock_of_then(live: Live, owner: asyncpg.Connection) -> None:
    token, clocks = await live.token("Natuna", "21.03"), []

    async def is_forgotten() -> bool:
        return not live.application.executor.shared_reads._reads

    await live.scan()
    for wound in ("2024-11-21T00:00:00Z", "2024-11-22T00:00:00Z"):
        await owner.execute(f"UPDATE elections SET clock_shown_at = '{wound}' WHERE id = 1")
        async with live.socket(token) as talk:
            await talk.follow(FEED)
            clocks.append((await talk.batch())["clock"]["now"])
        await until(is_forgotten)

    assert clocks == ["2024-11-21T00:00:00.000Z", "2024-11-22T00:00:00.000Z"]


async def test_a_clock_that_is_wound_is_told_though_nothing_else_happens(live: Live) -> None:
    wound = datetime(2024, 11, 22, tzinfo=UTC)
    async with live.socket(await live.token("Natuna", "21.03")) as talk:
        await talk.follow(FEED)
        before = await talk.batch()
        await set_training_clock(live.database, 1, is_paused=True, jump_to=wound)
        after = await talk.batch()

    assert before["clock"]["now"] != after["clock"]["now"] == "2024-11-22T00:00:00.000Z"
    assert (after["items"], after["isReset"]) == ([], False)
    assert after["cursor"] != before["cursor"]


async def test_what_is_told_in_a_burst_comes_whole_and_in_order_to_who_reads_late(live: Live) -> None:
    async with live.socket(await live.token("Natuna", "21.03")) as talk:
        await talk.follow(FEED)
        await talk.batch()
        told = [await live.sail() for _ in range(40)]
        items, _ = await talk.items(40)

    assert _told(items) == told


async def test_the_figures_say_how_far_the_feed_is_and_how_many_follow(live: Live) -> None:
    figure = live.application.metrics.registry.get_sample_value
    async with live.socket(await live.token("Natuna", "21.03")) as talk:
        await talk.follow(FEED)
        before = await talk.batch()
        await live.scan()
        await talk.items(1)
        names = ("silog_sockets_open", "silog_subscriptions_open", "silog_feed_is_listening", "silog_feed_behind")
        during = [figure(name) for name in names]

    async def nobody_is_left() -> bool:
        return figure("silog_sockets_open") == figure("silog_subscriptions_open") == 0

    assert before["items"] == []
    assert during == [1, 1, 1, 0]
    assert figure("silog_feed_head", {"election": "1"}) == 1
    assert figure("silog_feed_behind") == 0
    await until(nobody_is_left)
