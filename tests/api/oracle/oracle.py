"""The oracle: graphql-core's own executor over the committed SDL, with resolvers over rows in memory.

It shares nothing with the planner. Where the two differ, one of them does not do what the schema says.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    build_schema,
    execute_sync,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    parse,
    validate,
)
from graphql.execution.values import VariableValues, get_argument_values, get_directive_values, get_variable_values
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective
from tests.api.oracle import models
from tests.api.oracle.arguments import (
    area_of,
    centre,
    few,
    keys_after,
    page_size,
    quiet_for,
    radius,
    read_cursor,
    read_time,
    search_text,
    tolerance_deg,
    without_nul,
    write_time,
)
from tests.api.oracle.fields import FIELDS
from tests.api.oracle.models import Row
from tests.api.oracle.orders import Page, order_of, page_of
from tests.api.oracle.sight import Sight

_FULL_ONLY: Final = {
    "scans",
    "conveyance",
    "conveyances",
    "shipment",
    "shipments",
    "track",
    "positionsAt",
    "audit",
    "devices",
    "deviceGroups",
    "accounts",
    "unusedInvitations",
    "invitationGroups",
    "sessions",
    "seaAreas",
    "deadZones",
    "tripAlarms",
    "endedTripAlarms",
    "handovers",
    "incidents",
    "observations",
    "convoys",
    "escorts",
}
_COMPUTED: Final = {"seaRoute", "route", "trackStretches", "custodyLaw", "plan", "plans", "comparePlans", "planningInputs"}
"""What no row answers: the oracle knows no routes, decrees and plans, and no document asks for one."""
_TYPE_OF: Final = {
    models.Election: "Election",
    models.Region: "Region",
    models.Island: "Island",
    models.Box: "Box",
    models.Scan: "Scan",
    models.Device: "Device",
    models.Conveyance: "Conveyance",
    models.Shipment: "Shipment",
    models.Leg: "Leg",
    models.Convoy: "Convoy",
    models.User: "Account",
    models.AuditEntry: "AuditEntry",
    models.Incident: "Incident",
    models.Observation: "Observation",
    models.SeaArea: "SeaArea",
    models.DeadZone: "DeadZone",
}
_MOST_ERRORS: Final = 10
_COLUMN_OF: Final = {"is3t": "is_3t"}
Result = dict[str, Any]


class Oracle:
    """Answers documents for any viewer."""

    def __init__(self, sdl: str) -> None:
        """`sdl` is the committed contract."""
        self.schema = build_schema(sdl)
        assert self.schema.query_type is not None
        for name in _COMPUTED:
            del self.schema.query_type.fields[name]
        _give_scalars_their_form(self.schema.type_map)

    def answer(self, document: str, variables: Mapping[str, Any] | None, sight: Sight, operation_name: str | None = None) -> Result:
        """Answer one request: `errors` without `data` where the request itself is wrong."""
        parsed, errors = self._read(document)
        if parsed is None or errors:
            return _refused(errors)
        defined = [node for node in parsed.definitions if isinstance(node, OperationDefinitionNode)]
        operations = {node.name.value if node.name else None: node for node in defined}
        if operation_name not in operations and (operation_name is not None or len(operations) > 1):
            return _refused([GraphQLError("~operation")])
        operation = operations.get(operation_name) or next(iter(operations.values()))
        fragments = {node.name.value: node for node in parsed.definitions if isinstance(node, FragmentDefinitionNode)}
        values = get_variable_values(self.schema, operation.variable_definitions or (), dict(variables or {}), max_errors=_MOST_ERRORS)
        if isinstance(values, list):
            return _refused(values)
        senseless = Wishes(self.schema, fragments, values, sight).found_in(operation.selection_set)
        if senseless:
            return {**_refused(senseless), "someOf": True}
        result = execute_sync(
            self.schema,
            parsed,
            context_value=sight,
            variable_values=dict(variables or {}),
            operation_name=operation_name,
            field_resolver=_resolve,
            type_resolver=lambda value, _info, _kind: type_of(value),
        )
        return dict(result.formatted)

    @lru_cache(maxsize=16)  # noqa: B019 -- each document is asked by several viewers, and there is one oracle in a run
    def _read(self, document: str) -> tuple[DocumentNode | None, list[GraphQLError]]:
        try:
            parsed = parse(document)
        except GraphQLError as error:
            return None, [error]
        return parsed, validate(self.schema, parsed, max_errors=_MOST_ERRORS)


def _refused(errors: Sequence[GraphQLError]) -> Result:
    return {"errors": [error.formatted for error in errors]}


class Wishes:
    """Looks for arguments that make no sense in everything a document asks for, whether or not there are rows to ask it of.

    The API refuses such a request as a whole, before it reads anything.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        values: VariableValues,
        sight: Sight,
    ) -> None:
        """Of one request."""
        self._schema = schema
        self._fragments = fragments
        self._values = values
        self._sight = sight
        self._errors: list[GraphQLError] = []

    def found_in(self, root: SelectionSetNode) -> list[GraphQLError]:
        """Give every such argument; the server says the first that it meets."""
        assert self._schema.query_type is not None
        self._check(self._schema.query_type, [root])
        return self._errors

    def _check(self, kind: GraphQLObjectType, sets: Sequence[SelectionSetNode], *, is_asked: bool = True) -> None:
        """`is_asked` is false for a type that no id names: the server plans nothing of it, and only reckons what it would cost."""
        found: dict[str, list[FieldNode]] = {}
        try:
            for node in chain.from_iterable(self._fields(kind, one) for one in sets):
                found.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
        except GraphQLError as error:  # a condition that is null
            self._errors.append(GraphQLError("~`if`", nodes=error.nodes))
        for nodes in found.values():
            self._check_field(kind, nodes, is_asked=is_asked)

    def _check_field(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode], *, is_asked: bool) -> None:
        name = nodes[0].name.value
        field = kind.fields.get(name)
        if field is None or (kind.name == "Query" and name in _FULL_ONLY and not self._sight.is_full):
            return
        inner = get_named_type(field.type)
        is_page = inner.name.endswith("Connection")
        wanted = None
        if is_asked or is_page:  # what a page costs stands in its arguments
            try:
                arguments = get_argument_values(field, nodes[0], self._values)
            except GraphQLError as error:
                self._errors.append(error)
                return
            if is_asked:
                for check in _checks(kind.name, name, arguments, is_page=is_page):
                    self._try(check)
            wanted = _types_asked(name, arguments) if kind.name == "Query" else None
        if is_composite_type(inner):
            sets = [node.selection_set for node in nodes if node.selection_set]
            for concrete in self._schema.get_possible_types(inner) if is_abstract_type(inner) else [inner]:
                assert isinstance(concrete, GraphQLObjectType)
                self._check(concrete, sets, is_asked=is_asked and (wanted is None or concrete.name in wanted))

    def _try(self, check: Callable[[], object]) -> None:
        try:
            check()
        except GraphQLError as error:
            self._errors.append(error)

    def _fields(self, kind: GraphQLObjectType, selected: SelectionSetNode) -> Iterator[FieldNode]:
        for node in selected.selections:
            skip = get_directive_values(GraphQLSkipDirective, node, self._values) or {"if_": False}
            include = get_directive_values(GraphQLIncludeDirective, node, self._values) or {"if_": True}
            if next(iter(skip.values())) or not next(iter(include.values())):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            fragment = node if isinstance(node, InlineFragmentNode) else self._fragments[node.name.value]  # type: ignore[attr-defined]
            if fragment.type_condition is None or _applies(self._schema, fragment.type_condition.name.value, kind):
                yield from self._fields(kind, fragment.selection_set)


