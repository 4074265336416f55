"""Registering witnesses of a log, and taking what they cosign.

A cosignature is somebody else's word, so nobody needs to sign in to hand one in: it holds or it does not. It is taken of a registered
witness only, and only over a checkpoint that this log has signed and that is the beginning of the tree it has now.
"""

from datetime import datetime, timedelta
from typing import Final

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.kit.locks import Space, be_alone
from silog.kit.scope import Scope
from silog.ledger.queries import Asks, head_of, tiles_of
from silog.ledger.rules import EMPTY_ROOT, Checkpoint, Verifier, Witness, cosigned_at
from silog.ledger.rules.notes import split_note
from silog.ledger.rules.tiles import hashes_of, tiles_for
from silog.ledger.witness_queries import Registered, witnesses_of
from silog.people.actions import AuditEntry, as_json, note
from silog.people.rules import Viewer
from silog.places.queries import Election

ADDED: Final = "election:log_witness:add"
REMOVED: Final = "election:log_witness:remove"
MOST_AHEAD: Final = timedelta(minutes=5)
"""By how much a witness's clock may be ahead of ours."""
MOST_WITNESSES: Final = 32
"""So a checkpoint with all their lines stays well within what is read of one."""

_ADD: Final = """
INSERT INTO log_witnesses (election_id, verifier_key, name, added_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (election_id, verifier_key) DO UPDATE SET added_at = excluded.added_at, removed_at = NULL"""
_REMOVE: Final = "UPDATE log_witnesses SET removed_at = $3 WHERE election_id = $1 AND verifier_key = $2"
_TAKE: Final = """
INSERT INTO log_cosignatures AS c (election_id, verifier_key, size, checkpoint, line, cosigned_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (election_id, verifier_key, size) DO UPDATE SET line = excluded.line, cosigned_at = excluded.cosigned_at
WHERE c.cosigned_at < excluded.cosigned_at"""


async def add_witness(database: Database, election: Election, witness: Witness, by: Viewer) -> None:
    """Take somebody for a witness of an election's log from now on.

    SilogError: WITNESS_KNOWN where one of this name or this key is taken for one, TOO_MANY_WITNESSES.
    """
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        known = await _locked(work)
        for other in (one.witness for one in known):
            if other.name == witness.name:
                raise SilogError("WITNESS_KNOWN", f"{witness.name} is a witness already, with the key {other.text}.", "Remove it first.")
            if other.key == witness.key:
                message = f"This is the key of {other.name}."
                raise SilogError("WITNESS_KNOWN", message, "A cosignature does not say whose it is: each witness needs a key of its own.")
        if len(known) >= MOST_WITNESSES:
            raise SilogError("TOO_MANY_WITNESSES", f"The log of {election.code} has {len(known)} witnesses; it may have {MOST_WITNESSES}.")
        at = election.clock.time_at(real_now())
        await (await work.driver).execute(_ADD, election.id, witness.text, witness.name, at)
        await _note(work, by, at, ADDED, witness)


async def remove_witness(database: Database, election: Election, name: str, reason: str, by: Viewer) -> None:
    """Take somebody for no witness any more, also under what it cosigned before; UNKNOWN_WITNESS where nobody is called so."""
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        found = next((one.witness for one in await _locked(work) if one.witness.name == name), None)
        if found is None:
            raise SilogError("UNKNOWN_WITNESS", f"The log of {election.code} has no witness {name!r}.", "silog log witnesses list")
        at = election.clock.time_at(real_now())
        await (await work.driver).execute(_REMOVE, election.id, found.text, at)
        await _note(work, by, at, REMOVED, found, reason=reason)


async def take_cosignature(database: Database, scope: Scope, cosigned: str, now: datetime) -> None:
    """Keep what witnesses say of a checkpoint, from its note with their lines; who is no witness of this log is passed over.

    SilogError where the log has not signed it (as `Checkpoint.read`), NO_LOG, NOT_OUR_TREE where it is no beginning of the log,
    UNKNOWN_WITNESS where no line is a registered witness's, BAD_SIGNATURE where one does not hold, AHEAD_OF_TIME.
    """
    head = await head_of(database.reads, scope)
    if head is None:
        raise SilogError("NO_LOG", "The log of this election has not begun.", "Nothing of it can be cosigned yet.")
    verifier = Verifier.from_text(head.verifier_key)
    checkpoint = Checkpoint.read(cosigned, verifier)
    if checkpoint.size > head.checkpoint.size or checkpoint.root != await root_at(database.reads, scope, checkpoint.size):
        message = f"The checkpoint of {checkpoint.size:,} entries bears this log's signature and is no beginning of what it holds."
        raise SilogError("NOT_OUR_TREE", message, "Keep it: it is evidence of a log that was rebuilt, or restored from an older copy.")
    text, signatures = split_note(cosigned)
    by = {(one.name, one.key_id) for one in signatures}
    witnesses = [one.witness for one in await witnesses_of(database.reads, scope) if (one.witness.name, one.witness.key_id) in by]
    if not witnesses:
        raise SilogError("UNKNOWN_WITNESS", "None of the signatures is of a witness of this log.", "Its operator registers witnesses.")
    own = next(one.line for one in signatures if (one.name, one.key_id) == (verifier.name, verifier.key_id))
    said = [(one, cosigned_at(cosigned, one)) for one in witnesses]
    if any(at > now + MOST_AHEAD for _, at in said):
        raise SilogError("AHEAD_OF_TIME", "The cosignature is of a time to come.", "Set the clock of the witness's machine.")
    async with database.unit_of_work(Scope.whole_election(scope.election_id)) as work:
        driver = await work.driver
        for witness, at in said:
            line = [one.line for one in signatures if (one.name, one.key_id) == (witness.name, witness.key_id)][-1]
            await driver.execute(_TAKE, scope.election_id, witness.text, checkpoint.size, f"{text}\n{own}", line, at)


async def root_at(asks: Asks, scope: Scope, size: int) -> bytes:
    """Give the root of the tree of the log's first `size` leaves, which it must have."""
    if size == 0:
        return EMPTY_ROOT
    (root,) = hashes_of([(0, size)], await tiles_of(asks, scope, tiles_for([(0, size)])))
    return root


async def _locked(work: UnitOfWork) -> list[Registered]:
    """List the witnesses, and keep others from changing who is one until the transaction ends."""
    driver = await work.driver
    await be_alone(driver, Space.WITNESSES, work.scope.election_id)
    return await witnesses_of(driver, work.scope)


async def _note(work: UnitOfWork, by: Viewer, at: datetime, action: str, witness: Witness, *, reason: str = "") -> None:
    """Tell it in every province: a log is of the whole election."""
    key = as_json({"key": witness.text})
    before, after = (None, key) if action == ADDED else (key, None)
    for row in await (await work.driver).fetch("SELECT code FROM regions WHERE parent_code IS NULL ORDER BY code"):
        await note(work, by, at, AuditEntry(row["code"], action, witness.name, reason, before, after))
