"""The words in which lists are narrowed: inside a region, by text, by kind, by a truth value.

Upper rooms use them for their own lists, so that an argument means the same everywhere.
"""

from typing import Annotated

import strawberry
from sqlalchemy import Text, and_, func, or_, true
from sqlalchemy.dialects.postgresql import ARRAY

from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.geography import (
    Within,
)
from silog.kit.graphql.declare.sources import Condition, Row

Argument = strawberry.argument
RegionCode = Annotated[str | None, Argument(description="Only inside the region with this code, for example 21.03.")]
Area = Annotated[Within | None, Argument(description="Only inside this area.")]
Search = Annotated[str | None, Argument(description="Only where the code or the name holds this text, in any case.")]


def inside(column: Row, arguments: Arguments, *path: str) -> Condition:
    """Region codes inside the region that an argument names; all where it was not given."""
    if not arguments.given(*path):
        return true()
    return and_(column >= arguments.bind(*path), column < arguments.bind(*path, via=_beyond))


def _beyond(region: str) -> str:
    """The first text after a region's code and every code inside it: a dot follows there, and '/' comes after the dot."""
    return f"{region}/" if region else "~"


def searched(row: Row, arguments: Arguments, *path: str) -> Condition:
    """Rows whose code or name holds the text that an argument gives."""
    if not arguments.given(*path):
        return true()
    wanted = arguments.bind(*path, via=pattern)
    return or_(row.c.code.ilike(wanted), row.c.name.ilike(wanted))


def among(column: Row, arguments: Arguments, *path: str) -> Condition:
    """Columns whose value is one of the enum members that an argument lists."""
    if not arguments.given(*path):
        return true()
    condition: Condition = column == func.any(
        arguments.bind(*path, type_=ARRAY(Text), via=lambda members: [member.value for member in members])
    )
    return condition


def flagged(column: Row, arguments: Arguments, *path: str) -> Condition:
    """Rows with the truth value that an argument asks for."""
    return column == arguments.bind(*path, type_=column.type) if arguments.given(*path) else true()


def pattern(wanted: str) -> str:
    """Return the LIKE pattern of a text that is to be found anywhere, taken literally."""
    escaped = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