def _applies(schema: GraphQLSchema, condition: str, kind: GraphQLObjectType) -> bool:
    named = schema.type_map[condition]
    return named is kind or (is_abstract_type(named) and kind in schema.get_possible_types(named))


def _types_asked(field: str, arguments: Mapping[str, Any]) -> set[str] | None:
    if field == "node":
        return {str(arguments.get("id")).partition(":")[0]}
    return {one.partition(":")[0] for one in arguments.get("ids", ())} if field == "nodes" else None


def _checks(parent: str, field: str, arguments: dict[str, Any], *, is_page: bool) -> Iterator[Callable[[], object]]:
    """Give the checks of a field's arguments, each of which may refuse."""
    if is_page:
        order = order_of(parent, field, arguments)
        yield lambda: page_size(arguments)
        if arguments.get("after") is not None:
            yield lambda: keys_after(arguments["after"], order.name, order.types)
    yield lambda: area_of(arguments.get("within"))
    yield lambda: area_of((arguments.get("filter") or {}).get("within"))
    yield lambda: quiet_for((arguments.get("filter") or {}).get("quietForHours"))
    if field == "nearby":
        yield lambda: radius(arguments["radiusM"])
        yield lambda: centre(arguments["point"])
    if field == "search":
        yield lambda: search_text(arguments)
        yield lambda: page_size(arguments)
    if arguments.get("simplifyM") is not None:
        yield lambda: tolerance_deg(arguments["simplifyM"])
    yield lambda: few(arguments.get("ids") or ())
    if "id" not in arguments or arguments["id"].partition(":")[0] in {*_TYPE_OF.values(), "Facility", "PollingStation"}:
        yield lambda: without_nul({**arguments, **(arguments.get("filter") or {})})


