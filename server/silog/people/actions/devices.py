"""Enrolling the devices whose keys sign events, and ending the trust in one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from silog.errors import WRONG_INPUT, SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.people.queries import devices_by_id
from silog.people.rules import KeyAlgorithm, key_id, refuse_wrong_key
from silog.people.tables import devices
from silog.places.queries import election_numbered, region_facts


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What is known of a device when its key is taken up. `place_code` is where it serves, if it serves at one place."""

    label: str
    region_code: str
    algorithm: KeyAlgorithm
    public_key: bytes
    place_code: str | None = None


async def enrol_device(database: Database, election_id: int, enrolment: Enrolment) -> str:
    """Take up one device's key and give its id, which the device puts into every event."""
    return (await enrol_devices(database, election_id, [enrolment]))[0]


async def enrol_devices(database: Database, election_id: int, enrolments: Sequence[Enrolment]) -> list[str]:
    """Take up many keys, all or none. Enrolling the same key in the same election again changes nothing and gives the same id.

    A key that serves in another election is refused: an event's key alone must tell training from real.
    """
    for enrolment in enrolments:
        _refuse_wrong_label(enrolment.label)
        refuse_wrong_key(enrolment.algorithm, enrolment.public_key)
    ids = [key_id(enrolment.public_key) for enrolment in enrolments]
    rows = [_row(election_id, number, enrolment) for number, enrolment in zip(ids, enrolments, strict=True)]
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        await election_numbered(work.connection, election_id)
        wanted = {enrolment.region_code for enrolment in enrolments}
        unknown = sorted(wanted - set(await region_facts(work.connection, wanted)))
        if unknown:
            raise SilogError(WRONG_INPUT, f"There is no region {', '.join(unknown[:5])}.", "Load it first: silog load regions.")
        if rows:
            await work.connection.execute(insert(devices).on_conflict_do_nothing(), rows)
        # A row of another election stopped the insert and is not in this scope.
        seen = await devices_by_id(work.connection, ids)
        elsewhere = [number for number in ids if number not in seen]
        if elsewhere:
            message = f"The key {elsewhere[0]} serves in another election."
            raise SilogError(WRONG_INPUT, message, "Make a new key on the device for this election.")
    return ids


async def revoke_device(database: Database, election_id: int, device_id: str, after_seq: int) -> None:
    """End the trust in a device: its events up to number `after_seq` still count, later ones do not. 0 or more; never moved later."""
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        d = devices.c
        one = update(devices).where(d.election_id == election_id, d.id == device_id)
        earlier = one.where(d.revoked_after_seq.is_(None) | (d.revoked_after_seq >= after_seq)).values(revoked_after_seq=after_seq)
        if (await work.connection.execute(earlier.returning(d.id))).first() is None:
            raise SilogError(WRONG_INPUT, f"There is no device {device_id} in this election that is trusted beyond {after_seq}.")


def _refuse_wrong_label(label: str) -> None:
    if not label.strip():
        raise SilogError(WRONG_INPUT, "The device's label is empty.", "Give what is written on it, for example PPK Serasan 1.")


def _row(election_id: int, number: str, enrolment: Enrolment) -> dict[str, object]:
    return {
        "election_id": election_id,
        "id": number,
        "label": enrolment.label.strip(),
        "region_code": enrolment.region_code,
        "place_code": enrolment.place_code,
        "algorithm": enrolment.algorithm,
        "public_key": enrolment.public_key,
        "enrolled_at": real_now(),
    }
