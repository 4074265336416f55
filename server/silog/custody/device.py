"""A device that signs scans: what a phone does, for the simulator, the tests and the command line.

Keeps the chain of one key: each event names the hash of the one before. Whoever needs the chain to go on later keeps `seq`, `prev`
and the private key.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from silog.custody.canonical import base64url, canonical_bytes, sha256_text
from silog.custody.events import Submission
from silog.custody.glance import NO_ACCURACY
from silog.custody.rules import Condition, ScanType
from silog.custody.signing import photo_statement

_SYSTEM: random.Random = random.SystemRandom()


class Signs(Protocol):
    """A private key: 64 bytes of signature over the content, as `silog.custody.signing` verifies them."""

    def sign(self, content: bytes, /) -> bytes:
        """Sign."""
        ...


@dataclass(frozen=True, slots=True)
class P256Signs:
    """A P-256 key that signs as WebCrypto does: ECDSA with SHA-256, r and s of 32 bytes each."""

    key: EllipticCurvePrivateKey

    def sign(self, content: bytes, /) -> bytes:
        """Sign."""
        r, s = decode_dss_signature(self.key.sign(content, ECDSA(SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)


@dataclass(slots=True)
class DeviceSigner:
    """One enrolled device: its id (the key's id), its election, its key, and where its chain stands.

    `random_bits` gives ids and salts; a seeded source makes the same events again.
    """

    election: str
    device_id: str
    key: Signs
    seq: int = 0
    prev: str = ""
    random_bits: Callable[[int], int] = _SYSTEM.getrandbits
    _clock: tuple[int, int] = field(default=(0, 0))

    def scan(
        self,
        act: ScanType,
        box: str,
        place: str,
        at: datetime,
        *,
        seals: Sequence[str] = (),
        condition: Condition = Condition.GOOD,
        actor: str = "petugas",
        point: tuple[float, float] | None = None,
        accuracy_m: float = 10.0,
        handover: str | None = None,
        photo: bytes = b"",
    ) -> Submission:
        """Sign one scan made at `at` by the device's clock and go on in the chain. `point` is (lon, lat) in degrees.

        `handover`: the nonce, or '' for none, of an event of version 2; None makes one of version 1, which knows no handovers.
        `photo`: the JPEG whose hash goes into the detail; it is handed in by itself, with the signature that `sign_photo` gives.
        """
        milliseconds = round(at.timestamp() * 1000)
        detail = self._detail(actor, point, accuracy_m, sha256_text(photo) if photo else "")
        added = {} if handover is None else {"handover": handover}
        content = canonical_bytes(
            {
                "v": 1 if handover is None else 2,
                "id": self._uuid7(milliseconds),
                "type": act.value,
                "election": self.election,
                "box": box,
                "seals": list(seals),
                "dev": self.device_id,
                "seq": self.seq + 1,
                "prev": self.prev,
                "hlc": self._tick(milliseconds),
                "t_dev": milliseconds,
                "place": place,
                "cond": condition.value,
                "detail": sha256_text(detail),
                **added,
            }
        )
        self.seq += 1
        self.prev = sha256_text(content)
        return Submission(content.decode(), detail.decode(), base64url(self.key.sign(content)), self.device_id)

    def nonce(self) -> str:
        """Draw the nonce of a handover: what the giver's device shows and both sides sign."""
        return base64url(self.random_bits(128).to_bytes(16))

    def sign_photo(self, photo: bytes) -> str:
        """Sign that this device hands in a photo."""
        return base64url(self.key.sign(photo_statement(self.election, self.device_id, sha256_text(photo))))

    def _detail(self, actor: str, point: tuple[float, float] | None, accuracy_m: float, photo_sha256: str) -> bytes:
        lon, lat = point or (0.0, 0.0)
        return canonical_bytes(
            {
                "salt": self.nonce(),
                "actor": actor,
                "lat_e7": round(lat * 1e7),
                "lon_e7": round(lon * 1e7),
                "acc_cm": NO_ACCURACY if point is None else round(accuracy_m * 100),
                "photo_sha256": photo_sha256,
            }
        )

    def _tick(self, milliseconds: int) -> str:
        """Advance the hybrid logical clock: the wall clock, or one more than the last value where that stands still or goes back."""
        wall, counter = self._clock
        self._clock = (milliseconds, 0) if milliseconds > wall else (wall + (counter + 1 >> 16), counter + 1 & 0xFFFF)
        return f"{self._clock[0]:012x}-{self._clock[1]:04x}"

    def _uuid7(self, milliseconds: int) -> str:
        bits = self.random_bits(74)
        digits = f"{milliseconds:012x}7{bits >> 62:03x}{0b10 << 62 | bits & (1 << 62) - 1:016x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