def type_of(row: Row) -> str:
    """Name the GraphQL type of a row."""
    if isinstance(row, models.Place):
        return "PollingStation" if row.kind == "POLLING_STATION" else "Facility"  # type: ignore[attr-defined]
    return _TYPE_OF[type(row)]


def by_id(sight: Sight, wanted: str) -> Row | None:
    """Find what a global id names."""
    election, rest = f"{sight.election_id}:", wanted.partition(":")[2]
    name, _, key = wanted.partition(":")
    if name == "Election":
        return next((one for one in sight.elections if str(one.id) == rest), None)
    public = {"Region": sight.regions, "Island": sight.islands}
    if name in public:
        return public[name].get(key)
    if not key.startswith(election):
        return None
    key = key.removeprefix(election)
    found = _scoped(sight).get(name, {}).get(key)
    return found if found is not None and type_of(found) == name else None


def _scoped(sight: Sight) -> dict[str, dict[str, Row]]:
    return {
        "Facility": sight.places,
        "PollingStation": sight.places,
        "Box": sight.boxes,
        "Scan": sight.scans,
        "Device": sight.devices,
        "Conveyance": sight.conveyances,
        "Shipment": sight.shipments,
        "Convoy": sight.convoys,
        "AuditEntry": sight.audit,
        "Incident": sight.incidents,
        "Observation": sight.observations,
        "SeaArea": sight.sea_areas,
        "DeadZone": sight.dead_zones,
        "Leg": {f"{leg.shipment_code}:{leg.number}": leg for leg in sight.legs},
    }


def _resolve(row: Row, info: GraphQLResolveInfo[Sight], **arguments: Any) -> Any:  # noqa: ANN401 -- graphql-core's own signature
    sight: Sight = info.context
    parent, field = info.parent_type.name, info.field_name
    if parent == "Query" and field in _FULL_ONLY and not sight.is_full:
        raise GraphQLError(f"~`{field}`", extensions={"code": "FORBIDDEN"})
    if parent == "Query" and field == "node":
        return by_id(sight, arguments["id"])
    if parent == "Query" and field == "nodes":
        return [by_id(sight, one) for one in arguments["ids"]]
    if isinstance(row, Page):
        return _of_page(row, field)
    found = FIELDS.get(parent, {}).get(field)
    value = found(sight, row, arguments) if found is not None else _column(row, field)
    if get_named_type(info.return_type).name.endswith("Connection"):
        return page_of(sight, parent, field, value, arguments)
    return value


def _of_page(page: Page, field: str) -> Any:  # noqa: ANN401
    cursors = page.cursors
    return {
        "nodes": page.rows,
        "edges": [{"node": row, "cursor": cursor} for row, cursor in zip(page.rows, cursors, strict=True)],
        "pageInfo": page,
        "totalCount": page.total,
        "hasNextPage": page.has_next,
        "hasPreviousPage": page.has_previous,
        "startCursor": cursors[0] if cursors else None,
        "endCursor": cursors[-1] if cursors else None,
    }[field]


def _column(row: Row, field: str) -> Any:  # noqa: ANN401
    if isinstance(row, dict):
        return row[field]
    return getattr(row, _COLUMN_OF.get(field) or re.sub("([A-Z])", r"_\1", field).lower())


def _give_scalars_their_form(types: Mapping[str, Any]) -> None:
    forms: dict[str, tuple[Any, Any]] = {
        "DateTime": (write_time, read_time),
        "Date": (lambda day: day.isoformat(), None),
        "Cursor": (str, read_cursor),
        "GeoJSON": (lambda value: value, lambda value: value),
    }
    for name, (write, read) in forms.items():
        scalar = types[name]
        assert isinstance(scalar, GraphQLScalarType)
        # A plain replacement of the two functions; literals go through the reader too.
        for attribute in ("serialize", "coerce_output_value"):
            setattr(scalar, attribute, write)
        if read is not None:
            for attribute in ("parse_value", "coerce_input_value"):
                setattr(scalar, attribute, read)
