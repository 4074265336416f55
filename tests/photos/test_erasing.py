"""Erasing a photo: its bytes are gone for everybody and for good, the scan and its hash stay, and the audit says who and why."""

import asyncio
import json
from datetime import timedelta

import asyncpg
import pytest
from tests.custody.world import NOON
from tests.factories.jpegs import jpeg
from tests.photos.conftest import Pier, SignIn

from silog.custody.canonical import sha256_text
from silog.errors import SilogError
from silog.people.rules import Role, Viewer
from silog.photos.actions import erase_photo, erase_received_before
from silog.photos.queries import listed_photos
from silog.places.actions import set_training_clock

PHOTO, OTHER = jpeg(640, 480), jpeg(640, 480, grey=20)
NAME = sha256_text(PHOTO)
WAITING = """SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
             WHERE NOT granted AND datname = current_database()"""
"""How many of this database's connections wait for one another."""


@pytest.fixture
async def shell(pier: Pier) -> Viewer:
    """Who sits at the server's terminal."""
    await set_training_clock(pier.world.database, pier.world.election.id, is_paused=True, jump_to=NOON)
    return Viewer("silog photos", Role.COORDINATOR, "", pier.world.election.id, pier.world.election.code)


async def test_an_erased_photo_is_gone_and_no_phone_brings_it_back(pier: Pier, shell: Viewer, sign_in: SignIn) -> None:
    await pier.scan(PHOTO)
    await pier.hand_in(PHOTO)
    office = await sign_in(Role.OPERATOR, "21.03")
    scans = await pier.world.owner.fetch("SELECT s.event, d.detail FROM scans s JOIN scan_details d ON d.scan_id = s.id")

    await erase_photo(pier.world.database, shell, NAME, "Permohonan Siti")

    assert await pier.kept() == [(NAME, "21.03.04.1003", None)]
    looked = await pier.client.get(f"/photos/{NAME}", headers=office)
    assert (looked.status_code, looked.json()["code"]) == (410, "ERASED")
    status, said = await pier.hand_in(PHOTO)
    assert (status, said["code"]) == (410, "ERASED")
    await pier.scan(PHOTO, box=-1)
    assert (await pier.hand_in(PHOTO))[0] == 410
    after = await pier.world.owner.fetch("SELECT s.event, d.detail FROM scans s JOIN scan_details d ON d.scan_id = s.id ORDER BY s.seq")
    assert after[:1] == scans
    assert json.loads(scans[0]["detail"])["photo_sha256"] == NAME
    entry = await pier.world.owner.fetchrow("SELECT actor, action, object_code, region_code, reason, at, before FROM audit")
    assert entry is not None
    assert tuple(entry)[:6] == ("silog photos", "election:photo:erase", NAME, "21.03.04.1003", "Permohonan Siti", NOON)
    assert json.loads(entry["before"]) == {"bytes": len(PHOTO)}
    await pier.scan(OTHER)
    await erase_photo(pier.world.database, shell, sha256_text(OTHER), "Belum datang, tidak boleh datang")
    assert (await pier.hand_in(OTHER))[0] == 410


async def test_without_a_reason_without_such_a_photo_or_for_a_second_time_nothing_is_erased(pier: Pier, shell: Viewer) -> None:
    await pier.scan(PHOTO)
    await pier.hand_in(PHOTO)

    await pier.scan(OTHER)
    await erase_photo(pier.world.database, shell, sha256_text(OTHER), "Permohonan Siti")
    told = await pier.world.owner.fetchval("SELECT count(*) FROM audit")
    wrong = ((NAME, " ", "REASON_MISSING"), (sha256_text(b""), "Salah", "UNKNOWN_PHOTO"), (sha256_text(OTHER), "Lagi", "ERASED"))
    for name, reason, code in wrong:
        with pytest.raises(SilogError) as refused:
            await erase_photo(pier.world.database, shell, name, reason)
        assert refused.value.code == code
    assert {name: content for name, _, content in await pier.kept()}[NAME] == PHOTO
    assert await pier.world.owner.fetchval("SELECT count(*) FROM audit") == told


