"""The devices of the scenario: one per office, port and ship, each with a real Ed25519 key made from the election and the seed.

The keys are worth nothing outside training: whoever knows the seed has them. So they are made for elections marked LATIHAN only, and
the election's code is in every key, that no training device can sign for another election.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from silog.custody.canonical import base64url
from silog.custody.device import DeviceSigner
from silog.custody.events import Submission
from silog.people.actions import Enrolment
from silog.people.rules import KeyAlgorithm, key_id
from silog.training.acting.chance import source
from silog.training.acting.script import Act


@dataclass(frozen=True, slots=True)
class Post:
    """Where a device serves: a place or a ship, its name, its region, and its point (lon, lat) if it has one."""

    place: str
    name: str
    region_code: str
    point: tuple[float, float] | None


def key_of(election_code: str, seed: int, place: str) -> Ed25519PrivateKey:
    """Make the private key of a place's device."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"silog training|{election_code}|{seed}|{place}".encode()).digest())


def enrolments(election_code: str, seed: int, posts: Iterable[Post]) -> list[Enrolment]:
    """Say what is enrolled: the public key of every post's device."""
    return [
        Enrolment(
            f"Perangkat {post.name}",
            post.region_code,
            KeyAlgorithm.ED25519,
            key_of(election_code, seed, post.place).public_key().public_bytes_raw(),
            post.place,
        )
        for post in posts
    ]


class Signers:
    """Signs acts, each device in its own chain, going on from where the server says that the chain stands."""

    def __init__(self, election_code: str, seed: int, posts: Iterable[Post], heads: Mapping[str, tuple[int, bytes]]) -> None:
        """`heads`: number and hash of the last event heard of each device, by device id."""
        self._seed = seed
        self._election = election_code
        self._posts = {post.place: post for post in posts}
        self._heads = heads
        self._signers: dict[str, DeviceSigner] = {}

    def sign(self, act: Act) -> Submission:
        """Sign one act. Acts of one device must come in the order of their numbers."""
        signer = self._signer(act.device_place)
        if signer.seq + 1 != act.seq:
            message = f"{act.device_place} stands at event {signer.seq} and cannot sign {act.seq}"
            raise ValueError(message)
        luck = source(self._seed, act.device_place, act.seq)
        signer.random_bits = luck.getrandbits
        return signer.scan(
            act.type,
            act.box,
            act.place,
            act.at,
            seals=act.seals,
            condition=act.condition,
            actor=f"Petugas {self._posts[act.device_place].name}",
            point=self._near(act.device_place, luck.gauss(0, 8e-5), luck.gauss(0, 8e-5)),
            accuracy_m=round(luck.uniform(4, 25), 1),
        )

    def _near(self, place: str, east: float, north: float) -> tuple[float, float] | None:
        point = self._posts[place].point
        return None if point is None else (point[0] + east, point[1] + north)

    def _signer(self, place: str) -> DeviceSigner:
        if place not in self._signers:
            key = key_of(self._election, self._seed, place)
            device_id = key_id(key.public_key().public_bytes_raw())
            seq, head = self._heads.get(device_id, (0, b""))
            self._signers[place] = DeviceSigner(self._election, device_id, key, seq, base64url(head) if seq else "")
        return self._signers[place]
