"""The worked example of docs/scan-events.md, step by step, by nothing but what that page says."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from graphql import build_schema, parse, validate
from tests.custody.world import World

from silog.custody.events import DETAIL_KEYS, HANDOVER_KEYS, Submission
from silog.custody.refusals import RefusalCode
from silog.custody.rules import Breach, ScanFlag, ScanType
from silog.people.actions import Enrolment, enrol_device
from silog.people.rules import KeyAlgorithm

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "scan-events.md").read_text()
EXAMPLE = dict(re.findall(r"```([a-z-]+)\n(.*?)\n```", PAGE, re.DOTALL))


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def sha256(content: bytes) -> str:
    return base64url(hashlib.sha256(content).digest())


def test_key_hashes_and_signature_of_the_example_are_what_the_page_says() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(EXAMPLE["private-key"]))
    public = key.public_key().public_bytes_raw()

    assert base64url(public) == EXAMPLE["public-key"]
    assert base64.b32encode(hashlib.sha256(public).digest()).decode()[:16] == EXAMPLE["key-id"]
    assert rfc8785.dumps(json.loads(EXAMPLE["detail"])).decode() == EXAMPLE["detail"]
    assert sha256(EXAMPLE["detail"].encode()) == EXAMPLE["detail-hash"] == json.loads(EXAMPLE["event"])["detail"]
    assert rfc8785.dumps(json.loads(EXAMPLE["event"])).decode() == EXAMPLE["event"]
    assert sha256(EXAMPLE["event"].encode()) == EXAMPLE["event-hash"]
    assert base64url(key.sign(EXAMPLE["event"].encode())) == EXAMPLE["signature"]


async def test_the_request_of_the_example_is_answered_as_the_page_says(world: World) -> None:
    event = json.loads(EXAMPLE["event"])
    await world.owner.execute("UPDATE boxes SET code = $1 WHERE code = $2", event["box"], world.boxes[0])
    public = base64.urlsafe_b64decode(EXAMPLE["public-key"] + "=")
    enrolment = Enrolment("KPPS 001", "21.03.04.1003", KeyAlgorithm.ED25519, public, event["place"])
    assert await enrol_device(world.database, world.election.id, enrolment) == EXAMPLE["key-id"]
    (scan,) = json.loads(EXAMPLE["request"])["variables"]["input"]["scans"]

    (answer,) = await world.record(Submission(scan["event"], scan["detail"], scan["signature"], scan["key"]))

    (expected,) = json.loads(EXAMPLE["answer"])["data"]["recordScans"]["results"]
    assert (answer.index, answer.status, str(answer.id)) == (expected["index"], expected["status"], expected["eventId"])
    assert (list(answer.flags), answer.code, answer.message) == (expected["flags"], expected["code"], expected["message"])


@pytest.mark.parametrize("side", ["giver", "receiver"])
def test_both_sides_of_the_example_s_handover_are_signed_as_the_page_says(side: str) -> None:
    seed = EXAMPLE["private-key" if side == "giver" else "receiver-private-key"]
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    event = json.loads(EXAMPLE[f"{side}-event"])

    assert event["handover"] == EXAMPLE["nonce"]
    assert rfc8785.dumps(event).decode() == EXAMPLE[f"{side}-event"]
    assert base64url(key.sign(EXAMPLE[f"{side}-event"].encode())) == EXAMPLE[f"{side}-signature"]
    assert event["dev"] == (EXAMPLE["key-id"] if side == "giver" else EXAMPLE["receiver-key-id"])


@pytest.mark.parametrize("first", ["giver", "receiver"])
async def test_the_handover_of_the_example_is_open_after_one_side_and_closed_after_the_other(world: World, first: str) -> None:
    event = json.loads(EXAMPLE["event"])
    await world.owner.execute("UPDATE boxes SET code = $1 WHERE code = $2", event["box"], world.boxes[0])
    for seed in (EXAMPLE["private-key"], EXAMPLE["receiver-private-key"]):
        public = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)).public_key().public_bytes_raw()
        enrolment = Enrolment("KPPS 001", "21.03.04.1003", KeyAlgorithm.ED25519, public, event["place"])
        await enrol_device(world.database, world.election.id, enrolment)
    await world.record(Submission(EXAMPLE["event"], EXAMPLE["detail"], EXAMPLE["signature"], EXAMPLE["key-id"]))
    sides = [Submission(EXAMPLE[f"{side}-event"], None, EXAMPLE[f"{side}-signature"], _key(side)) for side in ("giver", "receiver")]
    if first == "receiver":
        sides.reverse()

    (one,) = await world.record(sides[0])
    between = await world.owner.fetchval("SELECT open_since FROM handovers")
    (other,) = await world.record(sides[1])

    assert (one.status, other.status) == ("RECORDED", "RECORDED")
    assert between is not None
    row = await world.owner.fetchrow("SELECT nonce, given_by, taken_by, open_since FROM handovers")
    assert tuple(row or ()) == (EXAMPLE["nonce"], EXAMPLE["key-id"], EXAMPLE["receiver-key-id"], None)
    assert (await world.row(event["box"]))["holder_id"] == EXAMPLE["receiver-key-id"]


def _key(side: str) -> str:
    return str(EXAMPLE["key-id" if side == "giver" else "receiver-key-id"])


@pytest.mark.parametrize("word", [*HANDOVER_KEYS, *DETAIL_KEYS, *ScanType, *ScanFlag, *RefusalCode, *Breach])
def test_the_page_names_every_word_of_the_contract(word: str) -> None:
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize("document", re.findall(r"```graphql\n(.*?)\n```", PAGE, re.DOTALL))
def test_every_document_of_the_page_can_be_sent(document: str) -> None:
    assert validate(build_schema((ROOT / "server" / "schema.graphql").read_text()), parse(document)) == []


def test_the_photo_of_the_example_is_named_and_signed_as_the_page_says() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(EXAMPLE["private-key"]))
    name, event, statement = EXAMPLE["photo-hash"], json.loads(EXAMPLE["photo-event"]), EXAMPLE["photo-statement"]

    assert sha256(base64.b64decode(EXAMPLE["photo"])) == name == json.loads(EXAMPLE["photo-detail"])["photo_sha256"]
    assert (event["detail"], event["prev"]) == (sha256(EXAMPLE["photo-detail"].encode()), sha256(EXAMPLE["giver-event"].encode()))
    assert rfc8785.dumps(event).decode() == EXAMPLE["photo-event"]
    assert base64url(key.sign(EXAMPLE["photo-event"].encode())) == EXAMPLE["photo-event-signature"]
    assert rfc8785.dumps({"v": 1, "election": event["election"], "dev": EXAMPLE["key-id"], "photo": name}).decode() == statement
    assert base64url(key.sign(statement.encode())) == EXAMPLE["photo-signature"]
