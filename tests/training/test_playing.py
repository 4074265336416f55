"""The season of Kepulauan Anambas, played into a database by real devices: 112 stations, 224 boxes."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.training.conftest import EVENING, SEED, latihan

from silog.composition import join_rooms
from silog.custody.actions import verify_projection
from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.movement.queries import sea_legs_over_land
from silog.people.actions import Contact, Enrolment, enrol_device, keep_contacts
from silog.people.rules import KeyAlgorithm
from silog.places.queries import Election
from silog.training.actions import set_clock
from silog.training.facts import Scenario
from silog.training.player import Player
from silog.training.queries import Outcome, outcome
from silog.training.runner import play, play_at_once, play_through_outages
from silog_gis.land import Land

KEY = Ed25519PrivateKey.generate().public_key().public_bytes_raw()


async def counted(database: Database, election: Election, at: datetime, scenario: Scenario) -> Outcome:
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        return await outcome(work, at, scenario.season.voting.opens)


async def digest(database: Database, scenario: Scenario) -> str:
    election = await latihan(database)
    return (await counted(database, election, scenario.season.voting.opens, scenario)).digest


async def answer(database: Database, election: Election, question: str) -> int:
    """Read one number of the election, as the product sees it."""
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        return int(await (await work.driver).fetchval(question))


async def test_the_plan_of_anambas_has_its_stations_boxes_and_devices(owner: asyncpg.Connection) -> None:
    counts = await owner.fetchrow("""
      SELECT (SELECT count(*) FROM boxes) AS boxes, (SELECT count(DISTINCT station_code) FROM boxes) AS stations,
        (SELECT count(*) FROM devices WHERE region_code LIKE '21.05%' AND place_code !~ '^(PORT|LDG)') AS devices,
        (SELECT count(*) FROM box_journeys) AS journeys""")

    assert counts is not None
    assert (counts["stations"], counts["boxes"], counts["journeys"]) == (112, 224, 224)
    assert counts["devices"] == 1 + 10 + 54 + 112 + 1  # warehouse, PPK, PPS, stations, and the ferry to Jemaja


async def test_every_vessel_with_boxes_has_a_convoy_whose_escort_confirms_what_was_scanned_and_no_more(played: Database) -> None:
    election = await latihan(played)
    happened = """SELECT DISTINCT m.convoy_id, e.step, e.place, e.at FROM convoy_shipments m JOIN legs l USING (election_id, shipment_code),
      LATERAL (VALUES ('DEPARTURE', l.from_code, l.departed_at), ('ARRIVAL', l.to_code, l.arrived_at)) AS e (step, place, at)
      WHERE l.mode <> 'TRANSFER' AND e.at IS NOT NULL"""

    alone = await answer(
        played,
        election,
        """SELECT count(*) FROM shipments s WHERE (origin_code LIKE 'WH-%' OR destination_code LIKE 'WH-%') AND EXISTS (
             SELECT FROM legs l WHERE l.shipment_code = s.code AND l.mode = 'SEA')
           AND NOT EXISTS (SELECT FROM convoy_shipments m WHERE m.shipment_code = s.code)""",
    )
    stops = await answer(played, election, f"SELECT count(DISTINCT (convoy_id, step, place)) FROM ({happened}) AS h")
    confirmed = await answer(played, election, "SELECT count(*) FROM presence_confirmations")
    unfounded = await answer(
        played,
        election,
        f"""SELECT count(*) FROM presence_confirmations p WHERE NOT EXISTS (SELECT FROM ({happened}) AS h
            WHERE (h.convoy_id, h.step, h.place) = (p.convoy_id, p.step, p.place_code) AND h.at < p.at AND p.at <= p.received_at)""",
    )

    assert (alone, unfounded) == (0, 0)
    assert 0.6 * stops < confirmed <= stops


async def test_no_ship_leaves_a_port_before_it_has_come_there(played: Database) -> None:
    rides = """SELECT departed_at, lag(departed_at) OVER ride AS left_before, lag(arrived_at) OVER ride AS came_at
      FROM legs WHERE conveyance_code IS NOT NULL WINDOW ride AS (PARTITION BY shipment_code, conveyance_code ORDER BY number)"""
    election = await latihan(played)

    gone_on = await answer(played, election, f"SELECT count(*) FROM ({rides}) AS r WHERE departed_at > left_before")
    contradicted = await answer(played, election, f"SELECT count(*) FROM ({rides}) AS r WHERE departed_at < greatest(left_before, came_at)")

    assert gone_on > 0
    assert contradicted == 0


async def test_no_stored_sea_leg_crosses_land(product: Database, election: Election, owner: asyncpg.Connection) -> None:
    async with product.unit_of_work(Scope.whole_election(election.id)) as work:
        assert await sea_legs_over_land(work, Land.load().polygons) == []
    assert await owner.fetchval("SELECT count(*) FROM legs WHERE mode = 'SEA'") > 40


async def test_a_sea_leg_that_does_cross_land_is_found(product: Database, election: Election, owner: asyncpg.Connection) -> None:
    which = await owner.fetchrow("SELECT shipment_code, number FROM legs WHERE mode = 'SEA' ORDER BY 1, 2 LIMIT 1")
    assert which is not None
    straight = "ST_SetSRID(ST_MakeLine(ST_MakePoint(105.6, 2.9), ST_MakePoint(105.9, 3.05)), 4326)"
    await owner.execute(f"UPDATE legs SET route = {straight} WHERE shipment_code = $1 AND number = $2", *which)

    async with product.unit_of_work(Scope.whole_election(election.id)) as work:
        assert await sea_legs_over_land(work, Land.load().polygons) == [tuple(which)]


async def test_before_the_vote_every_box_is_at_its_station_or_needs_somebody(played: Database, scenario: Scenario) -> None:
    opens, election = scenario.season.voting.opens, await latihan(played)

    await play_at_once(played, election, opens - timedelta(minutes=1), seed=SEED)

    found = await counted(played, election, opens, scenario)
    assert found.quarantined == 0
    assert found.delivered_in_time + found.late >= 224
    assert found.delivered_in_time >= 150  # the others are there too, and their stations have no signal
    moved = "SELECT count(*) FROM legs WHERE mode <> 'TRANSFER' AND departed_at IS NOT NULL AND arrived_at IS NOT NULL"
    assert await answer(played, election, moved) > 150
    assert await answer(played, election, "SELECT count(*) FROM conveyances WHERE reported_at IS NULL") == 0
    heard = "SELECT count(*) FROM device_chains AS c JOIN devices AS d ON d.id = c.device_id AND d.contact_at IS NOT NULL"
    assert await answer(played, election, heard) == await answer(played, election, "SELECT count(*) FROM device_chains") > 100


async def test_while_a_season_is_caught_up_with_no_phone_that_has_a_signal_is_silent(
    product: Database, scenario: Scenario, owner: asyncpg.Connection
) -> None:
    starts, election = scenario.season.clock_starts, await latihan(product)
    player, heard = await Player.load(product, election, SEED), list[datetime]()

    async def look() -> None:
        heard.append(await owner.fetchval("SELECT min(contact_at) FROM devices WHERE place_code LIKE 'WH-%'"))

    await player.play_until(starts, look)

    assert heard
    assert min(heard) >= starts - timedelta(hours=11)  # 7 in the evening


async def test_when_the_season_opens_no_phone_of_it_is_silent_and_a_persons_phone_tells_only_what_it_tells_itself(
    product: Database, scenario: Scenario, owner: asyncpg.Connection
) -> None:
    starts, election = scenario.season.clock_starts, await latihan(product)
    siti = await enrol_device(product, election.id, Enrolment("Siti", "21.05", KeyAlgorithm.ED25519, KEY, "WH-21.05"))
    long_ago = starts - timedelta(days=3)
    await keep_contacts(product, election.id, {siti: (Contact(3, long_ago, "1.4.0", long_ago), long_ago)})

    await play_at_once(product, election, starts, seed=SEED)

    heard = await owner.fetch("SELECT id, contact_at, queue_length FROM devices WHERE contact_at IS NOT NULL ORDER BY contact_at")
    assert tuple(heard[0]) == (siti, long_ago, 3)
    assert len(heard) > 1
    assert heard[1]["contact_at"] >= starts - timedelta(hours=11)  # 7 in the evening


async def test_phones_with_a_signal_tell_how_they_fare_twice_a_day_and_those_without_one_do_not(
    played: Database, scenario: Scenario
) -> None:
    election, now = await latihan(played), scenario.season.voting.opens + EVENING
    quiet = f"SELECT count(*) FROM devices WHERE contact_at < '{now - timedelta(hours=12)}' AND place_code "

    assert await answer(played, election, f"{quiet} ~ '^(WH|PPK|PPS|PORT)-'") == 0
    assert await answer(played, election, f"{quiet} ~ '^(TPS|CNV)-'") > 0


async def test_at_the_end_all_boxes_are_stored_and_their_scans_say_so(played: Database, scenario: Scenario) -> None:
    end, election = scenario.season.voting.stored_by, await latihan(played)

    await play_at_once(played, election, end, seed=SEED)

    found = await counted(played, election, end, scenario)
    assert (found.states, found.late, found.delivered_in_time) == ({"STORED": 224}, 0, 224)
    assert await verify_projection(played, election) == []
    assert await answer(played, election, "SELECT count(*) FROM legs WHERE mode <> 'TRANSFER' AND departed_at IS NULL") == 0
    assert (await latihan(played)).clock.is_paused


@pytest.mark.long
async def test_a_season_played_at_one_go_in_pieces_or_again_ends_the_same(played: Database, another: Endpoint, scenario: Scenario) -> None:
    end = scenario.season.voting.opens + EVENING

    other = await Database.connect(another.dsn_app)
    join_rooms(other)
    for hours in (-200.0, -60.3, -30.1, 0.0):
        await play_at_once(other, await latihan(other), end + timedelta(hours=hours), seed=SEED)

    assert await digest(other, scenario) == await digest(played, scenario)
    await other.close()


@pytest.mark.long
async def test_a_player_that_was_killed_goes_on_and_nothing_is_lost_or_done_twice(
    played: Database, another: Endpoint, scenario: Scenario
) -> None:
    end = scenario.season.voting.opens + EVENING
    whole = await counted(played, await latihan(played), end, scenario)

    await _play_and_kill(another, end, after=whole.scans // 3)
    other = await Database.connect(another.dsn_app)
    join_rooms(other)
    killed = await counted(other, await latihan(other), end, scenario)
    await play_at_once(other, await latihan(other), end, seed=SEED)
    again = await counted(other, await latihan(other), end, scenario)
    await other.close()

    assert whole.scans // 3 <= killed.scans < whole.scans
    assert (again.scans, again.positions, again.quarantined, again.digest) == (whole.scans, whole.positions, 0, whole.digest)


async def _play_and_kill(endpoint: Endpoint, end: datetime, after: int) -> None:
    """Play in a process of its own and kill it with SIGKILL once it has recorded so many scans."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.training.killed", endpoint.dsn_app, str(SEED), end.isoformat()]
    environment = os.environ | {"PYTHONPATH": str(root)}
    process = await asyncio.to_thread(subprocess.Popen, command, cwd=root, env=environment)
    watcher = await asyncpg.connect(endpoint.dsn_owner)
    try:
        while await watcher.fetchval("SELECT count(*) FROM scans") < after:
            assert process.poll() is None
            await asyncio.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        await asyncio.to_thread(process.wait)
        await watcher.close()


