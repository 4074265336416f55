"""Coercing values of one input type again and again: graphql-core's values, without asking at each of them what its type is.

Only values that are right are coerced here; whatever may be wrong is left to graphql-core, which says in its words what it is.
"""

from collections.abc import Callable
from typing import Any, TypeGuard

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
)
from graphql.pyutils import Undefined
from graphql.utilities.coerce_input_value import coerce_default_value

Coerce = Callable[[Any], Any]


class UnfitError(Exception):
    """A value is not plainly right."""


def coercion(kind: GraphQLInputType) -> Coerce:
    """Make the function that coerces values of a type; it raises (UnfitError, or what a scalar raises) where a value is not right."""
    return _coercion(kind, {})


def _coercion(kind: GraphQLInputType, known: dict[str, Coerce]) -> Coerce:
    if is_non_null_type(kind):
        return _never_null(_coercion(kind.of_type, known))
    return _or_null(_of_list(kind, known) if _is_list(kind) else _of_named(kind, known))


def _is_list(kind: GraphQLInputType) -> TypeGuard[GraphQLList[Any]]:
    return is_list_type(kind)


def _is_object(kind: GraphQLInputType) -> TypeGuard[GraphQLInputObjectType]:
    return is_input_object_type(kind)


def _never_null(coerce: Coerce) -> Coerce:
    def coerced(value: Any) -> Any:  # noqa: ANN401 -- any JSON
        if value is None:
            raise UnfitError
        return coerce(value)

    return coerced


def _or_null(coerce: Coerce) -> Coerce:
    return lambda value: None if value is None else coerce(value)


def _of_list(kind: "GraphQLList[Any] | GraphQLNonNull[Any]", known: dict[str, Coerce]) -> Coerce:
    coerce = _coercion(kind.of_type, known)

    def coerced(value: Any) -> list[Any]:  # noqa: ANN401 -- any JSON
        if type(value) is not list:
            raise UnfitError
        return [coerce(one) for one in value]

    return coerced


def _of_named(kind: GraphQLInputType, known: dict[str, Coerce]) -> Coerce:
    if not _is_object(kind):
        return kind.coerce_input_value  # type: ignore[union-attr]
    if kind.name not in known:
        known[kind.name] = _once_known(kind.name, known)
        known[kind.name] = _of_object(kind, known)
    return known[kind.name]


def _once_known(name: str, known: dict[str, Coerce]) -> Coerce:
    """Stand for a type inside itself, whose function is not made yet."""

    def coerced(value: Any) -> Any:  # noqa: ANN401 -- any JSON
        return known[name](value)

    return coerced


def _of_object(kind: GraphQLInputObjectType, known: dict[str, Coerce]) -> Coerce:
    if kind.is_one_of:
        return _unfit
    fields = [(name, field.out_name or name, _coercion(field.type, known), _absent(field)) for name, field in kind.fields.items()]
    names = kind.fields.keys()

    def coerced(value: Any) -> Any:  # noqa: ANN401 -- any JSON
        if type(value) is not dict or not value.keys() <= names:
            raise UnfitError
        found = {}
        for name, out_name, coerce, absent in fields:
            if name in value:
                found[out_name] = coerce(value[name])
            elif absent is UnfitError:
                raise UnfitError
            elif absent is not Undefined:
                found[out_name] = absent
        return kind.out_type(found)

    return coerced


def _unfit(_: object) -> Any:  # noqa: ANN401 -- gives nothing
    raise UnfitError


def _absent(field: Any) -> Any:  # noqa: ANN401 -- an input field, and its default of any type
    """What a field is worth that is left out: UnfitError where it must not be, Undefined where it is then not there."""
    return UnfitError if is_required_input_field(field) else coerce_default_value(field)
