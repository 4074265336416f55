"""Proving that a scan is in the log, to whoever may see it."""

from uuid import UUID

from silog.errors import SilogError
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.ledger.queries import head_of, place_of, tiles_of
from silog.ledger.rules import Proof
from silog.ledger.rules.tiles import hashes_of, tiles_for
from silog.ledger.rules.tree import inclusion_ranges


async def proof_of(database: Database, scope: Scope, scan_id: UUID) -> Proof:
    """Prove that a scan is in the log, under its newest checkpoint.

    SilogError: UNKNOWN_SCAN where the scope does not show it, NOT_LOGGED_YET where it waits for its place.
    """
    place = await place_of(database.reads, scope, scan_id)
    if place is None:
        raise SilogError("UNKNOWN_SCAN", f"No scan {scan_id} is in your sight.", "Its id is the UUID that stands in the event.")
    head = None if place.index is None else await head_of(database.reads, scope)
    if head is None or place.index is None:
        raise SilogError("NOT_LOGGED_YET", f"The scan {scan_id} has no place in the log yet.", "It is given one within seconds: ask again.")
    ranges = inclusion_ranges(place.index, head.checkpoint.size)
    # Read after the head, the tiles hold all that its tree has, and maybe more.
    return Proof(place.index, hashes_of(ranges, await tiles_of(database.reads, scope, tiles_for(ranges))), head.note)
