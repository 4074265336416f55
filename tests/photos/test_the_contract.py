"""The photo of docs/scan-events.md, sent by nothing but what that page says; and the page names every answer."""

import base64
import re
from pathlib import Path

import pytest
from tests.photos.conftest import Pier

from silog.custody.events import Submission
from silog.people.actions import Enrolment, enrol_device
from silog.people.rules import KeyAlgorithm
from silog.photos.rules import LONGEST_SIDE, MOST_BYTES, PhotoState
from silog.photos.serving import REFUSALS_OF_DEVICES

PAGE = (Path(__file__).parents[2] / "docs" / "scan-events.md").read_text()
EXAMPLE = dict(re.findall(r"```([a-z-]+)\n(.*?)\n```", PAGE, re.DOTALL))


async def test_the_photo_of_the_example_is_taken_after_its_scan(pier: Pier) -> None:
    public = base64.urlsafe_b64decode(EXAMPLE["public-key"] + "=")
    enrolment = Enrolment("KPPS 001", "21.03.04.1003", KeyAlgorithm.ED25519, public, "TPS-21.03.04.1003-001")
    await enrol_device(pier.world.database, pier.world.election.id, enrolment)
    said = {
        "Content-Type": "image/jpeg",
        "Silog-Election": "LATIHAN",
        "Silog-Key": EXAMPLE["key-id"],
        "Silog-Signature": EXAMPLE["photo-signature"],
    }
    path, photo = f"/photos/{EXAMPLE['photo-hash']}", base64.b64decode(EXAMPLE["photo"])

    early = await pier.client.put(path, content=photo, headers=said)
    (recorded,) = await pier.world.record(
        Submission(EXAMPLE["photo-event"], EXAMPLE["photo-detail"], EXAMPLE["photo-event-signature"], EXAMPLE["key-id"])
    )
    taken = await pier.client.put(path, content=photo, headers=said)

    assert (early.status_code, early.json()["code"]) == (409, "NO_SCAN")
    assert recorded.status == "RECORDED"
    assert (taken.status_code, taken.json()) == (201, {"status": "STORED"})


@pytest.mark.parametrize("word", [*REFUSALS_OF_DEVICES, *PhotoState])
def test_the_page_names_every_answer(word: str) -> None:
    assert f"`{word}`" in PAGE
    assert f"{MOST_BYTES:,} bytes" in PAGE
    assert f"{LONGEST_SIDE:,} pixels" in PAGE
