"""`silog devices quarantine`, as an operator types it."""

import asyncio
import csv
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.cli.test_printing_labels import Silog, silog

from silog.custody.actions import record_scans
from silog.custody.device import DeviceSigner
from silog.custody.events import Submission
from silog.custody.rules import ScanType
from silog.kit.cluster import Endpoint
from silog.kit.database import Database
from silog.people.rules import key_id
from silog.places.queries import election_read

__all__ = ["silog"]

AT = datetime(2024, 11, 20, 5, tzinfo=UTC)


async def _hand_in(dsn_app: str) -> Submission:
    """Hand in a scan of a device that nobody enrolled, and then something that is none; gives the scan."""
    database = await Database.connect(dsn_app)
    election = await election_read(database, 1)
    key = Ed25519PrivateKey.generate()
    stranger = DeviceSigner(election.code, key_id(key.public_key().public_bytes_raw()), key)
    scan = stranger.scan(ScanType.CHECK, "0123456789Y", "WH-21.03", AT, actor="Budi")
    answers = await record_scans(database, election, [scan], AT)
    answers += await record_scans(database, election, [Submission("\x1b[2J\nsurprise", None, "", "nobody")], AT)
    assert [answer.status for answer in answers] == ["QUARANTINED"] * 2
    await database.close()
    return scan


def test_what_could_not_be_taken_is_listed_the_newest_first_and_no_terminal_obeys_it(silog: Silog, database: Endpoint) -> None:
    handed_in = asyncio.run(_hand_in(database.dsn_app))
    listed = silog("devices", "quarantine").output
    newest, event, older, its_event = listed.splitlines()

    assert newest.startswith("2024-11-20T05:00Z  NOT_JSON  nobody  It is not JSON: ")
    assert event == r"    \x1b[2J\nsurprise"
    assert older == f"2024-11-20T05:00Z  UNKNOWN_DEVICE  {handed_in.key}  No device {handed_in.key} is enrolled in this election."
    assert its_event == f"    {handed_in.event}"
    assert silog("devices", "quarantine", "--most", "1").output == f"{newest}\n{event}\n"


def test_what_one_key_sent_is_given_word_for_word_as_csv(silog: Silog, database: Endpoint) -> None:
    handed_in = asyncio.run(_hand_in(database.dsn_app))
    (row,) = csv.DictReader(silog("devices", "quarantine", "--key", handed_in.key, "--csv").output.splitlines())

    assert (row["received_at"], row["code"]) == ("2024-11-20T05:00:00+00:00", "UNKNOWN_DEVICE")
    assert (row["event"], row["detail"], row["signature"]) == (handed_in.event, handed_in.detail, handed_in.signature)
    assert silog("devices", "quarantine", "--key", "NOWHERE").output == ""
