"""The log in GraphQL: an election's log, and where each scan stands in it."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import strawberry
from sqlalchemy import ColumnElement, LargeBinary, Text, and_, cast, func, literal_column, select

from silog.custody.schema import Scan
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.entities import Entity, entity, in_election
from silog.kit.graphql.declare.extension import extends
from silog.kit.graphql.declare.sources import Expression, Row
from silog.kit.graphql.plan.text import fixed
from silog.ledger.tables import log_cosignatures, log_entries, log_witnesses, logs
from silog.ledger.witnessing import MOST_WITNESSES
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


def _said(witness: Row, value: Callable[[Row], Expression]) -> Expression:
    """Something of what a witness said of the largest tree that it cosigned."""
    last = log_cosignatures.alias()
    its_own = last.c.election_id == witness.c.election_id, last.c.verifier_key == witness.c.verifier_key
    return select(value(last)).where(*its_own).order_by(last.c.size.desc()).limit(1).correlate_except(last).scalar_subquery()


@entity(Entity(log_witnesses, ("election_id", "verifier_key"), in_election))
@strawberry.type(
    description="A witness of a log: somebody else than who runs the server, who remembers what the log showed and cosigns what only grew "
    "(c2sp.org/tlog-cosignature). Whoever trusts one of them knows that the log is no other than the one that it has seen."
)
class LogWitness:
    """A witness."""

    name: str = fields.text(lambda w: w.c.name, "What it is called under checkpoints.")
    verifier_key: str = fields.text(
        lambda w: w.c.verifier_key,
        "The key that checks its lines: its name, its id, and a key in base64. Compare it with the one that it publishes itself.",
    )
    added_at: datetime = fields.moment(lambda w: w.c.added_at, "Since when it is taken for a witness, on the election's clock.")
    cosigned_size: int | None = fields.number(
        lambda w: _said(w, lambda last: last.c.size),
        "How many scans the largest tree has that it cosigned; null where it has cosigned none.",
    )
    cosigned_at: datetime | None = fields.moment(
        lambda w: _said(w, lambda last: last.c.cosigned_at), "When it cosigned that, by its own clock. Part of what it signed."
    )
    checkpoint: str | None = fields.text(
        lambda w: _said(w, lambda last: last.c.checkpoint.concat(last.c.line)),
        "The checkpoint of that tree as the log signed it, with the witness's line below.",
    )


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
    witnesses: list[LogWitness] = fields.many(
        lambda log, w: and_(w.c.election_id == log.c.election_id, w.c.removed_at.is_(None)),
        "Who cosigns it, by name; empty where nobody but those who visit it compares what it shows.",
        order=lambda w: [w.c.name],
        limit=MOST_WITNESSES,
    )


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
