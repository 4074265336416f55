"""The tables of routes, as the migrations make them; a test compares the two."""

from typing import Final

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Double, ForeignKey, Identity, Index, Integer, Table, Text

from silog.kit.database import metadata

CODE: Final = Text(collation="C")
MOMENT: Final = DateTime(timezone=True)

sea_areas = Table(
    "sea_areas",
    metadata,
    Column("election_id", Integer, ForeignKey("elections.id"), primary_key=True),
    Column("code", CODE, CheckConstraint("code ~ '^[A-Z0-9][A-Z0-9-]{1,39}$'", "sea_areas_code_form"), primary_key=True),
    Column("region_code", CODE, ForeignKey("regions.code"), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", CODE, CheckConstraint("kind IN ('FOREIGN', 'RESTRICTED')", "sea_areas_kind_known"), nullable=False),
    Column("rule", CODE, CheckConstraint("rule IN ('AVOID', 'COST')", "sea_areas_rule_known"), nullable=False),
    Column("cost_factor", Double, CheckConstraint("cost_factor > 1 AND cost_factor <= 100", "sea_areas_cost_factor_bounds")),
    Column("valid_from", MOMENT),
    Column("valid_to", MOMENT),
    Column(
        "area",
        Geometry("MULTIPOLYGON", 4326, spatial_index=False),
        CheckConstraint("ST_IsValid(area) AND NOT ST_IsEmpty(area)", "sea_areas_area_sound"),
        nullable=False,
    ),
    Column("source", Text, nullable=False),
    CheckConstraint("(rule = 'COST') = (cost_factor IS NOT NULL)", "sea_areas_cost_has_factor"),
    CheckConstraint("valid_to >= valid_from", "sea_areas_end_after_start"),
    Index("sea_areas_area", "area", postgresql_using="gist"),
)

road_networks = Table(
    "road_networks",
    metadata,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("name", Text, nullable=False),
    Column("sha256", CODE, nullable=False),
    Column("loaded_at", MOMENT, nullable=False),
    Column("node_count", Integer, nullable=False),
    Column("edge_count", Integer, nullable=False),
)

road_nodes = Table(
    "road_nodes",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("component", Integer, nullable=False),
    Column("point", Geometry("POINT", 4326, spatial_index=False), nullable=False),
    Index("road_nodes_point", "point", postgresql_using="gist"),
)

road_edges = Table(
    "road_edges",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("source", BigInteger, nullable=False),
    Column("target", BigInteger, nullable=False),
    Column("road_class", CODE, nullable=False),
    Column("length_m", Double, nullable=False),
    Column("forward_s", Double, nullable=False),
    Column("backward_s", Double, nullable=False),
    Column("line", Geometry("LINESTRING", 4326, spatial_index=False), nullable=False),
    Index("road_edges_line", "line", postgresql_using="gist"),
)
