"""One search over everything that has a code or a name."""

from collections.abc import Callable
from typing import Annotated

import strawberry
from sqlalchemy import Integer, and_, case, func, literal_column, or_
from sqlalchemy.sql import ColumnElement

from silog.custody.codes import read_start
from silog.custody.schema import Box
from silog.kit.graphql.declare.arguments import Arguments, refused
from silog.kit.graphql.declare.fields import planned
from silog.kit.graphql.declare.sources import Condition, Expression, Finds, Match, Row
from silog.movement.schema.conveyances import Conveyance
from silog.movement.schema.shipments import Shipment
from silog.places.schema import Facility, Island, PollingStation, Region
from silog.places.schema.conditions import pattern

_SHORTEST = 2

Found = Annotated[
    Box | PollingStation | Facility | Region | Island | Conveyance | Shipment,
    strawberry.union("Found", description="Whatever a search can find."),
]


def _text(text: str) -> str:
    if len(text.strip()) < _SHORTEST:
        raise refused(f"`text` is {text!r}: give at least {_SHORTEST} characters.")
    return text.strip()


def _box_code(text: str) -> str:
    return read_start(_text(text))


def _code(text: str) -> str:
    return _text(text).upper()


def _box(box: Row, arguments: Arguments) -> Condition:
    """Boxes by how their code begins: an index finds them, however many there are."""
    beyond = arguments.bind("text", via=lambda text: f"{_box_code(text)}~")
    return and_(box.c.code >= arguments.bind("text", via=_box_code), box.c.code < beyond)


def _named(row: Row, arguments: Arguments) -> Condition:
    wanted = arguments.bind("text", via=lambda text: pattern(_text(text)))
    return or_(row.c.code.ilike(wanted), row.c.name.ilike(wanted))


def _by(read: Callable[[str], str]) -> Callable[[Row, Arguments], Expression]:
    """First what bears this very code, then codes that begin so, then the rest."""

    def rank(row: Row, arguments: Arguments) -> Expression:
        is_it = row.c.code == arguments.bind("text", via=read)
        begins_so = func.starts_with(row.c.code, arguments.bind("text", via=read))
        ranks: list[ColumnElement[int]] = [literal_column(str(number), Integer) for number in range(3)]
        return case((is_it, ranks[0]), (begins_so, ranks[1]), else_=ranks[2])

    return rank


_BY_NAME = ("PollingStation", "Facility", "Region", "Island", "Conveyance", "Shipment")
_MATCHES = {"Box": Match(_box, _by(_box_code)), **dict.fromkeys(_BY_NAME, Match(_named, _by(_code)))}


@strawberry.type
class SearchQuery:
    """The root field."""

    @planned(
        Finds(_MATCHES),
        "What bears a code or name that holds a text, in any case; boxes by how their code begins. An exact code comes first, then codes "
        "that begin so; within that, boxes, stations, facilities, regions, islands, conveyances and shipments, by code.",
    )
    def search(
        self,
        text: Annotated[str, strawberry.argument(description="At least two characters.")],
        first: Annotated[int, strawberry.argument(description="How many at most: 1 to 200.")] = 20,
    ) -> list[Found] | None: ...
