"""`silog schema`: the GraphQL contract, printed from the code."""

from pathlib import Path

import click

from silog.errors import SilogError
from silog.roots import schema as graphql_schema

COMMITTED = Path(__file__).parents[3] / "schema.graphql"


@click.command()
@click.option("--check", "is_check", is_flag=True, help="Write nothing; fail when the committed file is not what the code says.")
def schema(*, is_check: bool) -> None:
    """Write server/schema.graphql from the code."""
    printed = graphql_schema.as_str().rstrip() + "\n"
    committed = COMMITTED.read_text() if COMMITTED.exists() else ""
    if is_check and printed != committed:
        raise SilogError("SCHEMA_DRIFT", f"{COMMITTED} is not what the code says.", "Run: make schema, and commit the file.")
    if printed != committed:
        COMMITTED.write_text(printed)
    click.echo(f"{COMMITTED} is what the code says.")
