"""Plans of documents: parsed, validated and planned once, then found again by document, view and the shape of the variables."""

from collections import OrderedDict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    parse,
    validate,
)
from graphql.execution.values import VariableValues

from silog.kit.graphql.declare.arguments import Projection
from silog.kit.graphql.documents.kept import Kept
from silog.kit.graphql.documents.variables import MOST_ERRORS, OperationVariables
from silog.kit.graphql.limits.cost import Cost, CostModel
from silog.kit.graphql.limits.document import refuse_unwieldy
from silog.kit.graphql.limits.opened import refuse_expansive
from silog.kit.graphql.plan.compiling import compiled
from silog.kit.graphql.plan.meaning import source_of
from silog.kit.graphql.plan.plainly import Plainly, plainly
from silog.kit.graphql.plan.planner import Planner
from silog.kit.graphql.plan.selection import Selection, Selections
from silog.kit.graphql.plan.statements import Statement, variables_in
from silog.kit.scope import Scope, Sight, View

Shaping = tuple[str, Projection | None]
FORBIDDEN = "FORBIDDEN"


@dataclass(slots=True)
class Document:
    """A parsed document, with what validation said of it. A trusted one is free of the limits on what clients write themselves."""

    text: str
    node: DocumentNode
    errors: tuple[GraphQLError, ...]
    operations: Mapping[str | None, OperationDefinitionNode]
    fragments: Mapping[str, FragmentDefinitionNode]
    is_trusted: bool = False
    bytes: int = 0
    plans: "OrderedDict[Hashable, Plan]" = field(default_factory=OrderedDict)
    shaping: dict[str | None, frozenset[Shaping]] = field(default_factory=dict)
    variables: dict[int, OperationVariables] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Return the operation that a request means."""
        if name is not None and name in self.operations:
            return self.operations[name]
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        known = ", ".join(sorted(str(found) for found in self.operations)) or "none"
        wanted = "Say which operation to run in `operationName`" if name is None else f"There is no operation {name!r} in the document"
        raise GraphQLError(f"{wanted}; it has: {known}.")

    def variables_of(self, operation: OperationDefinitionNode, schema: GraphQLSchema) -> OperationVariables:
        """Return what is known of an operation's variables."""
        found = self.variables.get(id(operation))
        if found is None:
            found = self.variables[id(operation)] = OperationVariables(schema, operation)
        return found


@dataclass(frozen=True, slots=True)
class RootField:
    """One key of the answer: planned (`statement`), refused, run `plainly`, or left to the ordinary executor."""

    selection: Selection
    statement: Statement | None = None
    is_refused: bool = False
    plainly: Plainly | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run for one operation under one sight (view and large region) and one shape of variables."""

    fields: tuple[RootField, ...]
    cost: Cost


@dataclass(slots=True)
class CacheUse:
    """How often a cache was asked, and how often it had to make what was asked for."""

    asked: int = 0
    made: int = 0


class Documents:
    """Parses, validates and plans, and remembers what is valid: a flood of wrong documents pushes out nothing."""

    def __init__(self, schema: GraphQLSchema, trusted: Collection[str] = frozenset()) -> None:
        """`trusted` are the texts of our own clients' documents."""
        self.schema = schema
        self.kept = Kept()
        self.costs = CostModel(schema)
        self.documents_use = CacheUse()
        self.plans_use = CacheUse()
        self._trusted = trusted

    def read(self, text: str) -> Document:
        """Return the document, parsed and validated; raise GraphQLError where it cannot be parsed or is beyond the limits."""
        self.documents_use.asked += 1
        document = self.kept.find(text)
        if document is None:
            self.documents_use.made += 1
            document = _read(self.schema, text, is_trusted=text in self._trusted)
            if not document.errors:
                self.kept.keep(document)
        return document

    def known_plan(self, document: Document, operation: OperationDefinitionNode, variables: VariableValues, scope: Scope) -> "Plan | None":
        """Return the plan, where one of this shape was made before."""
        self.plans_use.asked += 1
        return document.plans.get(_key(document, operation, variables, scope))

    def plan(self, document: Document, operation: OperationDefinitionNode, variables: VariableValues, scope: Scope) -> Plan:
        """Return the plan, from memory where one of this shape was made before."""
        plan = document.plans.get(_key(document, operation, variables, scope))
        if plan is None:
            self.plans_use.made += 1
            name = operation.name.value if operation.name else None
            plan, shaping = _plan(self, document, operation, variables, scope.sight)
            document.shaping[name] = document.shaping.get(name, frozenset()) | shaping
            document.plans[_key(document, operation, variables, scope)] = plan
            self.kept.grown(document, sum(len(one.statement.sql) for one in plan.fields if one.statement is not None))
        return plan


