"""The tables of people, as the migrations make them; a test compares the two."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    column,
    func,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

from silog.kit.database import metadata

CODE: Final = Text(collation="C")
_FIELD: Final = "'OPERATOR', 'SUPPLIER', 'CARRIER', 'PPK', 'PPS', 'KPPS', 'ESCORT'"
_STORED: Final = f"'COORDINATOR', 'PLANNER', {_FIELD}, 'SUPERVISOR', 'TRAINER', 'AUDITOR'"
MOMENT: Final = DateTime(timezone=True)

users = Table(
    "users",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("election_id", Integer, ForeignKey("elections.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("role", CODE, CheckConstraint(f"role IN ({_STORED})", "users_role_known"), nullable=False),
    Column("region_code", CODE, ForeignKey("regions.code"), nullable=False),
    Column("password_hash", Text),
    Column("closed_at", MOMENT),
    UniqueConstraint("election_id", "name", name="users_name_unique"),
    UniqueConstraint("election_id", "id", name="users_of_election"),
    Index("users_territory", "election_id", "region_code"),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user_id", UUID(as_uuid=True), ForeignKey("users.id"), nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Column("used_at", MOMENT),
    Index("sign_in_links_user", "user_id"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user_id", UUID(as_uuid=True), ForeignKey("users.id"), nullable=False),
    Column("kind", CODE, CheckConstraint("kind IN ('COOKIE', 'BEARER', 'DEVICE')", "sessions_kind_known"), nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Column("revoked_at", MOMENT),
    Column("device_id", CODE, ForeignKey("devices.id")),
    Column("id", UUID(as_uuid=True), nullable=False, server_default=func.gen_random_uuid()),
    Column("used_at", MOMENT),
    Column("agent", Text),
    UniqueConstraint("id", name="sessions_id_unique"),
    CheckConstraint("(kind = 'DEVICE') = (device_id IS NOT NULL)", "sessions_device_named"),
    Index("sessions_user", "user_id"),
    Index("sessions_device", "device_id", postgresql_where=text("device_id IS NOT NULL")),
)

seen_sessions = table(
    "seen_sessions",
    column("election_id", Integer()),
    column("id", UUID(as_uuid=True)),
    column("user_id", UUID(as_uuid=True)),
    column("name", Text()),
    column("role", CODE),
    column("region_code", CODE),
    column("kind", CODE),
    column("device_id", CODE),
    column("agent", Text()),
    column("created_at", MOMENT),
    column("used_at", MOMENT),
    column("expires_at", MOMENT),
)
"""A view: the sessions that stand, of the people inside the statement's scope."""

seen_accounts = table(
    "seen_accounts",
    column("election_id", Integer()),
    column("id", UUID(as_uuid=True)),
    column("name", CODE),
    column("role", CODE),
    column("region_code", CODE),
    column("closed_at", MOMENT),
    column("signed_in_at", MOMENT),
    column("used_at", MOMENT),
    column("session_count", Integer()),
    column("link_until", MOMENT),
)
"""A view: the people inside the statement's scope, enrolled phones aside, and how they sign in."""

passkeys = Table(
    "passkeys",
    metadata,
    Column("election_id", Integer, ForeignKey("elections.id"), primary_key=True),
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("user_id", UUID(as_uuid=True), nullable=False),
    Column("region_code", CODE, ForeignKey("regions.code"), nullable=False),
    Column("name", Text, nullable=False),
    Column("rp_id", CODE, nullable=False),
    Column("credential_id", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, CheckConstraint("sign_count >= 0", "passkeys_count_not_negative"), nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("used_at", MOMENT),
    Column("removed_at", MOMENT),
    UniqueConstraint("credential_id", name="passkeys_credential_unique"),
    CheckConstraint("length(credential_id) BETWEEN 1 AND 1023", "passkeys_credential_short"),
    ForeignKeyConstraint(["election_id", "user_id"], ["users.election_id", "users.id"], name="passkeys_user_known"),
    Index("passkeys_user", "election_id", "user_id"),
)

passkey_challenges = Table(
    "passkey_challenges",
    metadata,
    Column("challenge", LargeBinary, primary_key=True),
    Column("purpose", CODE, CheckConstraint("purpose IN ('REGISTER', 'SIGN_IN')", "passkey_challenges_purpose_known"), nullable=False),
    Column("user_id", UUID(as_uuid=True), ForeignKey("users.id")),
    Column("expires_at", MOMENT, nullable=False),
    CheckConstraint("(purpose = 'REGISTER') = (user_id IS NOT NULL)", "passkey_challenges_user_named"),
    Index("passkey_challenges_end", "expires_at"),
)

audit = Table(
    "audit",
    metadata,
    Column("election_id", Integer, ForeignKey("elections.id"), primary_key=True),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("region_code", CODE, ForeignKey("regions.code"), nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("recorded_at", MOMENT, nullable=False),
    Column("actor", Text, nullable=False),
    Column("role", CODE, nullable=False),
    Column("action", CODE, CheckConstraint("action ~ '^[a-z_]+:[a-z_]+:[a-z_]+$'", "audit_action_form"), nullable=False),
    Column("object_code", CODE, nullable=False),
    Column("reason", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Index("audit_object", "election_id", "object_code", "id"),
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
    Column("role", CODE, CheckConstraint(f"role IN ({_FIELD})", "devices_role_known")),
    Column("revoked_at", MOMENT),
    Column("version", Text),
    Column("contact_at", MOMENT),
    Column("queue_length", Integer, CheckConstraint("queue_length >= 0", "devices_queue_not_negative"), nullable=False, server_default="0"),
    Column("oldest_unsent_at", MOMENT),
    Column("clock_offset_s", Double),
    UniqueConstraint("id", name="devices_id_unique"),
    Index("devices_territory", "election_id", "region_code"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("election_id", Integer, ForeignKey("elections.id"), primary_key=True),
    Column("code_hash", LargeBinary, primary_key=True),
    Column("role", CODE, CheckConstraint(f"role IN ({_FIELD})", "invitations_role_known"), nullable=False),
    Column("region_code", CODE, ForeignKey("regions.code"), nullable=False),
    Column("place_code", CODE),
    Column("label", Text, nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Column("used_at", MOMENT),
    Column("device_id", CODE),
    Column("id", UUID(as_uuid=True), nullable=False, server_default=func.gen_random_uuid()),
    Column("revoked_at", MOMENT),
    UniqueConstraint("id", name="invitations_id_unique"),
    UniqueConstraint("code_hash", name="invitations_code_unique"),
    ForeignKeyConstraint(["election_id", "device_id"], ["devices.election_id", "devices.id"], name="invitations_device_known"),
    CheckConstraint("(used_at IS NULL) = (device_id IS NULL)", "invitations_used_whole"),
    CheckConstraint("used_at IS NULL OR revoked_at IS NULL", "invitations_used_or_revoked"),
    Index("invitations_unused", "election_id", "region_code", postgresql_where=text("used_at IS NULL AND revoked_at IS NULL")),
)
