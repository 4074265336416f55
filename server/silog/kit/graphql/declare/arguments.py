"""A field's arguments while it is planned: values become parameters, and only what changes the statement's shape is read.

`bind` leaves a value to be filled in each time the plan runs. `given` and `value` look at it now; what they saw becomes part of
the plan's identity, so that a plan is never reused for arguments of another shape.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError
from sqlalchemy import bindparam
from sqlalchemy.sql import ColumnElement
from sqlalchemy.types import Text, TypeEngine

Values = Mapping[str, Any]
Projection = Callable[[Any], Hashable]
BAD_ARGUMENT = "BAD_ARGUMENT"


def refused(message: str) -> GraphQLError:
    """An argument that has the right type and still makes no sense: said before anything runs."""
    return GraphQLError(message, extensions={"code": BAD_ARGUMENT})


def at_path(values: Any, path: tuple[str, ...]) -> Any:  # noqa: ANN401 -- argument values are whatever the client's document holds
    """Follow names into nested input objects; None where one of them is absent or null."""
    for name in path:
        values = values.get(name) if values is not None else None
    return values


@dataclass(frozen=True, slots=True)
class Binder:
    """How one parameter gets its value: from which argument of the field, and changed how."""

    parameter: str
    path: tuple[str, ...]
    via: Callable[[Any], Any] | None

    def value(self, values: Values) -> Any:  # noqa: ANN401
        """Return the parameter's value, of all the field's arguments."""
        return self.value_of(at_path(values, self.path))

    def value_of(self, found: Any) -> Any:  # noqa: ANN401
        """Return the parameter's value, of what stands at its path."""
        if isinstance(found, str) and "\x00" in found:
            raise refused(f"`{'.'.join(self.path)}` holds a NUL character, which nothing here contains.")
        return found if self.via is None or found is None else self.via(found)


class Arguments:
    """The arguments of one field at one place of a document."""

    def __init__(self, values: Values, prefix: str) -> None:
        """`prefix` makes parameter names unique in the statement."""
        self._values = values
        self._prefix = prefix
        self.binders: list[Binder] = []
        self.shapes: list[tuple[str, Projection | None]] = []

    def bind(self, *path: str, type_: TypeEngine[Any] | None = None, via: Callable[[Any], Any] | None = None) -> ColumnElement[Any]:
        """Return a parameter that gets this argument's value, changed by `via`, whenever the plan runs."""
        same = next((one for one in self.binders if one.path == path and one.via == via), None)
        if same is None:
            same = Binder(f"{self._prefix}_{len(self.binders)}", path, via)
            self.binders.append(same)
        return bindparam(same.parameter, type_=type_ or Text())

    def given(self, *path: str) -> bool:
        """Whether the argument is there and not null."""
        return at_path(self._values, path) is not None

    def value(self, *path: str) -> Any:  # noqa: ANN401
        """Return the value itself: the plan is then for this value alone."""
        self.shapes.append((path[0], None))
        return at_path(self._values, path)

    def shaped(self, name: str, via: Projection) -> Hashable:
        """Return what `via` makes of an argument: the plan is for all values of which it makes the same."""
        self.shapes.append((name, via))
        return via(self._values[name])
