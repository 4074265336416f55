"""Where drills take place: a training election with Kepri's places and boxes, a coordinator who has signed in, a device that signs."""

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from silog.custody.actions import issue_boxes
from silog.custody.device import DeviceSigner
from silog.custody.events import Submission
from silog.custody.rules import ScanType
from silog.kit.clock import real_now
from silog.kit.cluster import Cluster
from silog.kit.database import Database
from silog.kit.migration import migrate
from silog.kit.scope import Scope
from silog.people.actions import Enrolment, enrol_device, ensure_user, make_bearer_token
from silog.people.rules import KeyAlgorithm, Role
from silog.places.actions import NewElection, ensure_election
from silog.places.reference import load_reference
from silog.places.rules import ElectionKind
from silog.shipped import migrations_folder

_ELECTION: Final = NewElection("LATIHAN-UJI", "Latihan ketahanan", ElectionKind.TRAINING, date(2024, 11, 27))
_PROVINCE: Final = "21"
_KIJANG: Final = "21.01"
_SCANS: Final = 5


@dataclass(frozen=True, slots=True)
class Ground:
    """What a client of the drilled server knows: an election, a token, codes that exist, scans that are signed."""

    dsn_app: str
    election: str
    token: str
    boxes: tuple[str, ...]
    places: tuple[str, ...]
    scans: tuple[Submission, ...]


@contextmanager
def private_cluster(*, is_durable: bool = False) -> Iterator[Cluster]:
    """Have a cluster with a migrated database, and throw it away afterwards. Only a durable one survives a kill -9 with its data."""
    root = Path(tempfile.mkdtemp(prefix="silog-drill-"))
    root.chmod(0o755)
    cluster = Cluster(root, is_durable=is_durable)
    try:
        endpoint = cluster.ensure_started()
        migrate(migrations_folder(), endpoint.dsn_owner)
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(cluster.data, ignore_errors=True)
        shutil.rmtree(root)


async def prepare(dsn_app: str) -> Ground:
    """Fill an empty database, or one that has the reference data already."""
    database = await Database.connect(dsn_app, readers=1, writers=1)
    try:
        election = await ensure_election(database, _ELECTION)
        await load_reference(database, election.id, lambda _: None)
        await issue_boxes(database, election, _KIJANG, random_below=random.Random(1).randrange)  # noqa: S311 -- the same boxes each time
        user = await ensure_user(database, election.id, "Penguji", Role.COORDINATOR, _PROVINCE)
        token = await make_bearer_token(database, user.id)
        key = Ed25519PrivateKey.generate()
        enrolment = Enrolment("Ponsel uji", _PROVINCE, KeyAlgorithm.ED25519, key.public_key().public_bytes_raw())
        signer = DeviceSigner(election.code, await enrol_device(database, election.id, enrolment), key)
        boxes, places = await _codes(database, election.id)
        at = real_now() - timedelta(hours=1)
        scans = tuple(signer.scan(ScanType.CHECK, box, places[0], at) for box in boxes[:_SCANS])
        return Ground(dsn_app, election.code, token, boxes, places, scans)
    finally:
        await database.close()


async def _codes(database: Database, election_id: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        driver = await work.driver
        boxes = await driver.fetch("SELECT code FROM boxes WHERE election_id = $1 ORDER BY code LIMIT 20", election_id)
        places = await driver.fetch("SELECT code FROM facilities WHERE election_id = $1 AND code LIKE 'WH-%' ORDER BY code", election_id)
    return tuple(row["code"] for row in boxes), tuple(row["code"] for row in places)
