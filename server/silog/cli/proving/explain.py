"""`silog explain`: what a GraphQL document becomes, for those who write queries or fields."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from graphql import GraphQLError

from silog.application import RequestContext
from silog.cli.connected import on_database
from silog.custody.desk import ScanDesk
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database
from silog.kit.graphql.serve.execution import Executor
from silog.kit.graphql.serve.explaining import ExplainedField, Explanation, said_by
from silog.kit.graphql.serve.explaining import explain as explained
from silog.kit.graphql.serve.requests import Request, RequestRefusedError
from silog.live.reader import FeedReader
from silog.people.rules import Role, Viewer
from silog.places.queries import NO_ELECTION, the_election
from silog.planning.desk import PlanDesk
from silog.roots import schema
from silog.routes.desk import RouteDesk


@click.command()
@click.argument("query")
@click.option("--variables", default="{}", metavar="JSON", help="Values of the document's variables.")
@click.option("--operation", metavar="NAME", help="Which operation of the document.")
@click.option("--region", default="21", metavar="CODE", show_default=True, help="Whose view: somebody's in this region.")
@click.option("--public", "is_public", is_flag=True, help="The public's view instead.")
@click.option("--election", metavar="CODE", help="The election; needless where only one is meant.")
@click.option("--analyze", "is_run", is_flag=True, help="Run the statements and say what they took.")
def explain(query: str, variables: str, operation: str | None, region: str, election: str | None, *, is_public: bool, is_run: bool) -> None:
    """Show what QUERY becomes: the document as understood, its SQL, and PostgreSQL's plan. @FILE reads a file, - standard input."""
    request = Request(_text(query), operation, _values(variables))

    async def act(database: Database) -> Explanation:
        async with database.unit_of_work(NO_ELECTION) as work:
            found = await the_election(work.connection, election)
        own = Viewer("silog explain", Role.COORDINATOR, region, found.id, found.code)
        viewer = Viewer.public(found.id, found.code) if is_public else own
        executor = Executor(schema._schema, database.reads)  # noqa: SLF001 -- Strawberry has no public name for it
        context = RequestContext(viewer, database, FeedReader(database), RouteDesk(), PlanDesk(database, workers=0), ScanDesk(database))
        return await explained(executor, database.reads, request, context, is_run=is_run)

    try:
        explanation = on_database(act)
    except RequestRefusedError as refusal:
        raise SilogError("REFUSED", "\n".join(map(said_by, refusal.errors))) from refusal
    except GraphQLError as error:
        raise SilogError("REFUSED", said_by(error)) from error
    click.echo("\n".join(_lines(explanation)))


def _text(query: str) -> str:
    if query == "-":
        return sys.stdin.read()
    if not query.startswith("@"):
        return query
    try:
        return Path(query[1:]).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise SilogError(WRONG_INPUT, f"{query[1:]} cannot be read: {error}.") from error


def _values(variables: str) -> Mapping[str, Any]:
    try:
        values = json.loads(variables)
    except json.JSONDecodeError as error:
        raise SilogError(WRONG_INPUT, f"--variables is not JSON: {error}.") from error
    if not isinstance(values, dict):
        raise SilogError(WRONG_INPUT, '--variables must be a JSON object, for example \'{"code": "21.03"}\'.')
    return values


def _lines(explanation: Explanation) -> Iterator[str]:
    yield from ("# The document", "", explanation.document, "")
    yield "The plan is kept for this document, view and the shape of its variables" + (
        f", and the values of {', '.join(f'${name}' for name in explanation.deciding)}." if explanation.deciding else "."
    )
    for one in explanation.fields:
        yield from ("", f"# {one.key}", "")
        yield from _field_lines(one)


def _field_lines(one: ExplainedField) -> Iterator[str]:
    if one.is_refused:
        yield "Refused: it is not part of the public view."
    elif one.statement is None:
        yield "Answered by the ordinary executor: only Python can."
    else:
        yield one.statement.sql
        yield ""
        for number, (name, value) in enumerate(zip(one.statement.order, one.parameters, strict=True), 1):
            yield f"${number} = {value!r}  ({name})"
        yield from ("", *one.steps)
