"""The tables of planning, as migrations/sql/0014 and 0021 make them; a test compares the two."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Column, Date, DateTime, Double, Identity, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from silog.kit.database import metadata

CODE: Final = Text(collation="C")
MOMENT: Final = DateTime(timezone=True)


def _of_election() -> Column[int]:
    return Column("election_id", Integer, primary_key=True, autoincrement=False)


vessel_terms = Table(
    "vessel_terms",
    metadata,
    _of_election(),
    Column("conveyance_code", CODE, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("crew_hours", Double, nullable=False),
    Column("cost_per_hour", Integer, nullable=False),
    Column("cost_per_km", Integer, nullable=False),
    Column("capacity_kg", Integer),
    Column("from_at", MOMENT, nullable=False),
    Column("until_at", MOMENT, nullable=False),
    Column("source", Text, nullable=False),
    Column("standby_rank", Integer),
    Column("notice_hours", Double),
)

voyages = Table(
    "voyages",
    metadata,
    _of_election(),
    Column("code", CODE, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("conveyance_code", CODE, nullable=False),
    Column("capacity_boxes", Integer, nullable=False),
    Column("source", Text, nullable=False),
)

voyage_calls = Table(
    "voyage_calls",
    metadata,
    _of_election(),
    Column("voyage_code", CODE, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("place_code", CODE, nullable=False),
    Column("arrives_at", MOMENT, nullable=False),
    Column("departs_at", MOMENT, nullable=False),
)

tide_windows = Table(
    "tide_windows",
    metadata,
    _of_election(),
    Column("place_code", CODE, primary_key=True),
    Column("opens_at", MOMENT, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("closes_at", MOMENT, nullable=False),
    Column("source", Text, nullable=False),
)

sea_states = Table(
    "sea_states",
    metadata,
    _of_election(),
    Column("region_code", CODE, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("wave_m", Double, nullable=False),
    Column("source", Text, nullable=False),
)

plan_deadlines = Table(
    "plan_deadlines",
    metadata,
    _of_election(),
    Column("region_code", CODE, primary_key=True),
    Column("tier", Integer, primary_key=True),
    Column("due_at", MOMENT, nullable=False),
    Column("target", Double, nullable=False),
    Column("source", Text, nullable=False),
)

handling_times = Table(
    "handling_times",
    metadata,
    _of_election(),
    Column("region_code", CODE, primary_key=True),
    Column("place_kind", CODE, primary_key=True),
    Column("base_minutes", Double, nullable=False),
    Column("box_minutes", Double, nullable=False),
    Column("source", Text, nullable=False),
)

plans = Table(
    "plans",
    metadata,
    _of_election(),
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("state", CODE, nullable=False),
    Column("replaces", BigInteger),
    Column("seed", Integer, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    *(Column(name, MOMENT, nullable=False) for name in ("asked_at", "begins_at", "queued_at")),
    *(Column(name, MOMENT) for name in ("started_at", "ended_at")),
    Column("progress", Double, nullable=False, server_default=text("0")),
    Column("stage", Text, nullable=False, server_default=""),
    Column("faults", ARRAY(Text), nullable=False, server_default="{}"),
    Column("reasons", JSONB, nullable=False, server_default="[]"),
    *(Column(name, Text) for name in ("task", "proposal")),
    *(Column(name, Integer) for name in ("stations", "stations_short")),
    Column("worst_chance", Double),
    *(Column(name, BigInteger) for name in ("least_slack_s", "cost")),
    Column("adopted_at", MOMENT),
    Column("adopted_by", Text),
)
