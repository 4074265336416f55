"""`silog drill forge`: events that nobody signed, or signed for something else, change nothing and stay on record."""

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from silog.custody.actions import ScanStatus, record_scans
from silog.custody.canonical import base64url, canonical_bytes, from_base64url
from silog.custody.device import DeviceSigner
from silog.custody.events import Submission
from silog.custody.rules import ScanType
from silog.drill.ground import Ground
from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.people.actions import Enrolment, enrol_device
from silog.people.rules import KeyAlgorithm
from silog.places.queries import NO_ELECTION, Election, the_election

_BATCH: Final = 500
_SIGNATURE: Final = 64


@dataclass(frozen=True, slots=True)
class ForgeOutcome:
    """How many forgeries were sent, by which code they were refused, how many were taken, and whether anything changed."""

    sent: int
    codes: dict[str, int]
    taken: int
    is_unchanged: bool

    @property
    def is_passed(self) -> bool:
        """Whether none reached any state."""
        return self.taken == 0 and self.is_unchanged


class Forger:
    """Knows what goes over the line: true submissions, the public key ids, every code. Has keys, but none that is enrolled here."""

    def __init__(self, chance: random.Random, truth: list[Submission]) -> None:
        self._chance = chance
        self._truth = truth
        self._own = Ed25519PrivateKey.generate()
        self._ways: tuple[Callable[[Submission], Submission], ...] = (
            self._other_content,
            self._other_signature,
            self._own_key,
            self._borrowed_signature,
            self._next_number,
            self._flipped_bit,
        )

    def forgery(self) -> Submission:
        """Make one."""
        return self._chance.choice(self._ways)(self._chance.choice(self._truth))

    def _edited(self, one: Submission, **changes: str | int | list[str]) -> str:
        return canonical_bytes({**json.loads(one.event), **changes}).decode()

    def _other_content(self, one: Submission) -> Submission:
        """The true signature under another act, place or seal."""
        changes: tuple[dict[str, str | list[str]], ...] = (
            {"type": "OPEN"},
            {"place": f"WH-{self._chance.randrange(10**6)}"},
            {"seals": [f"F-{self._chance.randrange(10**9)}"]},
        )
        change = self._chance.choice(changes)
        return replace(one, event=self._edited(one, **change))

    def _other_signature(self, one: Submission) -> Submission:
        return replace(one, event=self._fresh(one), signature=base64url(self._chance.randbytes(_SIGNATURE)))

    def _own_key(self, one: Submission) -> Submission:
        """Signed rightly, but by a key that is not the device's."""
        event = self._fresh(one)
        return replace(one, event=event, signature=base64url(self._own.sign(event.encode())))

    def _borrowed_signature(self, one: Submission) -> Submission:
        return replace(one, event=self._fresh(one), signature=self._chance.choice(self._truth).signature)

    def _next_number(self, one: Submission) -> Submission:
        """The device's next event, as if it had gone on."""
        return replace(one, event=self._edited(one, seq=json.loads(one.event)["seq"] + 10**6, id=self._id()))

    def _flipped_bit(self, one: Submission) -> Submission:
        signature = bytearray(from_base64url(one.signature, _SIGNATURE) or b"")
        place = self._chance.randrange(_SIGNATURE * 8)
        signature[place // 8] ^= 1 << place % 8
        return replace(one, event=self._fresh(one), signature=base64url(bytes(signature)))

    def _fresh(self, one: Submission) -> str:
        return self._edited(one, id=self._id(), seq=self._chance.randrange(2, 10**9), prev=base64url(self._chance.randbytes(32)))

    def _id(self) -> str:
        digits = f"{self._chance.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-7{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


async def drill_forge(ground: Ground, seed: str, count: int, say: Callable[[str], None]) -> ForgeOutcome:
    """Record some true scans, then send forgeries made from them, and see that rows and boxes are as they were."""
    chance = random.Random(seed)  # noqa: S311 -- seeded, so that it can be done again
    database = await Database.connect(ground.dsn_app, readers=1, writers=2)
    try:
        election = await _election(database, ground.election)
        forger = Forger(chance, await _truth(database, election, ground))
        before = await _standing(database, election)
        codes: Counter[str] = Counter()
        taken = sent = 0
        while sent < count:
            batch = [forger.forgery() for _ in range(min(_BATCH, count - sent))]
            answers = await record_scans(database, election, batch, election.clock.time_at(real_now()))
            codes.update(answer.code for answer in answers if answer.code is not None)
            taken += sum(answer.status is not ScanStatus.QUARANTINED for answer in answers)
            sent += len(batch)
            if sent % (_BATCH * 40) == 0:
                say(f"{sent:,} sent")
        return ForgeOutcome(sent, dict(codes), taken, before == await _standing(database, election))
    finally:
        await database.close()


async def _election(database: Database, code: str) -> Election:
    async with database.unit_of_work(NO_ELECTION) as work:
        return await the_election(work.connection, code)


async def _truth(database: Database, election: Election, ground: Ground) -> list[Submission]:
    """Have some boxes scanned by a device that is enrolled."""
    key = Ed25519PrivateKey.generate()
    enrolment = Enrolment("Ponsel sejati", "21", KeyAlgorithm.ED25519, key.public_key().public_bytes_raw())
    signer = DeviceSigner(election.code, await enrol_device(database, election.id, enrolment), key)
    now = election.clock.time_at(real_now())
    at = now - timedelta(hours=1)
    truth = [signer.scan(ScanType.CHECK, box, ground.places[0], at, seals=[f"S-{box}"]) for box in ground.boxes]
    await record_scans(database, election, truth, now)
    return truth


async def _standing(database: Database, election: Election) -> tuple[object, ...]:
    """All that scans can change, as one hash per table."""
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        driver = await work.driver
        return tuple([await driver.fetchval(_HASH.format(table)) for table in _TABLES])


_TABLES: Final = ("boxes", "scans", "findings", "handovers", "sealings", "progress", "device_chains")
_HASH: Final = "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} AS t"
