"""The tables of the feed, as the migrations make them; a test compares the two."""

from typing import Final

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Double, ForeignKey, Integer, Table, Text, Uuid

from silog.kit.database import metadata

_CODE: Final = Text(collation="C")

feed = Table(
    "feed",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True),
    Column("region_code", _CODE, nullable=False),
    Column(
        "kind", _CODE, CheckConstraint("kind IN ('SCAN', 'POSITION', 'PORT', 'SEA_AREA', 'INCIDENT')", "feed_kind_known"), nullable=False
    ),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("box_code", _CODE),
    Column("scan_id", Uuid),
    Column("conveyance_code", _CODE),
    Column("place_code", _CODE),
    Column("state", _CODE),
    Column("point", Geometry("POINT", 4326, spatial_index=False)),
    Column("course_deg", Double),
    Column("speed_kn", Double),
    Column("incident_id", BigInteger),
    Column(
        "incident_change",
        _CODE,
        CheckConstraint("incident_change IN ('OPENED', 'JOINED', 'ACKNOWLEDGED', 'ASSIGNED', 'RESOLVED')", "feed_incident_change_known"),
    ),
    CheckConstraint("num_nulls(incident_id, incident_change) = CASE kind WHEN 'INCIDENT' THEN 0 ELSE 2 END", "feed_incident_whole"),
)

feed_heads = Table(
    "feed_heads",
    metadata,
    Column("election_id", Integer, ForeignKey("elections.id"), primary_key=True),
    Column("seq", BigInteger, nullable=False),
)
