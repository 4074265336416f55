"""The log's tables, as migrations/sql/0031/log.sql and 0032/witnesses.sql make them; a test compares the two."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Identity, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from silog.kit.database import metadata

CODE: Final = Text(collation="C")
ID: Final = UUID(as_uuid=True)

logs = Table(
    "logs",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("origin", CODE, nullable=False),
    Column("verifier_key", CODE, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("checkpoint", Text, nullable=False),
    Column("signed_at", DateTime(timezone=True), nullable=False),
)

log_tiles = Table(
    "log_tiles",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),
)

log_entries = Table(
    "log_entries",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("scan_id", ID, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("log_index", BigInteger, nullable=False),
)

log_waiting = Table(
    "log_waiting",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("scan_ids", ARRAY(ID), nullable=False),
    Column("region_codes", ARRAY(Text), nullable=False),
    Column("leaves", LargeBinary, nullable=False),
)

log_witnesses = Table(
    "log_witnesses",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("verifier_key", CODE, primary_key=True),
    Column("name", CODE, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("removed_at", DateTime(timezone=True)),
)

log_cosignatures = Table(
    "log_cosignatures",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("verifier_key", CODE, primary_key=True),
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("checkpoint", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("cosigned_at", DateTime(timezone=True), nullable=False),
)
