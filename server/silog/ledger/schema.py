"""The log in GraphQL: an election's log, and where each scan stands in it."""

from datetime import datetime
from typing import Final

import strawberry
from sqlalchemy import ColumnElement, LargeBinary, Text, cast, func, literal_column, select

from silog.custody.schema import Scan
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.entities import Entity, entity, in_election
from silog.kit.graphql.declare.extension import extends
from silog.kit.graphql.declare.sources import Expression, Row
from silog.kit.graphql.plan.text import fixed
from silog.ledger.tables import log_entries, logs
from silog.places.schema import Election
from silog.places.tables import elections

_BEFORE_A_LEAF: Final = literal_column("'\\x00'::bytea", LargeBinary)
"""What stands before an entry where it is hashed: RFC 6962, section 2.1."""


def _base64(content: ColumnElement[bytes]) -> ColumnElement[str]:
    return func.encode(content, fixed("base64"), type_=Text())


def _address(row: Row) -> ColumnElement[str]:
    its_own = elections.alias()
    found = select(fixed("/log/") + its_own.c.code).where(its_own.c.id == row.c.election_id)
    return found.correlate_except(its_own).scalar_subquery()


def _index(scan: Row) -> Expression:
    entry = log_entries.alias()
    its_own = entry.c.election_id == scan.c.election_id, entry.c.scan_id == scan.c.id
    return select(entry.c.log_index).where(*its_own).correlate_except(entry).scalar_subquery()


@entity(Entity(logs, ("election_id",), in_election))
@strawberry.type(
    description="The log of an election: a Merkle tree (RFC 6962) of all its scans, in the order in which they were given their places. "
    "Its head is signed, so nobody can take a scan back, or change one, without it showing. Its files are for everybody."
)
class Log:
    """A log."""

    address: str = fields.code(_address, "Where its files are: `checkpoint`, `tile/…` and `proof/…` below it, as c2sp.org/tlog-tiles says.")
    origin: str = fields.text(lambda log: log.c.origin, "What it is called in its checkpoints.")
    verifier_key: str = fields.text(lambda log: log.c.verifier_key, "The key that checks them: its name, its id, and Ed25519 in base64.")
    size: int = fields.number(lambda log: log.c.size, "How many scans have a place in it.")
    root_hash: str = fields.code(lambda log: _base64(log.c.root), "The root of the tree, in base64.")
    checkpoint: str = fields.text(
        lambda log: log.c.checkpoint, "Its newest checkpoint as it was signed: a note in the format of c2sp.org/signed-note."
    )
    signed_at: datetime = fields.moment(lambda log: log.c.signed_at, "When that was signed, on the election's clock.")


@extends(Election)
class ElectionLog:
    """What the log adds to an election."""

    log: Log | None = fields.one(
        lambda e, log: log.c.election_id == e.c.id, "Its log; null until a server has begun it, and where you look at another election."
    )


@extends(Scan)
class LoggedScan:
    """What the log adds to a scan."""

    leaf_hash: str = fields.code(
        lambda s: _base64(func.sha256(_BEFORE_A_LEAF.concat(s.c.event), type_=LargeBinary())),
        "What stands for it in the log: SHA-256 of a zero byte and the event, in base64.",
    )
    log_index: int | None = fields.number(
        _index, "Its place in the log, counted from 0; null until it has one, seconds after it was recorded."
    )
    proof_url: str = fields.code(
        lambda s: _address(s) + fixed("/proof/") + cast(s.c.id, Text()),
        "Where its proof is: a file in the format of c2sp.org/tlog-proof.",
    )
