"""Relay's shapes: nodes, keyset connections, cursors.

A cursor is opaque to clients; inside it is the JSON of the order's name, the values of its keys and the row's key, in base64url.
"""

import base64
import binascii
import json
from typing import Annotated, Any, Generic, NewType, TypeVar

import strawberry
from graphql import GraphQLError
from sqlalchemy import func

from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.fields import planned
from silog.kit.graphql.declare.sources import ById, Row

Item = TypeVar("Item")

MOST_PER_PAGE = 200
MOST_PER_AREA = 1000

Cursor = NewType("Cursor", str)
First = Annotated[int, strawberry.argument(description="How many at most: 1 to 200, and up to 1,000 where `within` bounds the area.")]
After = Annotated[
    Cursor | None,
    strawberry.argument(description="Start after this cursor: an earlier page's `endCursor`, under the same order and filter."),
]


def decode_cursor(value: object) -> list[Any]:
    """Return what a cursor holds: the order's name, its keys' values, the row's key."""
    try:
        content = json.loads(base64.urlsafe_b64decode(str(value).encode("ascii")))
    except (ValueError, binascii.Error, UnicodeEncodeError) as error:
        raise GraphQLError("This is no cursor of this server: use an `endCursor` or `cursor` from an earlier answer.") from error
    if not isinstance(content, list) or not content or not isinstance(content[0], str):
        raise GraphQLError("This is no cursor of this server: use an `endCursor` or `cursor` from an earlier answer.")
    return content


def checked_cursor(value: object) -> str:
    """Take a cursor from a client: it must be one of ours in form."""
    decode_cursor(value)
    return str(value)


@strawberry.interface(description="Whatever can be asked for again by its id.")
class Node:
    """A thing with a global id."""

    id: strawberry.ID = strawberry.field(description="Global id: pass it to `node`. Opaque.")


@strawberry.type(description="Where a page begins and ends, and whether there is more.")
class PageInfo:
    """Relay's page info."""

    has_next_page: bool = strawberry.field(description="Whether another page follows: ask for it with `after: endCursor`.")
    has_previous_page: bool = strawberry.field(description="Whether a page came before this one: true where `after` was given.")
    start_cursor: Cursor | None = strawberry.field(description="The cursor of the first item; null on an empty page.")
    end_cursor: Cursor | None = strawberry.field(description="The cursor of the last item; null on an empty page.")


@strawberry.type(description="One item of a connection, with its cursor.")
class Edge(Generic[Item]):
    """Relay's edge."""

    node: Item = strawberry.field(description="The item.")
    cursor: Cursor = strawberry.field(description="The item's place in this order.")


@strawberry.type(description="A page of items, in a stated order.")
class Connection(Generic[Item]):
    """Relay's connection, with `nodes` for those who need no cursors."""

    edges: list[Edge[Item]] = strawberry.field(description="The items with their cursors.")
    nodes: list[Item] = strawberry.field(description="The items.")
    page_info: PageInfo = strawberry.field(description="Where the page begins and ends.")
    total_count: int = strawberry.field(description="How many items there are over all pages; counted only when asked for.")


def node_id(name: str, *columns: str) -> Any:  # noqa: ANN401 -- stands where a field's default stands
    """Declare the global id: the type's name and the row's key, with colons between."""
    return fields.code(lambda row: _id(name, row, columns), "Global id: pass it to `node`. Opaque.")


def key_in_election(global_id: str, name: str, election_id: int) -> str | None:
    """Take the rest of the key out of the global id of a type whose key begins with the election; None for every other text.

    >>> key_in_election("Incident:1:42", "Incident", 1)
    '42'
    """
    beginning = f"{name}:{election_id}:"
    return global_id.removeprefix(beginning) if global_id.startswith(beginning) else None


def _id(name: str, row: Row, columns: tuple[str, ...]) -> Any:  # noqa: ANN401
    return func.concat_ws(":", name, *(row.c[column] for column in columns))


@strawberry.type
class NodeQuery:
    """The fields of Query that Relay wants."""

    @planned(ById(is_list=False), "Anything by its global id; null where there is nothing of that id in sight.")
    def node(self, id: Annotated[strawberry.ID, strawberry.argument(description="The id.")]) -> Node | None: ...  # noqa: A002 -- Relay's name

    @planned(
        ById(is_list=True), "Many things by their global ids, in that order; null where there is nothing of an id in sight. At most 200."
    )
    def nodes(self, ids: Annotated[list[strawberry.ID], strawberry.argument(description="The ids.")]) -> list[Node | None] | None: ...
