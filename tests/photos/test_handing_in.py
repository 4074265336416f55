"""Handing a photo in: who may, when, what is refused before it is read, and that it is kept once."""

from collections.abc import AsyncIterator

from tests.factories.jpegs import jpeg, with_exif
from tests.photos.conftest import Pier, at_once

from silog.custody.canonical import sha256_text
from silog.custody.events import Submission
from silog.custody.rules import ScanType
from silog.people.actions import Revocation, revoke_device
from silog.people.rules import Role, Viewer
from silog.photos.rules import MOST_BYTES

PHOTO = jpeg(1280, 960)
VILLAGE, OTHER_VILLAGE = "21.03.04.1003", "21.05.02.1001"


async def test_a_photo_is_refused_before_its_scan_is_here_and_after_it_kept_once(pier: Pier) -> None:
    status, said = await pier.hand_in(PHOTO)
    assert (status, said["code"]) == (409, "NO_SCAN")
    assert "scan with its detail first" in said["hint"]
    assert await pier.kept() == []

    await pier.scan(PHOTO)

    assert await pier.hand_in(PHOTO) == (201, {"status": "STORED"})
    assert await pier.hand_in(PHOTO) == (200, {"status": "ALREADY_HAVE"})
    assert await pier.kept() == [(sha256_text(PHOTO), VILLAGE, PHOTO)]


async def test_a_photo_whose_scan_came_without_its_detail_is_taken_once_the_detail_has_come(pier: Pier) -> None:
    scan = pier.device.scan(ScanType.CHECK, pier.world.boxes[0], "WH-21.03", pier.world.later(), photo=PHOTO)
    await pier.world.record(Submission(scan.event, None, scan.signature, scan.key))
    status, said = await pier.hand_in(PHOTO)
    assert (status, said["hint"]) == (409, "Hand in the scan with its detail first, then the photo again.")

    await pier.world.record(scan)

    assert await pier.hand_in(PHOTO) == (201, {"status": "STORED"})


async def test_many_at_once_keep_it_once_and_a_key_of_p_256_is_as_good(pier: Pier) -> None:
    pier.device = await pier.world.device(p256=True)
    await pier.scan(PHOTO)

    answers = await at_once(*(pier.hand_in(PHOTO) for _ in range(6)))

    assert {status for status, _ in answers} <= {200, 201}
    assert len(await pier.kept()) == 1


async def test_one_photo_of_boxes_of_two_regencies_is_kept_for_each(pier: Pier) -> None:
    await pier.scan(PHOTO)
    await pier.hand_in(PHOTO)
    await pier.scan(PHOTO, box=-1)

    assert (await pier.hand_in(PHOTO))[0] == 201
    assert [row[1] for row in await pier.kept()] == [VILLAGE, OTHER_VILLAGE]


async def test_a_device_that_was_revoked_hands_in_the_photos_of_the_scans_that_count(pier: Pier) -> None:
    await pier.scan(PHOTO)
    office = Viewer("Kantor", Role.COORDINATOR, "", pier.world.election.id, pier.world.election.code)
    await revoke_device(pier.world.database, office, Revocation(pier.device.device_id, 1, "Hilang"))

    assert (await pier.hand_in(PHOTO))[0] == 201


async def test_nobody_hands_in_a_photo_for_a_device_without_its_key(pier: Pier) -> None:
    other = await pier.world.device()
    await pier.scan(PHOTO, by=other)
    assert (await pier.hand_in(PHOTO))[0] == 409, "another device's scan lets it in"
    await pier.scan(PHOTO)
    forged = {
        "signature of another device": {"Silog-Signature": other.sign_photo(PHOTO)},
        "signature over another photo": {"Silog-Signature": pier.device.sign_photo(PHOTO + b"x")},
        "no signature at all": {"Silog-Signature": "A" * 86},
        "no base64url": {"Silog-Signature": "=" * 86},
    }

    for how, changed in forged.items():
        status, said = await pier.hand_in(PHOTO, saying=changed)
        assert (status, said["code"]) == (401, "BAD_SIGNATURE"), how
        assert pier.device.device_id in said["message"]
    for key in ("AAAAAAAAAAAAAAAA", "' OR true"):
        status, said = await pier.hand_in(PHOTO, saying={"Silog-Key": key})
        assert (status, said["code"]) == (401, "UNKNOWN_DEVICE"), key
    status, said = await pier.hand_in(PHOTO, saying={"Silog-Election": "LAIN"})
    assert (status, said["code"]) == (404, "UNKNOWN_ELECTION")
    assert await pier.kept() == []


async def test_what_is_not_the_photo_or_holds_more_than_a_picture_is_refused(pier: Pier) -> None:
    camera, wide = with_exif(PHOTO), jpeg(4104, 8)
    for photo in (PHOTO, camera, wide, b"no picture"):
        await pier.scan(photo)

    answers = {
        "HASH_DIFFERS": await pier.hand_in(PHOTO, sends=jpeg(grey=9)),
        "HOLDS_METADATA": await pier.hand_in(camera),
        "WRONG_SIZE": await pier.hand_in(wide),
        "NOT_A_JPEG": await pier.hand_in(b"no picture"),
    }

    assert {name: (status, said["code"]) for name, (status, said) in answers.items()} == {name: (422, name) for name in answers}
    assert all(said["hint"] for _, said in answers.values())
    assert await pier.kept() == []


async def test_a_request_that_says_too_little_is_told_what_to_say(pier: Pier) -> None:
    await pier.scan(PHOTO)

    for header in ("Silog-Election", "Silog-Key", "Silog-Signature"):
        status, said = await pier.hand_in(PHOTO, saying={header: ""})
        assert (status, said["code"]) == (400, "BAD_INPUT")
        assert header in said["message"]
    status, said = await pier.hand_in(PHOTO, saying={"Content-Type": "image/png"})
    assert (status, said["code"]) == (415, "NOT_JPEG_TYPE")
    for name in ("x", f"{sha256_text(PHOTO)}=", "A" * 42 + "B"):
        answer = await pier.client.put(f"/photos/{name}", content=PHOTO, headers=pier.said(PHOTO))
        assert (answer.status_code, answer.json()["code"]) == (400, "BAD_INPUT")
    assert await pier.kept() == []


async def test_a_photo_that_is_too_large_is_never_read_to_its_end(pier: Pier) -> None:
    large = PHOTO + bytes(MOST_BYTES)
    await pier.scan(large)
    read = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal read
        while True:  # without a length, and without an end
            read += 65_536
            yield bytes(65_536)

    said = pier.said(large)
    announced = await pier.client.put(f"/photos/{sha256_text(large)}", content=large, headers=said)
    endless = await pier.client.put(f"/photos/{sha256_text(large)}", content=pieces(), headers=said)

    for answer in (announced, endless):
        assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")
    assert read <= MOST_BYTES + 2 * 65_536
    assert await pier.kept() == []