def _key(document: Document, operation: OperationDefinitionNode, variables: VariableValues, scope: Scope) -> Hashable:
    name = operation.name.value if operation.name else None
    return _identity(name, scope.sight, variables.coerced, document.shaping.get(name, frozenset()))


def _read(schema: GraphQLSchema, text: str, *, is_trusted: bool) -> Document:
    if not is_trusted:
        refuse_unwieldy(text)
    node = parse(text)
    if not is_trusted:
        refuse_expansive(node)
    operations = {
        found.name.value if found.name else None: found for found in node.definitions if isinstance(found, OperationDefinitionNode)
    }
    fragments = {found.name.value: found for found in node.definitions if isinstance(found, FragmentDefinitionNode)}
    return Document(text, node, tuple(validate(schema, node, max_errors=MOST_ERRORS)), operations, fragments, is_trusted)


def _plan(
    documents: Documents, document: Document, operation: OperationDefinitionNode, variables: VariableValues, sight: Sight
) -> tuple[Plan, frozenset[Shaping]]:
    schema = documents.schema
    selections = Selections(schema, document.fragments, variables.coerced)
    root = root_type(schema, operation)
    shaping: set[Shaping] = set()
    fields = []
    cost = documents.costs.of(root, operation.selection_set, selections, variables, view=sight.view, is_trusted=document.is_trusted)
    for selection in selections.of(root, [operation.selection_set]):
        source = source_of(root.fields[selection.name]) if selection.name in root.fields else None
        if source is None:
            fields.append(RootField(selection, plainly=plainly(root, selection, selections)))
        elif source.full_view_only and sight.view is not View.FULL:
            fields.append(RootField(selection, is_refused=True))
        else:
            planner = Planner(schema, selections, variables)
            sql = compiled(planner.statement(root, selection), sight)
            fields.append(RootField(selection, Statement.of(str(sql), sql.positiontup or (), planner.bound)))
            for node, argument, via in planner.shapes:
                shaping |= _shaping(node, argument, via)
    return Plan(tuple(fields), cost), frozenset(shaping | {(name, None) for name in selections.deciding})


def root_type(schema: GraphQLSchema, operation: OperationDefinitionNode) -> GraphQLObjectType:
    """Return the type at the root of an operation."""
    roots = {
        OperationType.QUERY: schema.query_type,
        OperationType.MUTATION: schema.mutation_type,
        OperationType.SUBSCRIPTION: schema.subscription_type,
    }
    found = roots[operation.operation]
    if found is None:
        raise GraphQLError(f"This server has no {operation.operation.value}s.")
    return found


def _shaping(node: FieldNode, argument: str, via: Projection | None) -> set[Shaping]:
    """Which variables shape the plan through an argument; through a projection only where the argument is the variable itself."""
    for found in node.arguments or ():
        if found.name.value == argument:
            if isinstance(found.value, VariableNode):
                return {(found.value.name.value, via)}
            return {(name, None) for name in variables_in(found.value)}
    return set()


def _identity(name: str | None, sight: Sight, variables: Mapping[str, Any], shaping: frozenset[Shaping]) -> Hashable:
    shapes = tuple((key, _shape(value)) for key, value in sorted(variables.items()))
    seen = tuple(_frozen(variables.get(key) if via is None else via(variables.get(key))) for key, via in sorted(shaping, key=_stable))
    return name, sight, shapes, seen


def _stable(shaping: Shaping) -> tuple[str, int]:
    return shaping[0], id(shaping[1])


def _shape(value: Any) -> Hashable:  # noqa: ANN401 -- variables hold any JSON
    """What of a value can change a plan without being looked at: whether it is there, and which inner fields are."""
    if value is None or isinstance(value, bool | Enum):
        return value
    if isinstance(value, Mapping):
        return tuple((key, _shape(inner)) for key, inner in sorted(value.items()))
    return "."


def _frozen(value: Any) -> Hashable:  # noqa: ANN401
    if isinstance(value, Mapping):
        return tuple((key, _frozen(inner)) for key, inner in sorted(value.items()))
    if isinstance(value, list | tuple):
        return tuple(_frozen(inner) for inner in value)
    return cast("Hashable", value)
