"""What a device tells of itself whenever it is in contact: how much it has still to send, what runs on it, what its clock shows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, update

from silog.errors import WRONG_INPUT, SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.people.rules import Viewer
from silog.people.rules.invitations import checked_version
from silog.people.tables import devices
from silog.places.queries import election_numbered

_MOST_QUEUED: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Contact:
    """One report: scans not yet sent and when the oldest of them was made, the app's version, the device's clock as it reports."""

    queue_length: int
    oldest_unsent_at: datetime | None
    version: str | None
    clock: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """What the server made of it: when it heard it, on the election's clock, and how far the device's clock is ahead of that."""

    at: datetime
    clock_offset_s: float

    @classmethod
    def of(cls, contact: Contact, at: datetime) -> "Heard":
        """Hear a report at a time."""
        return cls(at, round((contact.clock - at).total_seconds(), 3))


async def report_contact(database: Database, viewer: Viewer, contact: Contact) -> Heard:
    """Keep what the viewer's own device tells. The offset includes the way to the server: it tells hours from seconds, and no finer."""
    if not 0 <= contact.queue_length <= _MOST_QUEUED:
        raise SilogError(WRONG_INPUT, f"The queue cannot hold {contact.queue_length} scans.", f"Say 0 to {_MOST_QUEUED:,}.")
    async with database.unit_of_work(viewer.scope) as work:
        election = await election_numbered(work.connection, viewer.election_id)
        heard = Heard.of(contact, election.clock.time_at(real_now()))
        own = update(devices).where(devices.c.election_id == viewer.election_id, devices.c.id == viewer.device_id)
        await work.connection.execute(own.values(_row(contact, heard)))
    return heard


async def keep_contacts(database: Database, election_id: int, contacts: Mapping[str, tuple[Contact, datetime]]) -> None:
    """Keep what many devices, given by their ids, tell of themselves, each with the time it was heard; for who plays them all."""
    each = update(devices).where(devices.c.election_id == election_id, devices.c.id == bindparam("device"))
    rows = [{"device": key, **_row(contact, Heard.of(contact, at))} for key, (contact, at) in sorted(contacts.items())]
    if rows:
        async with database.unit_of_work(Scope.whole_election(election_id)) as work:
            await work.connection.execute(each, rows)


async def keep_rounds(database: Database, election_id: int, version: str, at: datetime, unheard: Collection[str]) -> int:
    """Let every phone that last said it runs `version` tell at `at` that it has nothing to send; for who plays them all. Gives how many.

    Those at the places `unheard` do not, nor those that were never in contact, or were later. A phone of a person runs another version.
    """
    statement = """UPDATE devices SET contact_at = $3, queue_length = 0, oldest_unsent_at = NULL, clock_offset_s = 0
                   WHERE election_id = $1 AND version = $2 AND contact_at < $3 AND NOT place_code = ANY ($4::text[])"""
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        done = await (await work.driver).execute(statement, election_id, version, at, list(unheard))
    return int(done.split()[-1])


def _row(contact: Contact, heard: Heard) -> dict[str, object]:
    return {
        "contact_at": heard.at,
        "queue_length": contact.queue_length,
        "oldest_unsent_at": contact.oldest_unsent_at if contact.queue_length else None,
        "version": checked_version(contact.version),
        "clock_offset_s": heard.clock_offset_s,
    }
