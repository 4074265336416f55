"""Phones for a drill: enrolled devices that scan boxes in turn."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from silog.custody.actions import issue_boxes, verify_projection
from silog.custody.device import DeviceSigner
from silog.custody.events import Submission
from silog.custody.rules import ScanType
from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.people.actions import Enrolment, enrol_device
from silog.people.rules import KeyAlgorithm
from silog.places.queries import NO_ELECTION, Election, the_election

_STEP = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Phones:
    """An election with enrolled devices and all of its boxes."""

    election: Election
    signers: tuple[DeviceSigner, ...]
    boxes: tuple[str, ...]
    seed: str

    def scans(self, chance: random.Random) -> Iterator[Submission]:
        """Sign scans without end: each phone in turn, any box, the kinds of a voyage."""
        at = real_now() - timedelta(days=2)
        acts = ((ScanType.RECEIVE, "WH-21.03"), (ScanType.SEAL, "WH-21.03"), (ScanType.CHECK, "PPK-21.03.04"), (ScanType.LOAD, "CNV-1"))
        for signer in itertools.cycle(self.signers):
            at += _STEP / len(self.signers)
            act, place = chance.choice(acts)
            box = chance.choice(self.boxes)
            yield signer.scan(act, box, place, at, seals=[f"S-{box}"])


async def enrol(dsn_app: str, code: str, count: int, *, seed: str) -> Phones:
    """Issue every box of the province and enrol so many devices."""
    database = await Database.connect(dsn_app, readers=1, writers=1)
    try:
        async with database.unit_of_work(NO_ELECTION) as work:
            election = await the_election(work.connection, code)
        await issue_boxes(database, election, random_below=random.Random(seed).randrange)  # noqa: S311 -- the same boxes each time
        signers = []
        for number in range(count):
            key = Ed25519PrivateKey.generate()
            enrolment = Enrolment(f"Ponsel {number}", "21", KeyAlgorithm.ED25519, key.public_key().public_bytes_raw())
            signers.append(DeviceSigner(election.code, await enrol_device(database, election.id, enrolment), key))
        async with database.unit_of_work(Scope.whole_election(election.id)) as work:
            rows = await (await work.driver).fetch("SELECT code FROM boxes WHERE election_id = $1 ORDER BY code", election.id)
        return Phones(election, tuple(signers), tuple(row["code"] for row in rows), seed)
    finally:
        await database.close()


async def recorded_ids(dsn_app: str, election: Election) -> list[str]:
    """Give the ids of all recorded scans, each as often as it is stored."""
    database = await Database.connect(dsn_app, readers=1, writers=1)
    try:
        async with database.unit_of_work(Scope.whole_election(election.id)) as work:
            rows = await (await work.driver).fetch("SELECT id FROM scans WHERE election_id = $1", election.id)
        return [str(row["id"]) for row in rows]
    finally:
        await database.close()


async def differences(dsn_app: str, election: Election) -> int:
    """Say how much of what is shown is not what the scans say."""
    database = await Database.connect(dsn_app, readers=1, writers=1)
    try:
        return len(await verify_projection(database, election))
    finally:
        await database.close()
