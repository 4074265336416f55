"""A device is known by the fingerprint of its key, and serves in one election."""

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as make_p256
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.people.world import Elections

from silog.errors import SilogError
from silog.kit.database import Database
from silog.kit.scope import Scope, View
from silog.people.actions import Enrolment, Revocation, enrol_device, enrol_devices, revoke_device
from silog.people.queries import devices_by_id
from silog.people.rules import KeyAlgorithm, Role, Viewer, key_id, refuse_wrong_key

ED25519, P256 = KeyAlgorithm.ED25519, KeyAlgorithm.P256


def _ed25519() -> bytes:
    return Ed25519PrivateKey.generate().public_key().public_bytes_raw()


def _p256() -> bytes:
    return make_p256(SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@pytest.mark.parametrize(("algorithm", "key"), [(ED25519, _ed25519()), (P256, _p256())], ids=["Ed25519", "P-256"])
async def test_an_enrolled_device_is_found_by_its_key_id(
    product: Database, elections: Elections, algorithm: KeyAlgorithm, key: bytes
) -> None:
    number = await enrol_device(product, elections.training, Enrolment("HP 1", "21.03", algorithm, key, "PPK-21.03.04"))

    assert number == key_id(key)
    async with product.unit_of_work(Scope.whole_election(elections.training)) as work:
        device = (await devices_by_id(await work.driver, [number, "OTHER"]))[number]
    assert (device.public_key, device.algorithm, device.place_code, device.revoked_after_seq) == (key, algorithm, "PPK-21.03.04", None)


async def test_enrolling_again_changes_nothing(product: Database, elections: Elections, owner: asyncpg.Connection) -> None:
    enrolment = Enrolment("HP 1", "21.03", ED25519, _ed25519())
    await enrol_device(product, elections.training, enrolment)
    before = await owner.fetch("SELECT * FROM devices")

    await enrol_device(product, elections.training, enrolment)

    assert await owner.fetch("SELECT * FROM devices") == before


async def test_a_key_of_the_training_cannot_sign_for_the_real_election(
    product: Database, elections: Elections, owner: asyncpg.Connection
) -> None:
    key = _ed25519()
    await enrol_device(product, elections.training, Enrolment("HP 1", "21.03", ED25519, key))

    with pytest.raises(SilogError, match="serves in another election"):
        await enrol_devices(
            product, elections.real, [Enrolment("HP 2", "21.03", ED25519, _ed25519()), Enrolment("HP 1", "21.03", ED25519, key)]
        )

    assert await owner.fetchval("SELECT count(*) FROM devices WHERE election_id = $1", elections.real) == 0


@pytest.mark.parametrize(
    ("algorithm", "key", "said"),
    [
        (ED25519, bytes(31), "has 31 bytes; ED25519 keys have 32"),
        (ED25519, bytes(32), "small order"),
        (ED25519, bytes(31) + b"\x80", "small order"),
        (ED25519, b"\x01" + bytes(31), "small order"),
        (ED25519, bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"), "small order"),
        (ED25519, bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "small order"),
        (ED25519, bytes.fromhex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), "small order"),
        (P256, bytes(65), "is not a P256 key"),
        (P256, b"\x04" + b"\x01" * 64, "is not a P256 key"),
        pytest.param(P256, _p256()[1:], "has 64 bytes; P256 keys have 65", id="P-256 cut short"),
    ],
)
def test_bytes_that_are_no_key_are_refused(algorithm: KeyAlgorithm, key: bytes, said: str) -> None:
    with pytest.raises(SilogError, match=said):
        refuse_wrong_key(algorithm, key)


async def test_a_device_is_out_of_sight_of_the_public_and_of_other_regions(product: Database, elections: Elections) -> None:
    number = await enrol_device(product, elections.training, Enrolment("HP 1", "21.03", ED25519, _ed25519()))

    for scope in (
        Scope(View.PUBLIC, elections.training, ""),
        Scope(View.FULL, elections.training, "21.04"),
        Scope(View.FULL, elections.real, ""),
    ):
        async with product.unit_of_work(scope) as work:
            assert await devices_by_id(await work.driver, [number]) == {}


async def test_trust_ends_after_an_event_and_is_never_given_back(product: Database, elections: Elections) -> None:
    number = await enrol_device(product, elections.training, Enrolment("HP 1", "21.03", ED25519, _ed25519()))

    operator = Viewer("Siti", Role.OPERATOR, "21.03", elections.training, "LATIHAN")
    await revoke_device(product, operator, Revocation(number, 40, "Hilang"))
    await revoke_device(product, operator, Revocation(number, 10, "Hilang lebih awal"))

    with pytest.raises(SilogError, match="trusted beyond 20"):
        await revoke_device(product, operator, Revocation(number, 20, "Ternyata masih ada"))
    async with product.unit_of_work(Scope.whole_election(elections.training)) as work:
        assert (await devices_by_id(await work.driver, [number]))[number].revoked_after_seq == 10
