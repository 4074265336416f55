"""What is asked of the executor and what it answers: a request, what was made of it, its answer or its refusal."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import GraphQLError, OperationDefinitionNode, OperationType
from graphql.execution.values import VariableValues

from silog.kit.graphql.documents.plans import Document, Plan
from silog.kit.graphql.limits.cost import Cost
from silog.kit.graphql.serve.failures import OK, code_of, formatted
from silog.kit.scope import Scope


class Context(Protocol):
    """What resolvers get; the planner needs only the scope."""

    @property
    def scope(self) -> Scope:
        """What the viewer may see."""
        ...

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Values of the viewer that statements may name."""
        ...


@dataclass(slots=True)
class Request:
    """One GraphQL request, as it came over any of the protocols: a document, or the id of a trusted one."""

    query: str | None
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None
    document_id: str | None = None
    size_bytes: int = 0
    prepared: "Prepared | None" = None
    """What was made of it before: good as long as its document is still known."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A plan and the parameters of its statements, as they are for one scope."""

    scope: Scope
    plan: Plan
    parameters: Mapping[str, list[Any]]


@dataclass(slots=True)
class Prepared:
    """A request that passed parsing, validation and the coercion of its variables: it can be run."""

    document: Document
    operation: OperationDefinitionNode
    variables: VariableValues
    raw_variables: Mapping[str, Any]
    is_long: bool = False
    """Whether its variables are so long that checking one (a polygon of 5,000 corners) may keep others waiting."""
    bound: Bound | None = None
    """As it was run last, where that depends on nothing but the scope."""

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.operation.operation


@dataclass(slots=True)
class Answer:
    """A response as bytes. `is_request_error`: nothing was run, there is no `data`. `code`: of the first error, or OK."""

    body: bytes
    is_request_error: bool = False
    code: str = OK
    cost: Cost | None = None

    @classmethod
    def refused(cls, errors: Sequence[GraphQLError]) -> "Answer":
        """Answer without data: the request itself is wrong."""
        said = [formatted(error) for error in errors]
        return cls(json.dumps({"errors": said}, ensure_ascii=False).encode(), is_request_error=True, code=code_of(said))


class RequestRefusedError(Exception):
    """The request cannot be run; `errors` say why."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        """Keep the errors as they will be answered."""
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors
