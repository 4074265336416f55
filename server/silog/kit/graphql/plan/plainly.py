"""Plain mutations, run as they are declared: the input made once, the act called, the payload written, nothing walked twice.

What a batch of a thousand values would cost in graphql-core's executor and in Strawberry's conversion is more than what storing it
costs. A mutation goes this way where its one argument is one variable; its answers and errors are those of the ordinary way.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLOutputType,
    VariableNode,
    get_named_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    is_scalar_type,
    located_error,
)

from silog.kit.graphql.declare.plain import PLAIN, Act
from silog.kit.graphql.plan.selection import Selection, Selections

_ARGUMENT: Final = "input"
_DEFINITION: Final = "strawberry-definition"
Make = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Plainly:
    """One field of a document that is run this way: which variable holds its input, and how input and payload are made."""

    selection: Selection
    variable: str
    act: Act
    input_of: Make
    payload_of: Make

    async def run(self, context: Any, variables: Mapping[str, Any]) -> bytes:  # noqa: ANN401 -- the room's context
        """Do it, and give the payload as JSON. `variables` are coerced. What the act raises is located in the document."""
        try:
            payload = await self.act(context, self.input_of(variables[self.variable]))
            return json.dumps(self.payload_of(payload), ensure_ascii=False).encode()
        except Exception as error:
            raise located_error(error, list(self.selection.nodes), [self.selection.key]) from error


def plainly(root: GraphQLObjectType, selection: Selection, selections: Selections) -> Plainly | None:
    """Return how a field of the root is run, or None where it is to go the ordinary way."""
    field = root.fields.get(selection.name)
    act = None if field is None else _metadata(field).get(PLAIN)
    if field is None or act is None:
        return None
    (argument,) = selection.nodes[0].arguments or (None,)
    if argument is None or argument.name.value != _ARGUMENT or not isinstance(argument.value, VariableNode):
        return None
    kind = get_named_type(field.args[_ARGUMENT].type)
    payload_of = _writer(field.type, selection, selections)
    if not isinstance(kind, GraphQLInputObjectType) or payload_of is None:
        return None
    return Plainly(selection, argument.value.name.value, act, _object_maker(kind), payload_of)


def _metadata(field: GraphQLField) -> Mapping[str, Any]:
    definition = (field.extensions or {}).get(_DEFINITION)
    return definition.metadata if definition is not None else {}


def _object_maker(kind: GraphQLInputObjectType) -> Make:
    """Make Strawberry's object of a coerced input."""
    origin = kind.extensions[_DEFINITION].origin
    names = [(field.out_name or name, _python_name(field), _maker(field.type)) for name, field in kind.fields.items()]

    def made(value: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- the room's input
        return origin(**{python: value[name] if make is None else make(value[name]) for name, python, make in names if name in value})

    return made


def _maker(kind: Any) -> Make | None:  # noqa: ANN401 -- an input type
    """Say how a value is made; None where it is taken as it is."""
    if is_non_null_type(kind):
        return _maker(kind.of_type)
    if is_list_type(kind):
        make = _maker(kind.of_type)
        return None if make is None else _of_each(make)
    return _or_null(_object_maker(kind)) if is_input_object_type(kind) else None


def _of_each(make: Make) -> Make:
    return lambda values: None if values is None else [make(one) for one in values]


def _or_null(make: Make) -> Make:
    return lambda value: None if value is None else make(value)


def _python_name(field: Any) -> str:  # noqa: ANN401 -- of an input
    return str(field.extensions[_DEFINITION].python_name)


def _writer(kind: GraphQLOutputType, selection: Selection, selections: Selections) -> Make | None:
    """Say how a value is written as what JSON can hold; None where something below it has a resolver of its own."""
    if is_non_null_type(kind):
        write = _writer(kind.of_type, selection, selections)
        return None if write is None else _never_null(write, selection.name)
    if is_list_type(kind):
        write = _writer(kind.of_type, selection, selections)
        return None if write is None else _of_each(write)
    if is_enum_type(kind):
        return _or_null(_enum_writer(kind))
    if is_object_type(kind):
        write = _object_writer(kind, selection.sets, selections)
        return None if write is None else _or_null(write)
    return _or_null(kind.coerce_output_value) if is_scalar_type(kind) else None


def _never_null(write: Make, name: str) -> Make:
    def written(value: Any) -> Any:  # noqa: ANN401 -- a value of the payload
        if value is None:
            raise TypeError(f"{name} must not be null")
        return write(value)

    return written


def _enum_writer(kind: GraphQLEnumType) -> Make:
    names: dict[Any, str] = {}

    def written(value: Any) -> str:  # noqa: ANN401 -- a member
        found = names.get(value)
        if found is None:
            found = names[value] = str(kind.coerce_output_value(value))
        return found

    return written


def _object_writer(kind: GraphQLObjectType, sets: Sequence[Any], selections: Selections) -> Make | None:
    fields: list[tuple[str, str, Make]] = []
    for one in selections.of(kind, sets):
        field = kind.fields.get(one.name)
        definition = None if field is None else (field.extensions or {}).get(_DEFINITION)
        if field is None or definition is None or not definition.is_basic_field or one.nodes[0].arguments:
            return None
        write = _writer(field.type, one, selections)
        if write is None:
            return None
        fields.append((one.key, definition.python_name, write))
    return lambda value: {key: write(getattr(value, name)) for key, name, write in fields}
