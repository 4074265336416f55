"""What every mutation shares: one `input`, and a payload of what was changed and of the errors that a client can put right."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final, Self

import strawberry
from graphql import FieldNode

from silog.errors import SilogError


@strawberry.type(description="Something in the input that the client can put right.")
class UserError:
    """One error of a mutation's payload."""

    code: str = strawberry.field(description="A stable word that programs may match on.")
    message: str = strawberry.field(description="What is wrong and what to do, for people.")
    path: list[str] = strawberry.field(description='Where in the input, for example ["positions", "3", "lat"].')

    @classmethod
    def of(cls, error: SilogError, *path: str) -> Self:
        """Say a SilogError in a payload."""
        return cls(code=error.code, message=str(error), path=list(path))


@dataclass(frozen=True, slots=True)
class Changed:
    """A place in a payload where a changed thing is to stand: its id, and what the client asked of it there."""

    path: tuple[str | int, ...]
    kind: str
    id: str
    nodes: tuple[FieldNode, ...]


_CHANGED: Final[ContextVar[list[Changed] | None]] = ContextVar("changed", default=None)


def changed_things() -> list[Changed]:
    """Begin to collect what the payloads of one operation want read back; called by the executor before it runs one."""
    found: list[Changed] = []
    _CHANGED.set(found)
    return found


def changed(kind: str, node_id: Callable[[Any], str | None], description: str) -> Any:  # noqa: ANN401 -- stands where a field's default stands
    """A field of a payload that shows what a mutation changed, of the type `kind`, whose rows the planner knows.

    `node_id` gives its global id, of the payload; None where nothing was changed. The field itself answers null, and notes what is
    wanted: after the mutation the executor asks for it as a query would, so that it is shown as committed and under the viewer's scope.
    """

    def resolve(root: Any, info: strawberry.Info[Any, None]) -> None:  # noqa: ANN401 -- the payload
        found, wanted = node_id(root), _CHANGED.get()
        if found is not None and wanted is not None:
            raw = info._raw_info  # noqa: SLF001 -- Strawberry shows neither path keys nor nodes in full
            wanted.append(Changed(tuple(raw.path.as_list()), kind, found, tuple(raw.field_nodes)))

    return strawberry.field(resolver=resolve, description=description)