async def test_a_season_is_played_by_one_player_at_a_time(product: Database, election: Election, scenario: Scenario) -> None:
    first = asyncio.create_task(play(product, election, 1.0, seed=SEED))
    try:
        await _until(product, "SELECT count(*) > 0 FROM scans")
        with pytest.raises(SilogError, match="being played already"):
            await play_at_once(product, election, scenario.season.voting.opens, seed=SEED)
    finally:
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


async def test_a_season_is_not_played_with_a_seed_that_is_not_its_own(product: Database, election: Election, scenario: Scenario) -> None:
    with pytest.raises(SilogError, match="another seed"):
        await play_at_once(product, election, scenario.season.voting.opens, seed=SEED + 1)


@pytest.fixture
async def playing(
    product: Database, election: Election, scenario: Scenario, owner: asyncpg.Connection
) -> AsyncIterator["asyncio.Task[None]"]:
    """The season being played by the clock, which shows its first morning."""
    await owner.execute(
        "UPDATE elections SET clock_anchor_at = $1, clock_shown_at = $2, clock_speed = 600", real_now(), scenario.season.clock_starts
    )
    task = asyncio.create_task(play(product, election, seed=SEED))
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.long
async def test_what_lies_before_a_jump_of_the_clock_happens_at_once(
    playing: "asyncio.Task[None]", product: Database, election: Election, scenario: Scenario
) -> None:
    await _until(product, "SELECT count(*) > 600 FROM scans")
    target = scenario.season.voting.opens + EVENING

    await set_clock(product, election.id, jump_to=target)

    await _until(product, "SELECT count(*) > 2000 FROM scans")
    clock = (await latihan(product)).clock
    assert target <= clock.time_at(real_now()) < target + timedelta(hours=12)
    assert not playing.done()


