"""Taking photos in, and erasing them.

A device proves itself by a signature over the photo's hash, so it needs no session: what it signed weeks ago is still taken, also after
its officer has signed out. Only a photo that a recorded scan of the same device names is kept.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import asyncpg

from silog.custody.canonical import from_base64url
from silog.custody.signing import SIGNATURE_BYTES, is_signed, photo_statement
from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.people.actions import AuditEntry, as_json, checked_reason, note
from silog.people.queries import devices_by_id
from silog.people.rules import Viewer
from silog.photos.queries import bytes_of, kept_of, received_before, regions_that_name
from silog.photos.rules import Offer, checked_photo
from silog.places.queries import Election, election_numbered, election_read

ERASED: Final = "election:photo:erase"


async def awaited_regions(database: Database, election_id: int, offer: Offer) -> list[str]:
    """Judge an offer before its bytes are read: the regions whose scans wait for the photo; none where it is here already.

    UNKNOWN_DEVICE and BAD_SIGNATURE where it is not the device's own offer, NO_SCAN where no recorded scan of the device names the photo,
    ERASED where it was erased. A device that is no longer trusted may hand in the photos of the scans that still count.
    """
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        driver = await work.driver
        await _check_signature(driver, offer)
        naming = await regions_that_name(driver, election_id, offer.sha256, offer.key)
        if not naming:
            message = f"No recorded scan of the device {offer.key} names the photo {offer.sha256}."
            raise SilogError("NO_SCAN", message, "Hand in the scan with its detail first, then the photo again.")
        kept = await kept_of(driver, election_id, offer.sha256)
    if kept.erased:
        raise SilogError("ERASED", f"The photo {offer.sha256} was erased, and is not taken again.", "Forget it.")
    return [region for region in naming if region not in kept.regions]


async def keep_photo(database: Database, election_id: int, offer: Offer, regions: Sequence[str], content: bytes) -> None:
    """Keep a photo for the regions that wait for it, or say what is wrong with it. Two at once keep it once."""
    size = checked_photo(content, offer.sha256)
    election = await election_read(database, election_id)
    at = election.clock.time_at(real_now())
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        await (await work.driver).execute(
            """INSERT INTO photos (election_id, sha256, region_code, content, width, height, received_at)
               SELECT $1, $2, region_code, $4, $5, $6, $7 FROM unnest($3::text[]) AS waiting(region_code)
               ON CONFLICT DO NOTHING""",
            *(election_id, offer.sha256, regions, content, size.width, size.height, at),
        )


async def erase_photo(database: Database, viewer: Viewer, sha256: str, reason: str) -> None:
    """Erase one photo in every region of the viewer's that has it or waits for it, and audit it for each.

    The events keep its hash, and no device can bring it back. UNKNOWN_PHOTO where no scan in sight names it, ERASED where there is
    nothing left to erase; so of two at once one erases, and the other is told so.
    """
    said = checked_reason(reason)
    async with database.unit_of_work(viewer.scope) as work:
        election = await election_numbered(work.connection, viewer.election_id)
        driver = await work.driver
        kept = await kept_of(driver, election.id, sha256)
        known = {*await regions_that_name(driver, election.id, sha256), *kept.regions, *kept.erased}
        if not known:
            raise SilogError("UNKNOWN_PHOTO", f"No scan names a photo {sha256[:60]!r}.", "silog photos list says which there are.")
        if not await _erase(work, viewer, election, {sha256: sorted(known - kept.erased)}, said):
            raise SilogError("ERASED", f"The photo {sha256} was erased before.", "The audit says when and why.")


async def erase_received_before(database: Database, viewer: Viewer, moment: datetime, reason: str) -> int:
    """Erase every photo that was received before a moment on the election's clock, each with its entry in the audit; gives how many."""
    said = checked_reason(reason)
    async with database.unit_of_work(viewer.scope) as work:
        election = await election_numbered(work.connection, viewer.election_id)
        driver = await work.driver
        hashes = await received_before(driver, election.id, moment)
        found = {sha256: sorted((await kept_of(driver, election.id, sha256)).regions) for sha256 in hashes}
        return await _erase(work, viewer, election, found, said)


async def _erase(work: UnitOfWork, viewer: Viewer, election: Election, found: dict[str, list[str]], reason: str) -> int:
    """Erase photos in regions, and say how many of them this did: what somebody else erased meanwhile is theirs, also in the audit."""
    at = election.clock.time_at(real_now())
    driver = await work.driver
    had = await bytes_of(driver, election.id, found)
    erased = 0
    for sha256, regions in found.items():
        rows = await driver.fetch(
            """INSERT INTO photos AS p (election_id, sha256, region_code, erased_at)
               SELECT $1, $2, region_code, $4 FROM unnest($3::text[]) AS its(region_code)
               ON CONFLICT (election_id, sha256, region_code) DO UPDATE SET content = NULL, width = NULL, height = NULL, erased_at = $4
               WHERE p.erased_at IS NULL
               RETURNING region_code""",
            *(election.id, sha256, regions, at),
        )
        erased += bool(rows)
        for region in sorted(row["region_code"] for row in rows):
            was = had.get((sha256, region))
            before = None if was is None else as_json({"bytes": was})
            await note(work, viewer, at, AuditEntry(region, ERASED, sha256, reason, before, None))
    return erased


async def _check_signature(driver: asyncpg.Connection, offer: Offer) -> None:
    is_id = offer.key.isascii() and offer.key.isalnum()
    device = (await devices_by_id(driver, {offer.key})).get(offer.key) if is_id else None
    if device is None:
        message = f"No device {offer.key[:60]!r} is enrolled in {offer.election_code}."
        raise SilogError("UNKNOWN_DEVICE", message, "Send the key id in Silog-Key, and the election's code in Silog-Election.")
    signature = from_base64url(offer.signature, SIGNATURE_BYTES)
    statement = photo_statement(offer.election_code, offer.key, offer.sha256)
    if signature is None or not is_signed(device.algorithm, device.public_key, signature, statement):
        message = f"The signature is not that of {device.id} over {statement.decode()}."
        raise SilogError("BAD_SIGNATURE", message, "Sign these very bytes; Silog-Signature takes base64url without padding.")
