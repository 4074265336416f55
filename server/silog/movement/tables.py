"""The tables of movement, as migrations/sql/{0001/movement,0006/tracking,0022/ended_alarms}.sql make them; a test compares the two."""

from typing import Final

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
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
    text,
)

from silog.kit.database import metadata

CODE: Final = Text(collation="C")
MOMENT: Final = DateTime(timezone=True)
POINT: Final = Geometry("POINT", 4326, spatial_index=False)
LINE: Final = Geometry("LINESTRING", 4326, spatial_index=False)


def _known(name: str, column: str, table: str) -> ForeignKeyConstraint:
    """A place or conveyance of the same election."""
    return ForeignKeyConstraint(["election_id", column], [f"{table}.election_id", f"{table}.code"], name=name)


conveyances = Table(
    "conveyances",
    metadata,
    Column("election_id", Integer, ForeignKey("elections.id"), primary_key=True),
    Column("code", CODE, CheckConstraint("starts_with(code, 'CNV-')", "conveyances_code_marked"), primary_key=True),
    Column("name", Text, nullable=False),
    Column(
        "kind",
        CODE,
        CheckConstraint("kind IN ('LINER', 'FERRY', 'POMPONG', 'SPEEDBOAT', 'TRUCK', 'AIRCRAFT', 'ON_FOOT')", "conveyances_kind_known"),
        nullable=False,
    ),
    Column("region_code", CODE, ForeignKey("regions.code"), nullable=False),
    Column("home_code", CODE),
    Column("capacity_boxes", Integer, CheckConstraint("capacity_boxes > 0", "conveyances_capacity_positive"), nullable=False),
    Column("speed_kn", Double, CheckConstraint("speed_kn > 0", "conveyances_speed_positive"), nullable=False),
    Column("clearance_m", Integer, CheckConstraint("clearance_m >= 0", "conveyances_clearance_not_negative")),
    Column("wave_limit_m", Double, CheckConstraint("wave_limit_m > 0", "conveyances_wave_limit_positive")),
    Column("point", POINT),
    Column("course_deg", Double),
    Column("speed_now_kn", Double),
    Column("reported_at", MOMENT),
    _known("conveyances_home_known", "home_code", "facilities"),
    Index("conveyances_point", "point", postgresql_using="gist"),
)

shipments = Table(
    "shipments",
    metadata,
    Column("election_id", Integer, ForeignKey("elections.id"), primary_key=True),
    Column("code", CODE, primary_key=True),
    Column("name", Text, nullable=False),
    Column("region_code", CODE, ForeignKey("regions.code"), nullable=False),
    Column("direction", CODE, CheckConstraint("direction IN ('OUTBOUND', 'RETURN')", "shipments_direction_known"), nullable=False),
    Column("origin_code", CODE, nullable=False),
    Column("destination_code", CODE, nullable=False),
    Column("planned_depart_at", MOMENT, nullable=False),
    Column("planned_arrive_at", MOMENT, nullable=False),
    Column("is_3t", Boolean, nullable=False, server_default="false"),
    Column("fallback", Text),
    _known("shipments_origin_known", "origin_code", "facilities"),
    _known("shipments_destination_known", "destination_code", "facilities"),
    CheckConstraint("planned_arrive_at >= planned_depart_at", "shipments_arrive_after_depart"),
    Index("shipments_region", "election_id", "region_code"),
    Index("shipments_when", "election_id", "planned_depart_at", "code"),
)

shipment_boxes = Table(
    "shipment_boxes",
    metadata,
    Column("election_id", Integer, primary_key=True),
    Column("shipment_code", CODE, primary_key=True),
    Column("box_code", CODE, primary_key=True),
    Column("region_code", CODE, nullable=False),
    _known("shipment_boxes_shipment_known", "shipment_code", "shipments"),
    _known("shipment_boxes_box_known", "box_code", "boxes"),
    Index("shipment_boxes_box", "election_id", "box_code"),
)