async def test_the_clock_waits_for_a_season_that_catches_up_and_never_goes_back(
    playing: "asyncio.Task[None]", product: Database, election: Election, scenario: Scenario, owner: asyncpg.Connection
) -> None:
    await _until(product, "SELECT count(*) > 600 FROM scans")
    target = scenario.season.voting.opens + EVENING
    await set_clock(product, election.id, jump_to=target)

    times: list[datetime] = []
    async with asyncio.timeout(60):
        while await owner.fetchval("SELECT count(*) FROM scans") <= 2000:
            times.append(await owner.fetchval("SELECT election_now($1)", election.id))

    assert times == sorted(times)
    assert target <= times[0]
    assert times[-1] < target + timedelta(hours=12)
    assert not playing.done()


@pytest.mark.long
async def test_a_paused_clock_stops_the_season_and_the_players_heartbeat_leaves_it_paused(
    playing: "asyncio.Task[None]", product: Database, election: Election, owner: asyncpg.Connection
) -> None:
    await _until(product, "SELECT count(*) > 600 FROM scans")
    paused = await set_clock(product, election.id, is_paused=True)
    scans = await _at_rest(owner)  # what was due when it was paused is played

    await asyncio.sleep(1)

    assert await owner.fetchval("SELECT count(*) FROM scans") == scans
    assert (await latihan(product)).clock.time_at(real_now()) == paused.shown_at
    assert not playing.done()


