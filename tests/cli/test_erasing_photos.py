"""`silog photos`, as an operator types it."""

import asyncio
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.cli.test_printing_labels import Silog, silog
from tests.factories.jpegs import jpeg

from silog.custody.actions import record_scans
from silog.custody.canonical import sha256_text
from silog.custody.device import DeviceSigner
from silog.custody.rules import ScanType
from silog.kit.cluster import Endpoint
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.people.actions import Enrolment, enrol_device
from silog.people.rules import KeyAlgorithm
from silog.photos.actions import awaited_regions, keep_photo
from silog.photos.rules import Offer
from silog.places.queries import election_read

__all__ = ["silog"]

PHOTO = jpeg(640, 480)
NAME = sha256_text(PHOTO)
AT = datetime(2024, 11, 20, 5, tzinfo=UTC)


async def _photograph(dsn_app: str) -> str:
    """Have a phone scan the first box and photograph it; gives the box."""
    database = await Database.connect(dsn_app)
    election = await election_read(database, 1)
    key = Ed25519PrivateKey.generate()
    enrolment = Enrolment("HP Serasan", "21.03.04", KeyAlgorithm.ED25519, key.public_key().public_bytes_raw())
    phone = DeviceSigner(election.code, await enrol_device(database, 1, enrolment), key)
    async with database.unit_of_work(Scope.whole_election(1)) as work:
        box = str(await (await work.driver).fetchval("SELECT min(code) FROM boxes"))
    await record_scans(database, election, [phone.scan(ScanType.CHECK, box, "TPS-21.03.04.1003-001", AT, actor="Siti", photo=PHOTO)], AT)
    offer = Offer(election.code, phone.device_id, NAME, phone.sign_photo(PHOTO))
    await keep_photo(database, 1, offer, await awaited_regions(database, 1, offer), PHOTO)
    await database.close()
    return box


def test_photos_are_listed_and_erased_with_a_reason(silog: Silog, database: Endpoint) -> None:
    box = asyncio.run(_photograph(database.dsn_app))

    listed = silog("photos", "list", "--box", box.lower(), "--officer", "Siti")
    silent = silog("photos", "erase", NAME, "--reason", " ")
    erased = silog("photos", "erase", NAME, "--reason", "Permohonan Siti")
    after = silog("photos", "list")

    assert listed.output == f"{NAME}  STORED  2024-11-20T05:00Z  {box}  Siti  {len(PHOTO):,} bytes\n"
    assert (silent.exit_code, "The reason is empty." in silent.output) == (1, True)
    assert erased.output == "1 photo is erased. Backups that were made before still hold what was there.\n"
    assert after.output == f"{NAME}  ERASED  2024-11-20T05:00Z  {box}  Siti\n"
    assert silog("photos", "list", "--officer", "Budi").output == ""
    for arguments, says in (
        ((), "Name one photo, or give --received-before."),
        ((NAME, "--received-before", "2025-06-01"), "Name one photo, or give --received-before."),
        (("foto.jpg",), "is no SHA-256 as base64url"),
        ((sha256_text(b""),), "No scan names a photo"),
    ):
        refused = silog("photos", "erase", *arguments, "--reason", "Permohonan")
        assert refused.exit_code != 0
        assert says in refused.output
    assert silog("photos", "erase", "--received-before", "2025-06-01", "--reason", "Usai").output.startswith("0 photos are erased.")
