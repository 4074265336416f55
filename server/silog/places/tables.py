"""The tables of places, as the migrations make them; a test compares the two."""

from typing import Final

from geoalchemy2 import Geometry
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from silog.kit.database import metadata

CODE: Final = Text(collation="C")
"""Codes compare by code point, so that all codes inside a region lie in one range of an index."""
MOMENT: Final = DateTime(timezone=True)


def _geometry(shape: str) -> Geometry:
    """Make a type for one column: GeoAlchemy writes the column's nullability into its type, so a shared one would be wrong."""
    return Geometry(shape, 4326, spatial_index=False)


elections = Table(
    "elections",
    metadata,
    Column("id", Integer, Identity(always=False), primary_key=True),
    Column("code", CODE, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", CODE, CheckConstraint("kind IN ('REAL', 'TRAINING')", "elections_kind_known"), nullable=False),
    Column("voting_day", Date, nullable=False),
    Column("clock_anchor_at", MOMENT, nullable=False),
    Column("clock_shown_at", MOMENT, nullable=False),
    Column(
        "clock_speed",
        Double,
        CheckConstraint("clock_speed > 0", "elections_clock_speed_positive"),
        nullable=False,
        server_default=text("1"),
    ),
    Column("clock_is_paused", Boolean, nullable=False, server_default="false"),
    UniqueConstraint("code", name="elections_code_unique"),
    CheckConstraint(
        "kind = 'TRAINING' OR (clock_speed = 1 AND NOT clock_is_paused AND clock_anchor_at = clock_shown_at)",
        "elections_real_time_is_real",
    ),
)

regions = Table(
    "regions",
    metadata,
    Column("code", CODE, primary_key=True),
    Column("parent_code", CODE, ForeignKey("regions.code", name="regions_parent_known", deferrable=True, initially="DEFERRED")),
    Column(
        "level",
        CODE,
        CheckConstraint("level IN ('PROVINCE', 'REGENCY', 'DISTRICT', 'VILLAGE')", "regions_level_known"),
        nullable=False,
    ),
    Column("name", Text, nullable=False),
    Column("name_json", Text, Computed("json_text(name)", persisted=True), nullable=False),
    Column(
        "grandparent_code",
        CODE,
        Computed('CASE length(code) WHEN 13 THEN "left"(code, 5) WHEN 8 THEN "left"(code, 2) END', persisted=True),
    ),
    Column("great_grandparent_code", CODE, Computed('CASE length(code) WHEN 13 THEN "left"(code, 2) END', persisted=True)),
    Column("parent_name_json", Text),
    Column("grandparent_name_json", Text),
    Column("great_grandparent_name_json", Text),
    Column("label", _geometry("POINT")),
    Column("area", _geometry("MULTIPOLYGON")),
    Column("is_area_approximate", Boolean, nullable=False, server_default="true"),
    Column("is_3t", Boolean, nullable=False, server_default="false"),
    CheckConstraint(
        "length(code) = CASE level WHEN 'PROVINCE' THEN 2 WHEN 'REGENCY' THEN 5 WHEN 'DISTRICT' THEN 8 ELSE 13 END",
        "regions_code_fits_level",
    ),
    CheckConstraint("level = 'PROVINCE' AND parent_code IS NULL OR starts_with(code, parent_code || '.')", "regions_code_fits_parent"),
    Index("regions_parent", "parent_code"),
    Index("regions_code_hash", "code", postgresql_using="hash"),
    Index("regions_level", "level", "code"),
    Index("regions_area", "area", postgresql_using="gist"),
)

islands = Table(
    "islands",
    metadata,
    Column("code", CODE, primary_key=True),
    Column("regency_code", CODE, ForeignKey("regions.code")),
    Column("name", Text, nullable=False),
    Column("point", _geometry("POINT"), nullable=False),
    Column("is_populated", Boolean, nullable=False),
    Column("is_outermost", Boolean, nullable=False),
    Column("landmass", Integer),
    Index("islands_point", "point", postgresql_using="gist"),
    Index("islands_regency", "regency_code"),
)

facilities = Table(
    "facilities",
    metadata,
    Column("election_id", Integer, ForeignKey("elections.id"), primary_key=True),
    Column("code", CODE, primary_key=True),
    Column(
        "kind",
        CODE,
        CheckConstraint(
            "kind IN ('WAREHOUSE', 'PORT', 'LANDING', 'AIRPORT', 'PPK', 'PPS', 'POLLING_STATION')",
            "facilities_kind_known",
        ),
        nullable=False,
    ),
    Column("name", Text, nullable=False),
    Column("name_json", Text, Computed("json_text(name)", persisted=True), nullable=False),
    Column("region_code", CODE, ForeignKey("regions.code"), nullable=False),
    Column("point", _geometry("POINT"), nullable=False),
    Column("berth", _geometry("POINT")),
    Column("landmass", Integer),
    Column(
        "quality",
        CODE,
        CheckConstraint("quality IN ('SURVEYED', 'RECALLED', 'CHECK', 'DERIVED', 'SYNTHETIC')", "facilities_quality_known"),
        nullable=False,
    ),
    Column("moved_m", Integer, CheckConstraint("moved_m >= 0", "facilities_moved_not_negative"), nullable=False, server_default="0"),
    Column("source", Text, nullable=False),
    Column("is_3t", Boolean, nullable=False, server_default="false"),
    Column("station_number", Integer),
    Column("registered_voters", Integer, CheckConstraint("registered_voters BETWEEN 0 AND 600", "facilities_voters_within_law")),
    Column("moved_at", MOMENT),
    Column("map_x", Integer, Computed("map_x(ST_X(point))", persisted=True), nullable=False),
    Column("map_y", Integer, Computed("map_y(ST_Y(point))", persisted=True), nullable=False),
    CheckConstraint("(kind = 'POLLING_STATION') = (station_number IS NOT NULL)", "facilities_station_has_number"),
    CheckConstraint("(kind = 'POLLING_STATION') = (registered_voters IS NOT NULL)", "facilities_station_has_voters"),
    Index("facilities_point", "point", postgresql_using="gist"),
    Index("facilities_far", "point", postgresql_using="gist", postgresql_where=text("kind IN ('WAREHOUSE', 'PORT', 'PPK')")),
    Index("facilities_region", "election_id", "region_code", "kind"),
)

station_counts = Table(
    "station_counts",
    metadata,
    Column("election_id", Integer, ForeignKey("elections.id"), primary_key=True),
    Column("region_code", CODE, ForeignKey("regions.code"), primary_key=True),
    Column("stations", Integer, nullable=False),
)
"""Polling stations in each region of every level: kept by triggers on facilities, so that nobody counts them."""
