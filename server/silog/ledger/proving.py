"""Proving that a scan is in the log, to whoever may see it."""

from uuid import UUID

from silog.errors import SilogError
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.ledger.queries import head_of, place_of, tiles_of
from silog.ledger.rules import Proof
from silog.ledger.rules.tiles import hashes_of, tiles_for
from silog.ledger.rules.tree import inclusion_ranges
from silog.ledger.witness_queries import lines_under, newest_witnessed


async def proof_of(database: Database, scope: Scope, scan_id: UUID) -> Proof:
    """Prove that a scan is in the log, under its newest checkpoint, with what witnesses have said of that by now.

    SilogError: UNKNOWN_SCAN where the scope does not show it, NOT_LOGGED_YET where it waits for its place.
    """
    index = await _index_of(database, scope, scan_id)
    head = await head_of(database.reads, scope)
    if head is None:
        raise _not_logged_yet(scan_id)
    size = head.checkpoint.size
    return await _proof(database, scope, index, size, head.note + await lines_under(database.reads, scope, size))


async def witnessed_proof_of(database: Database, scope: Scope, scan_id: UUID) -> Proof:
    """Prove that a scan is in the log, under the newest checkpoint that a witness has cosigned.

    SilogError as `proof_of`, and NOT_WITNESSED_YET where no witness has seen a tree with the scan in it.
    """
    index = await _index_of(database, scope, scan_id)
    witnessed = await newest_witnessed(database.reads, scope)
    if witnessed is None or index >= witnessed.size:
        message = f"No witness has cosigned a checkpoint with the scan {scan_id} yet."
        raise SilogError("NOT_WITNESSED_YET", message, "Witnesses look every minute or so: ask again, or ask for a proof without them.")
    return await _proof(database, scope, index, witnessed.size, witnessed.note)


async def _index_of(database: Database, scope: Scope, scan_id: UUID) -> int:
    place = await place_of(database.reads, scope, scan_id)
    if place is None:
        raise SilogError("UNKNOWN_SCAN", f"No scan {scan_id} is in your sight.", "Its id is the UUID that stands in the event.")
    if place.index is None:
        raise _not_logged_yet(scan_id)
    return place.index


async def _proof(database: Database, scope: Scope, index: int, size: int, note: str) -> Proof:
    """Read after the checkpoint, the tiles hold all that its tree has, and maybe more."""
    ranges = inclusion_ranges(index, size)
    return Proof(index, hashes_of(ranges, await tiles_of(database.reads, scope, tiles_for(ranges))), note)


def _not_logged_yet(scan_id: UUID) -> SilogError:
    return SilogError("NOT_LOGGED_YET", f"The scan {scan_id} has no place in the log yet.", "It is given one within seconds: ask again.")
