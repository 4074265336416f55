"""One root field's SQL, and how each of its parameters comes about when it runs.

A plan is run far more often than it is made. So what can be known beforehand is: a literal's value once and for all, and of a variable
that is passed as it is where it stands. Everything else, and every mistake, goes the ordinary way of graphql-core.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from graphql import FieldNode, GraphQLError, GraphQLField, ValueNode, VariableNode, Visitor, visit
from graphql.execution.values import VariableValues, get_argument_values

from silog.kit.graphql.declare.arguments import Binder, at_path
from silog.kit.scope import Scope, View

Given = Mapping[str, Any]
"""Values that are neither the client's nor the scope's: the viewer's own, the window of a subscription."""
Step = Callable[[VariableValues, Scope, Given], Any]
_OF_SCOPE: Final[dict[str, Step]] = {
    "scope": lambda _, scope, __: scope.setting,
    "region": lambda _, scope, __: scope.region_code,
    "region_end": lambda _, scope, __: scope.region_end,
}
_NO_VARIABLES: Final = VariableValues({}, {})
_NOBODY: Final = Scope(View.PUBLIC, 0, "")


@dataclass(frozen=True, slots=True)
class FieldBinders:
    """The parameters that come from one field's arguments."""

    field: GraphQLField
    node: FieldNode
    binders: tuple[Binder, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """The SQL, the names of its parameters in the order of $1, $2, ..., and a step that makes each.

    `checks` are the steps of what was asked with and is not in the SQL, because nothing is shown of it: it may be wrong all the same.
    """

    sql: str
    order: tuple[str, ...]
    steps: tuple[Step, ...]
    checks: tuple[Step, ...]
    asks_of_viewer: bool
    scope_at: int
    """Where among the parameters, from 0, the scope stands."""

    @classmethod
    def of(cls, sql: str, order: Sequence[str], bound: Sequence[FieldBinders]) -> "Statement":
        """Find out how each parameter comes about."""
        binders = {binder.parameter: (one, binder) for one in bound for binder in one.binders}
        steps = tuple(_OF_SCOPE.get(name) or (_bound(*binders[name]) if name in binders else partial(_given, name)) for name in order)
        checks = tuple(_bound(*found) for name, found in binders.items() if name not in order)
        asks_of_viewer = not all(name in _OF_SCOPE or name in binders for name in order)
        return cls(sql, tuple(order), steps, checks, asks_of_viewer, order.index("scope"))

    def parameters(self, variables: VariableValues, scope: Scope, given: Given) -> list[Any]:
        """Return the values in the order of $1, $2, ..."""
        for check in self.checks:
            check(variables, scope, given)
        return [step(variables, scope, given) for step in self.steps]


def _given(name: str, _variables: VariableValues, _scope: Scope, given: Given) -> Any:  # noqa: ANN401 -- as declared
    return given[name]


def _bound(one: FieldBinders, binder: Binder) -> Step:
    def worked_out(variables: VariableValues, _scope: Scope, _given: Given) -> Any:  # noqa: ANN401 -- as declared
        return binder.value(get_argument_values(one.field, one.node, variables))

    written = next((found.value for found in one.node.arguments or () if found.name.value == binder.path[0]), None)
    if isinstance(written, VariableNode):
        return _passed(written.name.value, binder, worked_out)
    if written is not None and variables_in(written):
        return worked_out
    try:
        value = worked_out(_NO_VARIABLES, _NOBODY, {})
    except GraphQLError:  # said when it is run: other arguments may hold variables, or be wrong as well
        return worked_out
    return lambda _variables, _scope, _given: value


def _passed(name: str, binder: Binder, worked_out: Step) -> Step:
    """The value of a variable as it was coerced; where it was left out or is null, the argument's default and type have a say."""
    inner = binder.path[1:]

    def passed(variables: VariableValues, scope: Scope, given: Given) -> Any:  # noqa: ANN401 -- as declared
        found = variables.coerced.get(name)
        return worked_out(variables, scope, given) if found is None else binder.value_of(at_path(found, inner))

    return passed


class _Names(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.found.add(node.name.value)


def variables_in(value: ValueNode) -> set[str]:
    """Return the names of the variables that a value holds."""
    visitor = _Names()
    visit(value, visitor)
    return visitor.found
