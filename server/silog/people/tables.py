"""The tables of people, as migrations/sql/0001/people.sql makes them; a test compares the two."""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import UUID

from silog.kit.database import metadata

CODE: Final = Text(collation="C")
MOMENT: Final = DateTime(timezone=True)

users = Table(
    "users",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("election_id", Integer, ForeignKey("elections.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column(
        "role",
        CODE,
        CheckConstraint("role IN ('COORDINATOR', 'OPERATOR', 'SUPERVISOR', 'AUDITOR', 'TRAINER')", "users_role_known"),
        nullable=False,
    ),
    Column("region_code", CODE, ForeignKey("regions.code"), nullable=False),
    UniqueConstraint("election_id", "name", name="users_name_unique"),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user_id", UUID(as_uuid=True), ForeignKey("users.id"), nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Column("used_at", MOMENT),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user_id", UUID(as_uuid=True), ForeignKey("users.id"), nullable=False),
    Column("kind", CODE, CheckConstraint("kind IN ('COOKIE', 'BEARER')", "sessions_kind_known"), nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Column("revoked_at", MOMENT),
    Index("sessions_user", "user_id"),
)

devices = Table(
    "devices",
    metadata,
    Column("election_id", Integer, ForeignKey("elections.id"), primary_key=True),
    Column("id", CODE, primary_key=True),
    Column("label", Text, nullable=False),
    Column("region_code", CODE, ForeignKey("regions.code"), nullable=False),
    Column("place_code", CODE),
    Column("algorithm", CODE, CheckConstraint("algorithm IN ('ED25519', 'P256')", "devices_algorithm_known"), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("enrolled_at", MOMENT, nullable=False),
    Column("revoked_after_seq", BigInteger),
    UniqueConstraint("id", name="devices_id_unique"),
)
