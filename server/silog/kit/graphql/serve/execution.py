"""Running one request: planned root fields as SQL, the rest by the ordinary executor, spliced into one answer.

The answer is bytes. Planned text goes into it as PostgreSQL returned it; nothing is decoded on the way.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from contextvars import copy_context
from functools import partial
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar

from graphql import GraphQLError, GraphQLSchema, OperationType
from graphql.execution.values import get_argument_values

from silog.errors import SilogError
from silog.kit.database import DATABASE_FAILURES, is_outage
from silog.kit.door import BusyError
from silog.kit.graphql.declare.mutations import Changed
from silog.kit.graphql.declare.sources import Follow
from silog.kit.graphql.documents.plans import FORBIDDEN, Documents, Plan, RootField, root_type
from silog.kit.graphql.follow.following import Asked, Following
from silog.kit.graphql.follow.seats import Seat, Slot, Told
from silog.kit.graphql.limits.body import LONG_BYTES, refuse_long_lists
from silog.kit.graphql.limits.table import BODY
from silog.kit.graphql.plan.meaning import source_of
from silog.kit.graphql.plan.text import NULL
from silog.kit.graphql.serve.failures import BUSY, answered, busy_of, code_of, formatted, masked, said, too_deep
from silog.kit.graphql.serve.grouping import GroupedReads
from silog.kit.graphql.serve.reading_back import read_back_query
from silog.kit.graphql.serve.requests import Answer, Bound, Context, Prepared, Request, RequestRefusedError
from silog.kit.graphql.serve.resolving import Resolving
from silog.kit.graphql.serve.sharing import SharedReads
from silog.kit.graphql.serve.trusted import Trusted
from silog.kit.reads import Reads
from silog.kit.scope import Scope, View

Result = TypeVar("Result")
_NULL = NULL.encode()
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Executor:
    """Runs requests against one schema and one pool of read connections."""

    def __init__(self, schema: GraphQLSchema, reads: Reads, trusted: Trusted | None = None) -> None:
        """`schema` is the graphql-core schema that Strawberry built."""
        self.schema = schema
        self._trusted = trusted or Trusted()
        self.documents = Documents(schema, frozenset(self._trusted.texts.values()))
        self._reads = reads
        self.grouped_reads = GroupedReads(reads)
        self.shared_reads = SharedReads()
        self._following = Following(self.shared_reads, reads, self.told)
        self._resolving = Resolving(schema, self.aside, self._read_back)
        self._strangers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="strangers")

    async def prepared(self, request: Request, scope: Scope) -> Prepared:
        """Prepare a request; a document that is not known, and a stranger's long variables, are read aside: nobody else waits for them."""
        text = request.query
        known = None if text is None else self.documents.kept.find(text)
        if known is not None and request.prepared is not None and request.prepared.document is known and scope.view is View.FULL:
            self.documents.documents_use.asked += 1
            return request.prepared
        if (text is None or known is not None) and (request.size_bytes <= LONG_BYTES or scope.view is View.FULL):
            return self.prepare(request, scope)
        return await self.aside(self.prepare, request, scope)

    @property
    def is_full(self) -> bool:
        """Whether a read would be turned away in the end: the sooner it is, the more is left for what goes first."""
        return self._reads.door.is_full

    async def turn_away(self) -> NoReturn:
        """Raise BusyError, in turn."""
        await self._reads.door.turn_away()

    def remembered(self) -> None:
        """Be told that an answer was sent again without being asked for here."""

    async def aside(self, work: Callable[..., Result], *arguments: object) -> Result:
        """Do in the one thread for strangers what may take long, one thing at a time, in the context of who asked."""
        return await asyncio.get_running_loop().run_in_executor(self._strangers, partial(copy_context().run, work, *arguments))

    def prepare(self, request: Request, scope: Scope | None = None) -> Prepared:
        """Parse, validate and coerce, or raise RequestRefusedError; `scope` is that of who asks."""
        try:
            text = request.query if request.query is not None else self._trusted.text(request.document_id or "")
            self._trusted.refuse_untrusted(text, scope)
            document = self.documents.read(text)
            if request.prepared is not None and request.prepared.document is document:
                return request.prepared
            if document.errors:
                raise RequestRefusedError(document.errors)
            operation = document.operation(request.operation_name)
            root_type(self.schema, operation)
            if operation.operation is not OperationType.MUTATION:
                BODY.refuse_above(request.size_bytes)  # larger ones are for signed batches
            raw = request.variables or {}
            if request.size_bytes > LONG_BYTES:
                refuse_long_lists(dict(raw))
            variables = document.variables_of(operation, self.schema).coerced(raw)
        except GraphQLError as error:
            raise RequestRefusedError([error]) from error
        except RecursionError as error:
            raise RequestRefusedError([too_deep()]) from error
        if isinstance(variables, list):
            raise RequestRefusedError(variables)
        request.prepared = Prepared(document, operation, variables, raw, is_long=request.size_bytes > LONG_BYTES)
        return request.prepared

    def run(self, prepared: Prepared, context: Context) -> Coroutine[Any, Any, Answer]:
        """Run a query or a mutation; what changes something goes before what reads, wherever both wait."""
        return (self._run_first if prepared.kind is OperationType.MUTATION else self._run)(prepared, context)

    async def _run_first(self, prepared: Prepared, context: Context) -> Answer:
        with self._reads.door.giving_way():
            return await self._run(prepared, context)

    async def _run(self, prepared: Prepared, context: Context) -> Answer:
        bound = prepared.bound
        if bound is not None and bound.scope == context.scope:
            plan, statements = bound.plan, bound.parameters
        else:
            try:
                plan, statements = await self._bound(prepared, context)
            except GraphQLError as error:
                return Answer.refused([error])
            except RecursionError:
                return Answer.refused([too_deep()])
        texts, errors = await self._planned(plan, statements)
        if len(texts) < len(plan.fields):
            await self._resolved(plan, prepared, context, texts, errors)
        data = b",".join(b'"%s":%s' % (one.selection.key.encode(), texts[one.selection.key]) for one in plan.fields)
        return Answer(_body(data, errors), code=code_of(errors), cost=plan.cost)

    async def follow(self, prepared: Prepared, context: Context, seat: Seat) -> Answer:
        """Run a subscription: one answer to `seat` for each window of its source that holds anything. Gives the last word, an error.

        While the database is away it raises: only a connection that ends makes clients come again, and resume.
        """
        try:
            plan = await self._plan(prepared, context)
            one = plan.fields[0]
            if one.is_refused:
                return Answer.refused([_not_allowed(one)])
            await self._following.attend(self._asked(one, prepared, context), seat)
        except GraphQLError as error:
            return Answer.refused([error])
        except (*DATABASE_FAILURES, BusyError) as error:
            if is_outage(error):
                raise
            return _last_word(one, masked(error))
        except SilogError as error:
            return _last_word(one, said(error))

    def told(self, count: int) -> None:
        """Be told that so many followers were given an answer."""

    async def answers(self, prepared: Prepared, context: Context) -> AsyncGenerator[Answer, None]:
        """Run an operation of any kind for a stream. Its status is sent already, so even BUSY is an answer."""
        if prepared.kind is OperationType.SUBSCRIPTION:
            slot = Slot()
            async with aclosing(slot.answers(self.follow(prepared, context, slot))) as followed:
                async for answer in followed:
                    yield Answer(answer.body) if isinstance(answer, Told) else answer
            return
        try:
            yield await self.run(prepared, context)
        except BusyError as error:
            yield Answer(json.dumps({"errors": [masked(error)]}).encode(), is_request_error=True, code=BUSY)

    def _asked(self, one: RootField, prepared: Prepared, context: Context) -> Asked:
        field = root_type(self.schema, prepared.operation).fields[one.selection.name]
        source = source_of(field)
        if not isinstance(source, Follow) or one.statement is None:
            raise TypeError(f"{one.selection.name} cannot be followed")
        arguments = get_argument_values(field, one.selection.nodes[0], prepared.variables)
        open_walk = partial(source.walk, context, arguments)
        return Asked(one.selection.key, one.statement, prepared.variables, context.scope, context.parameters, open_walk)

    async def _bound(self, prepared: Prepared, context: Context) -> tuple[Plan, Mapping[str, list[Any]]]:
        """Find the plan, and make the parameters of its statements."""
        plan = await self._plan(prepared, context)
        asked = (plan, prepared, context)
        parameters = await self.aside(self._parameters, *asked) if prepared.is_long else self._parameters(*asked)
        if not any(one.statement.asks_of_viewer for one in plan.fields if one.statement is not None):
            prepared.bound = Bound(context.scope, plan, parameters)
        return plan, parameters

    async def _plan(self, prepared: Prepared, context: Context) -> Plan:
        """Find the plan, or make it aside."""
        asked = (prepared.document, prepared.operation, prepared.variables, context.scope)
        plan = self.documents.known_plan(*asked)
        if plan is None:
            plan = await self.aside(self.documents.plan, *asked)
        return plan

    def _parameters(self, plan: Plan, prepared: Prepared, context: Context) -> dict[str, list[Any]]:
        scope = context.scope
        return {
            one.selection.key: one.statement.parameters(
                prepared.variables, scope, context.parameters if one.statement.asks_of_viewer else _NOTHING
            )
            for one in plan.fields
            if one.statement is not None
        }

    async def _planned(self, plan: Plan, parameters: Mapping[str, list[Any]]) -> tuple[dict[str, bytes], list[dict[str, Any]]]:
        texts: dict[str, bytes] = {}
        errors: list[dict[str, Any]] = []
        for one in plan.fields:
            key = one.selection.key
            if one.is_refused:
                texts[key] = _NULL
                errors.append(formatted(_not_allowed(one)))
            elif one.statement is not None:
                try:
                    texts[key] = await self.grouped_reads.fetch(one.statement, parameters[key]) or _NULL
                except DATABASE_FAILURES as error:
                    texts[key] = _NULL
                    errors.append({**masked(error), "path": [key]})
        return texts, errors

    async def _resolved(
        self, plan: Plan, prepared: Prepared, context: Context, texts: dict[str, bytes], errors: list[dict[str, Any]]
    ) -> None:
        """Let the ordinary executor answer the fields that only Python can: introspection, the viewer, mutations."""
        left = [one for one in plan.fields if one.selection.key not in texts]
        if any(one.plainly is not None for one in left):
            await self._one_by_one(left, prepared, context, texts, errors)
        elif left:
            found = await self._resolving.answer(prepared, context, [node for one in left for node in one.selection.nodes])
            errors += found.errors
            texts.update(found.texts)

    async def _one_by_one(
        self, fields: Sequence[RootField], prepared: Prepared, context: Context, texts: dict[str, bytes], errors: list[dict[str, Any]]
    ) -> None:
        """Do mutations in the order of the document; where nothing was done because too many ask, the whole can be sent again."""
        busy = None
        for one in fields:
            try:
                if one.plainly is not None:
                    texts[one.selection.key] = await one.plainly.run(context, prepared.variables.coerced)
                else:
                    found = await self._resolving.answer(prepared, context, one.selection.nodes)
                    errors += found.errors
                    texts.update(found.texts)
            except (GraphQLError, BusyError) as error:
                busy = busy or busy_of(error)
                texts[one.selection.key] = _NULL
                errors.append(answered(error) if isinstance(error, GraphQLError) else {**masked(error), "path": [one.selection.key]})
        if busy is not None and all(texts[one.selection.key] == _NULL for one in fields):
            raise busy

    async def _read_back(self, one: Changed, prepared: Prepared, context: Context, data: dict[str, Any]) -> list[dict[str, Any]]:
        """Ask for what a mutation changed, and put it where its payload wants it; give what went wrong."""
        query = read_back_query(one, prepared.operation, prepared.document.fragments)
        wanted = {name: value for name, value in prepared.raw_variables.items() if name in query.variables}
        asked = await Executor.prepared(self, Request(query.text, variables={**wanted, query.id_variable: one.id}), context.scope)
        said = json.loads((await Executor.run(self, asked, context)).body)  # the mutation is counted as one operation
        *way, last = one.path
        place: Any = data
        for step in way:
            place = place[step]
        place[last] = (said.get("data") or {}).get("node")
        return [{**error, "path": [*one.path, *error.get("path", [])[1:]]} for error in said.get("errors", ())]


def _not_allowed(one: RootField) -> GraphQLError:
    message = f"`{one.selection.name}` is not part of the public view: sign in to read it."
    return GraphQLError(message, nodes=list(one.selection.nodes), path=[one.selection.key], extensions={"code": FORBIDDEN})


def _last_word(one: RootField, error: Mapping[str, Any]) -> Answer:
    errors = [{**error, "path": [one.selection.key]}]
    return Answer(json.dumps({"data": None, "errors": errors}, ensure_ascii=False).encode(), code=code_of(errors))


def _body(data: bytes, errors: Sequence[Mapping[str, Any]]) -> bytes:
    said = b',"errors":%s' % json.dumps(errors, ensure_ascii=False).encode() if errors else b""
    return b'{"data":{%s}%s}' % (data, said)
