"""What photos add to a scan."""

from datetime import datetime

import strawberry
from sqlalchemy import and_, case

from silog.custody.schema import Scan
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.entities import Entity, entity
from silog.kit.graphql.declare.extension import extends
from silog.photos.rules import PhotoState
from silog.photos.tables import scan_photos

strawberry.enum(
    PhotoState,
    description="Whether a photo is here. AWAITED: its phone has not sent it yet. ERASED: somebody asked for it; the scan keeps its hash.",
)


@entity(Entity(scan_photos, ("election_id", "scan_id")))
@strawberry.type(description="A photo that an officer took at a scan. The signed scan commits to it by its hash.")
class Photo:
    """One photo."""

    sha256: str = fields.code(lambda p: p.c.sha256, "The SHA-256 of its bytes as base64url, as it stands in the detail of the scan.")
    state: PhotoState = fields.code(lambda p: p.c.state, "Whether it is here.")
    url: str | None = fields.code(
        lambda p: case((p.c.state == PhotoState.STORED.value, "/photos/" + p.c.sha256)),
        "Where this server shows it, as JPEG, to who may see it; null unless it is here.",
    )
    bytes: int | None = fields.number(lambda p: p.c.bytes, "How many bytes it has; null unless it is here.")
    width: int | None = fields.number(lambda p: p.c.width, "Its width in pixels; null unless it is here.")
    height: int | None = fields.number(lambda p: p.c.height, "Its height in pixels; null unless it is here.")
    taken_by: str = fields.text(lambda p: p.c.taken_by, "Who took it: the officer of the scan.")
    received_at: datetime | None = fields.moment(lambda p: p.c.received_at, "When it came, on the election's clock; null before.")
    erased_at: datetime | None = fields.moment(lambda p: p.c.erased_at, "When it was erased; null where it was not.")


@extends(Scan)
class ScanPhoto:
    """What photos add to a scan."""

    photo: Photo | None = fields.one(
        lambda s, p: and_(p.c.election_id == s.c.election_id, p.c.scan_id == s.c.id),
        "The photo taken at it; null where there is none, and in the public view.",
    )
