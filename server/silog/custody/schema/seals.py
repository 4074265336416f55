"""Seals in GraphQL: which number went to which place, which box carries it, and what was published of the register."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import strawberry
from sqlalchemy import and_, case, func, select, true

from silog.custody.rules import SealState
from silog.custody.rules.register import SEALS_FOR_VERIFYING
from silog.custody.schema.boxes import Box, same_election
from silog.custody.schema.scans import is_place_in_sight, place_code_in_sight
from silog.custody.tables import boxes, scans, seal_registers, sealings, seals
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import Entity, entity, in_election
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.relay import After, Connection, First
from silog.kit.graphql.declare.sources import Condition, Expression, One, Order, Row
from silog.people.schema import Device
from silog.places.schema import Place, Region
from silog.places.schema.conditions import RegionCode, inside


@entity(Entity(sealings, ("election_id", "number", "scan_id")))
@strawberry.type(description="One scan that put a seal on a box.")
class Sealing:
    """One sealing, of one seal."""

    number: str = fields.code(lambda g: g.c.number, "The seal's number.")
    box: Box = fields.one(lambda g, b: and_(same_election(g, b), b.c.code == g.c.box_code), "The box it was put on.")
    at: datetime = fields.moment(lambda g: g.c.applied_at, "When.")
    place_code: str | None = fields.text(place_code_in_sight, "Code of where; null in the public view while aboard.")
    place: Place | None = fields.one(
        lambda g, f: and_(same_election(g, f), f.c.code == g.c.place_code, is_place_in_sight(g)), "Where; null aboard a conveyance."
    )
    device: Device | None = fields.one(
        lambda g, d: and_(same_election(g, d), d.c.id == g.c.device_id), "The device that signed it; null in the public view."
    )


def _last(seal: Row, value: str) -> Expression:
    """A value of the last sealing with this number."""
    sealing = sealings.alias()
    its_own = and_(same_election(seal, sealing), sealing.c.number == seal.c.number)
    newest = select(sealing.c[value]).where(its_own).order_by(sealing.c.applied_at.desc(), sealing.c.scan_id.desc()).limit(1)
    return newest.correlate_except(sealing).scalar_subquery()


def _verifiers(seal: Row) -> Expression:
    scan = scans.alias()
    sees_it = and_(
        same_election(seal, scan),
        scan.c.box_code == _last(seal, "box_code"),
        scan.c.occurred_at >= _last(seal, "applied_at"),
        seal.c.number == func.any(scan.c.seals),
    )
    return select(func.count(scan.c.device_id.distinct())).select_from(scan).where(sees_it).correlate_except(scan).scalar_subquery()


def _state(seal: Row) -> Expression:
    box = boxes.alias()
    its_own = and_(same_election(seal, box), box.c.code == _last(seal, "box_code"))
    carried = select(
        case(
            (seal.c.number == func.any(box.c.seals), case((_verifiers(seal) >= SEALS_FOR_VERIFYING, "VERIFIED"), else_="APPLIED")),
            (func.cardinality(box.c.seals) == 0, "BROKEN"),
            else_="REPLACED",
        )
    ).where(its_own)
    return func.coalesce(carried.correlate_except(box).scalar_subquery(), "ISSUED")


@entity(Entity(seals, ("election_id", "number")))
@strawberry.type(description="A seal that was issued. What became of it is told by the scans of the box that it was put on.")
class Seal:
    """One number of the register."""

    number: str = fields.code(lambda s: s.c.number, "The number on it.")
    region: Region = fields.one(lambda s, r: r.c.code == s.c.region_code, "The region of the place it was issued to.")
    place: Place = fields.one(lambda s, f: and_(same_election(s, f), f.c.code == s.c.place_code), "The place it was issued to.")
    issued_at: datetime = fields.moment(lambda s: s.c.issued_at, "When it was issued.")
    state: SealState = fields.code(_state, "How far it has come.")
    verified_by: int = fields.number(
        _verifiers, "How many different devices have signed that they saw it on the box that it was put on last, its sealer's included."
    )
    sealings: list[Sealing] = fields.many(
        lambda s, g: and_(same_election(s, g), g.c.number == s.c.number),
        "The scans that put it on a box, in their order: one, unless two officers sealed together or something is wrong.",
        order=lambda g: [g.c.applied_at, g.c.scan_id],
        limit=50,
    )


@entity(Entity(seal_registers, ("election_id", "region_code", "version"), in_election))
@strawberry.type(description="The register of a region's seals as it was published, word for word.")
class SealRegister:
    """One version."""

    region: Region = fields.one(lambda g, r: r.c.code == g.c.region_code, "Whose register it is.")
    version: int = fields.number(lambda g: g.c.version, "1 for the first; each says all that was issued until then.")
    published_at: datetime = fields.moment(lambda g: g.c.published_at, "When it was published.")
    seal_count: int = fields.number(lambda g: g.c.seal_count, "How many numbers it holds.")
    digest: str = fields.code(lambda g: g.c.digest, "SHA-256 of `content` in UTF-8, as hexadecimal digits: what others hold against us.")
    content: str = fields.text(lambda g: g.c.content, "A line that says whose register it is, then one line per number and place.")


def _seals(_: Row, seal: Row, arguments: Arguments) -> Condition:
    place = seal.c.place_code == arguments.bind("placeCode") if arguments.given("placeCode") else true()
    return and_(inside(seal.c.region_code, arguments, "region"), place)


def _published(_: Row, register: Row, arguments: Arguments) -> Condition:
    return inside(register.c.region_code, arguments, "region")


def _newest(_: Row, register: Row, arguments: Arguments) -> Condition:
    condition: Condition = register.c.region_code == arguments.bind("region")
    return condition


_NEWEST_FIRST: Mapping[Any, Order] = {None: Order(lambda r: (r.c.published_at,), descending=True)}


@strawberry.type
class SealQuery:
    """The fields of Query that ask about seals."""

    @planned(One(lambda _, s, a: s.c.number == a.bind("number")), "One issued seal by its number; null where none in sight was issued.")
    def seal(self, number: Annotated[str, strawberry.argument(description="As printed on it.")]) -> Seal | None: ...

    @planned(page(_seals), "Issued seals, by number.")
    def seals(
        self,
        region: RegionCode = None,
        place_code: Annotated[str | None, strawberry.argument(description="Only those issued to this place.")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Seal] | None: ...

    @planned(
        One(_newest, order=lambda r: [r.c.version.desc()]), "What was published last of the register of a region; null where nothing was."
    )
    def seal_register(
        self, region: Annotated[str, strawberry.argument(description="Code of the region that published it.")]
    ) -> SealRegister | None: ...

    @planned(page(_published, _NEWEST_FIRST), "Published registers of seals, the newest first.")
    def seal_registers(self, region: RegionCode = None, first: First = 50, after: After = None) -> Connection[SealRegister] | None: ...