async def test_of_two_who_erase_a_photo_at_once_one_is_told_that_it_was_erased_and_the_audit_says_it_once(
    pier: Pier, shell: Viewer
) -> None:
    await pier.scan(PHOTO)
    await pier.hand_in(PHOTO)
    database = pier.world.database

    async def erase(reason: str) -> str:
        try:
            await erase_photo(database, shell, NAME, reason)
        except SilogError as error:
            return error.code
        return "DONE"

    async def clean_up() -> str:
        return str(await erase_received_before(database, shell, NOON + timedelta(days=1), "Masa simpan berakhir"))

    # All three have read that the photo is here before any of them can write it.
    async with pier.world.owner.transaction():
        await pier.world.owner.execute("SELECT 1 FROM photos FOR UPDATE")
        acts = [asyncio.create_task(act) for act in (erase("Permohonan Siti"), erase("Permohonan Siti"), clean_up())]
        while await pier.world.owner.fetchval(WAITING) < len(acts):  # noqa: ASYNC110 -- the other side is PostgreSQL
            await asyncio.sleep(0.01)
    said = sorted(await asyncio.gather(*acts))

    assert said in (["0", "DONE", "ERASED"], ["1", "ERASED", "ERASED"])
    assert await pier.world.owner.fetchval("SELECT count(*) FROM audit WHERE action = 'election:photo:erase'") == 1
    assert await pier.kept() == [(NAME, "21.03.04.1003", None)]


async def test_at_the_end_of_the_season_all_that_came_before_a_day_is_erased(pier: Pier, shell: Viewer) -> None:
    await pier.scan(PHOTO)
    await pier.hand_in(PHOTO)
    await set_training_clock(pier.world.database, pier.world.election.id, jump_to=NOON + timedelta(days=2))
    await pier.scan(OTHER)
    await pier.hand_in(OTHER)

    assert await erase_received_before(pier.world.database, shell, NOON + timedelta(days=1), "Masa simpan berakhir") == 1
    assert await erase_received_before(pier.world.database, shell, NOON + timedelta(days=1), "Masa simpan berakhir") == 0

    assert {name: content for name, _, content in await pier.kept()} == {NAME: None, sha256_text(OTHER): OTHER}
    async with pier.world.database.unit_of_work(shell.scope) as work:
        listed = await listed_photos(await work.driver, pier.world.election.id, pier.world.boxes[0], "Siti")
    assert [(one.sha256, one.state, one.bytes) for one in listed] == [(NAME, "ERASED", None), (sha256_text(OTHER), "STORED", len(OTHER))]


async def test_the_database_itself_keeps_names_and_bytes_together_and_erased_photos_erased(pier: Pier) -> None:
    insert = """INSERT INTO photos (election_id, sha256, region_code, content, width, height, erased_at)
                VALUES ($1, $2, '21.03', $3, $4, $4, $5)"""
    for content, width, erased_at in ((OTHER, 8, None), (None, None, None), (PHOTO, 8, NOON), (PHOTO, None, None)):
        with pytest.raises(asyncpg.CheckViolationError):
            await pier.world.owner.execute(insert, pier.world.election.id, NAME, content, width, erased_at)
    large = bytes(524_289)
    with pytest.raises(asyncpg.CheckViolationError, match="photos_small"):
        await pier.world.owner.execute(insert, pier.world.election.id, sha256_text(large), large, 8, None)
    await pier.world.owner.execute(insert, pier.world.election.id, NAME, PHOTO, 8, None)
    for change in ("width = 9", f"content = NULL, width = NULL, height = NULL, erased_at = '{NOON}'", "width = NULL", "erased_at = NULL"):
        attempt = pier.world.owner.execute(f"UPDATE photos SET {change}")
        if "content" in change:
            await attempt
        else:
            with pytest.raises(asyncpg.RestrictViolationError):
                await attempt
