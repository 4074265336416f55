"""Entities: the GraphQL types that stand for rows, with their key and their scope."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import and_, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement, FromClause
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean, Integer, Text

from silog.kit.graphql.declare.sources import Condition, Row

Class = TypeVar("Class", bound=type)

# Values of the viewer's scope. Those of the sight are part of the plan and stand in its SQL; the others are bound for each run.
ELECTION = bindparam("election", type_=Integer())
IS_FULL_VIEW: ColumnElement[bool] = bindparam("is_full_view", type_=Boolean())
REGION = bindparam("region", type_=Text())
REGION_END = bindparam("region_end", type_=Text())
SCOPE = bindparam("scope", type_=Text())

SIGHT = "sight"
"""Compile option: the Sight that the plan is made for."""


class inside_scope(FunctionElement[bool]):  # noqa: N801 -- SQL functions are lower case
    """Whether a region code lies in the viewer's region: nothing to ask where that is every region, and literal where it is large.

    PostgreSQL takes a range between parameters for a two-hundredth of the table. For the coordinator of a province, who sees every
    row, it would then read and sort all of them where the first page was asked for.
    """

    type = Boolean()
    inherit_cache = True
    name = "inside_scope"


@compiles(inside_scope)
def _compile_inside_scope(element: inside_scope, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 -- SQLAlchemy's own signature
    (code,) = (compiler.process(clause, **options) for clause in element.clauses)
    region = options[SIGHT].large_region
    if region == "":
        return "true"
    if region is None:
        low, high = (compiler.process(bound, **options) for bound in (REGION, REGION_END))
    else:
        low, high = f"'{region}'", f"'{region}~'"
    return f"({code} >= {low} AND {code} < {high})"


def in_region(row: Row) -> Condition:
    """Rows of the viewer's election inside the viewer's region."""
    return and_(row.c.election_id == ELECTION, inside_scope(row.c.region_code))


def in_election(row: Row) -> Condition:
    """Rows of the viewer's election; which regions, row-level security says."""
    condition: Condition = row.c.election_id == ELECTION
    return condition


def for_everyone(_: Row) -> Condition | None:
    """Reference data that belongs to no election and is public."""
    return None


@dataclass(frozen=True, slots=True)
class Entity:
    """A type's rows. `key` names the columns that identify a row; `variants` tell the concrete types of an interface apart."""

    rows: FromClause
    key: tuple[str, ...]
    scope: Callable[[Row], Condition | None] = in_region
    variants: Mapping[str, Callable[[Row], Condition]] = field(default_factory=dict)

    def key_columns(self, row: Row) -> list[ColumnElement[Any]]:
        """Return the row's key, without the election that the scope has fixed already."""
        return [row.c[name] for name in self.key if name != "election_id"]


def entity(description: Entity) -> Callable[[Class], Class]:
    """Say which rows a Strawberry type stands for."""

    def mark(cls: Class) -> Class:
        cls.__silog_entity__ = description  # type: ignore[attr-defined]
        return cls

    return mark


def entity_of(origin: type) -> Entity | None:
    """Return what `entity` said of a Strawberry type, its own class only and not what it inherits."""
    return origin.__dict__.get("__silog_entity__")