async def test_the_season_says_that_the_database_is_away_and_goes_on_when_it_is_back(
    product: Database, election: Election, scenario: Scenario, owner: asyncpg.Connection, cluster: Cluster
) -> None:
    await owner.execute(
        "UPDATE elections SET clock_anchor_at = $1, clock_shown_at = $2, clock_speed = 600", real_now(), scenario.season.clock_starts
    )
    said: asyncio.Queue[str] = asyncio.Queue()
    task = asyncio.create_task(play_through_outages(product, election, 6000.0, seed=SEED, say=said.put_nowait))
    try:
        await _until(product, "SELECT count(*) > 100 FROM scans")
        async with _nobody_let_in(cluster, await owner.fetchval("SELECT current_database()")), asyncio.timeout(60):
            assert "going on when it does" in await said.get()
            scans = await owner.fetchval("SELECT count(*) FROM scans")
        await _until(product, f"SELECT count(*) > {scans + 200} FROM scans")

        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_the_clock_of_a_new_election_goes_when_its_first_player_comes(
    product: Database, election: Election, scenario: Scenario, owner: asyncpg.Connection
) -> None:
    await owner.execute("UPDATE elections SET clock_shown_at = $1, clock_is_paused = true", scenario.season.clock_starts)

    await play(product, election, 50_000.0, seed=SEED, until=scenario.season.clock_starts + timedelta(hours=3))

    clock = (await latihan(product)).clock
    assert (clock.is_paused, clock.speed) == (False, 50_000.0)
    assert await owner.fetchval("SELECT count(*) FROM scans") == 3 * 224


async def _until(database: Database, question: str) -> None:
    """Wait for the answer to be true; a season that does not get there fails by itself."""
    election = await latihan(database)
    deadline = real_now() + timedelta(seconds=60)
    while True:
        async with database.unit_of_work(Scope.whole_election(election.id)) as work:
            if await (await work.driver).fetchval(question):
                return
        assert real_now() < deadline, question
        await asyncio.sleep(0.05)


async def _at_rest(owner: asyncpg.Connection) -> int:
    """Wait until no scan comes for longer than a tick takes, and say how many there are; a season that goes on fails."""
    before, scans = -1, 0
    async with asyncio.timeout(60):
        while scans != before:
            before = scans
            await asyncio.sleep(1)
            scans = await owner.fetchval("SELECT count(*) FROM scans")
    return scans


@asynccontextmanager
async def _nobody_let_in(cluster: Cluster, name: str) -> AsyncIterator[None]:
    """End the connections of the product to one database and refuse new ones for as long as the block lasts."""
    admin = await asyncpg.connect(cluster.dsn("silog_admin", "postgres"))
    try:
        await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = 'silog_app'", name)
        yield
    finally:
        await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        await admin.close()