legs = Table(
    "legs",
    metadata,
    Column("election_id", Integer, primary_key=True),
    Column("shipment_code", CODE, primary_key=True),
    Column("number", Integer, CheckConstraint("number > 0", "legs_number_positive"), primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("mode", CODE, CheckConstraint("mode IN ('SEA', 'LAND', 'AIR', 'TRANSFER')", "legs_mode_known"), nullable=False),
    Column("conveyance_code", CODE),
    Column("from_code", CODE, nullable=False),
    Column("to_code", CODE, nullable=False),
    Column("planned_depart_at", MOMENT, nullable=False),
    Column("planned_arrive_at", MOMENT, nullable=False),
    Column("departed_at", MOMENT),
    Column("arrived_at", MOMENT),
    Column("route", LINE, nullable=False),
    Column("length_m", Double, CheckConstraint("length_m >= 0", "legs_length_not_negative"), nullable=False),
    Column("is_estimate", Boolean, nullable=False),
    _known("legs_shipment_known", "shipment_code", "shipments"),
    _known("legs_conveyance_known", "conveyance_code", "conveyances"),
    _known("legs_from_known", "from_code", "facilities"),
    _known("legs_to_known", "to_code", "facilities"),
    CheckConstraint("planned_arrive_at >= planned_depart_at", "legs_arrive_after_depart"),
    CheckConstraint("mode = 'TRANSFER' OR conveyance_code IS NOT NULL", "legs_carried_unless_transfer"),
    Index("legs_conveyance", "election_id", "conveyance_code", "planned_depart_at"),
    Index("legs_route", "route", postgresql_using="gist"),
)

positions = Table(
    "positions",
    metadata,
    Column("election_id", Integer, primary_key=True),
    Column("conveyance_code", CODE, primary_key=True),
    Column("at", MOMENT, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("point", POINT, nullable=False),
    Column("course_deg", Double),
    Column("speed_kn", Double),
    Column("received_at", MOMENT, nullable=False),
    _known("positions_conveyance_known", "conveyance_code", "conveyances"),
    Index("positions_when", "election_id", "at"),
    postgresql_partition_by="RANGE (at)",  # by month
)

positions_thinned = Table(
    "positions_thinned",
    metadata,
    Column("election_id", Integer, ForeignKey("elections.id"), primary_key=True),
    Column("until", MOMENT, nullable=False),
)

box_journeys = Table(
    "box_journeys",
    metadata,
    Column("election_id", Integer, primary_key=True),
    Column("box_code", CODE, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("shipment_code", CODE, nullable=False),
    Column("leg_number", Integer, nullable=False),
    Column("is_aboard", Boolean, nullable=False),
    Column("due_at", MOMENT),
    _known("box_journeys_box_known", "box_code", "boxes"),
    ForeignKeyConstraint(
        ["election_id", "shipment_code", "leg_number"],
        ["legs.election_id", "legs.shipment_code", "legs.number"],
        name="box_journeys_leg_known",
    ),
    Index("box_journeys_due", "election_id", "due_at"),
    Index("box_journeys_leg", "election_id", "shipment_code", "leg_number"),
)

trip_tracks = Table(
    "trip_tracks",
    metadata,
    Column("election_id", Integer, primary_key=True),
    Column("conveyance_code", CODE, primary_key=True),
    Column("departs_at", MOMENT, primary_key=True),
    Column("from_code", CODE, primary_key=True),
    Column("to_code", CODE, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("departed_at", MOMENT, nullable=False),
    Column("ended_at", MOMENT),
    Column("arrives_at", MOMENT, nullable=False),
    Column(
        "state",
        CODE,
        CheckConstraint("state IN ('WAITING', 'ON_COURSE', 'LATE', 'STOPPED', 'STRAYED', 'ARRIVED')", "trip_tracks_state_known"),
        nullable=False,
    ),
    *(Column(name, MOMENT, nullable=False) for name in ("heard_at", "silent_at", "missing_at", "overdue_at")),
    *(Column(name, MOMENT) for name in ("handover_due_at", "strayed_since", "strayed_at", "stopped_since", "stopped_at", "late_at")),
    *(Column(name, Double, nullable=False) for name in ("along_m", "remaining_m", "off_m", "speed_kn")),
    *(Column(name, MOMENT) for name in ("eta_p10", "eta", "eta_p90")),
    Column("memory", LargeBinary),
    _known("trip_tracks_conveyance_known", "conveyance_code", "conveyances"),
    CheckConstraint("(strayed_since IS NULL) = (strayed_at IS NULL)", "trip_tracks_strayed_whole"),
    CheckConstraint("(stopped_since IS NULL) = (stopped_at IS NULL)", "trip_tracks_stopped_whole"),
    Index("trip_tracks_open", "election_id", "conveyance_code", postgresql_where=text("ended_at IS NULL")),
)

ended_trip_alarms = Table(
    "ended_trip_alarms",
    metadata,
    Column("election_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("conveyance_code", CODE, nullable=False),
    Column("departs_at", MOMENT, nullable=False),
    Column("from_code", CODE, nullable=False),
    Column("to_code", CODE, nullable=False),
    Column("region_code", CODE, nullable=False),
    Column(
        "kind",
        CODE,
        CheckConstraint("kind IN ('MISSING', 'STRAYED', 'STOPPED', 'LATE', 'MISSED_HANDOVER')", "ended_trip_alarms_kind_known"),
        nullable=False,
    ),
    *(Column(name, MOMENT, nullable=False) for name in ("since", "raised_at", "ended_at")),
    _known("ended_trip_alarms_conveyance_known", "conveyance_code", "conveyances"),
    UniqueConstraint(
        *("election_id", "conveyance_code", "departs_at", "from_code", "to_code", "kind", "raised_at"), name="ended_trip_alarms_once"
    ),
    Index("ended_trip_alarms_when", "election_id", "ended_at", "id"),
)

dead_zones = Table(
    "dead_zones",
    metadata,
    Column("election_id", Integer, ForeignKey("elections.id"), primary_key=True),
    Column("code", CODE, primary_key=True),
    Column("name", Text, nullable=False),
    Column("region_code", CODE, ForeignKey("regions.code"), nullable=False),
    Column(
        "area",
        Geometry("MULTIPOLYGON", 4326, spatial_index=False),
        CheckConstraint("ST_IsValid(area)", "dead_zones_area_valid"),
        nullable=False,
    ),
    Column("source", Text, nullable=False),
    Index("dead_zones_area", "area", postgresql_using="gist"),
)
