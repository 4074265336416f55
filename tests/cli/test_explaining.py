"""`silog explain`, as somebody types it who wonders why a question is slow."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.factories.databases import clone_of_two_elections

from silog.cli import main
from silog.kit.cluster import Cluster

Explain = Callable[..., Result]


@pytest.fixture(scope="module")
def name(cluster: Cluster, migrated_template: str) -> str:
    """Name of a database with two elections in it."""
    asyncio.run(clone_of_two_elections(cluster, migrated_template, "explaining"))
    return "explaining"


@pytest.fixture
def explain(cluster: Cluster, name: str, tmp_path: Path) -> Explain:
    """Run the command in the first election."""
    environment = {"SILOG_DATABASE_URL": cluster.dsn("silog_admin", name), "SILOG_STATE": str(tmp_path)}

    def run(*arguments: str, stdin: str = "") -> Result:
        return CliRunner().invoke(main, ["explain", "--election", "LATIHAN-2024", *arguments], env=environment, input=stdin)

    return run


def test_a_document_is_told_with_its_sql_its_parameters_and_the_plan(explain: Explain) -> None:
    query = "query Q($code: String!, $n: Int!) { box(code: $code) { code scans(first: $n) { nodes { type } } } viewer { role } }"

    result = explain(query, "--variables", json.dumps({"code": "21", "n": 20}))

    assert result.exit_code == 0, result.output
    assert "box(code: $code) {" in result.output
    assert "and the values of $n." in result.output
    assert "WITH s AS MATERIALIZED" in result.output
    assert "= 'FULL|1|21'  (scope)" in result.output
    assert "Index Scan" in result.output
    assert "Execution Time" not in result.output


def test_what_it_took_is_told_where_that_was_asked_for(explain: Explain) -> None:
    assert "Execution Time" in explain("{ boxes { totalCount } }", "--analyze").output


def test_the_public_is_refused_what_it_may_not_ask(explain: Explain) -> None:
    result = explain("{ scans { totalCount } __typename }", "--public")

    assert result.exit_code == 0, result.output
    assert "Refused: it is not part of the public view." in result.output
    assert "Answered by the ordinary executor" in result.output


def test_a_document_comes_from_a_file_or_from_standard_input(explain: Explain, tmp_path: Path) -> None:
    (tmp_path / "q.graphql").write_text('{ region(code: "21") { name } }')

    assert "FROM regions" in explain(f"@{tmp_path / 'q.graphql'}").output
    assert "FROM regions" in explain("-", stdin='{ region(code: "21") { name } }').output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["{ nothing }"], "line 1, column 3: Cannot query field 'nothing'"),
        (["{ boxes("], "Syntax Error"),
        (["{ boxes(first: 0) { totalCount } }"], "`first` is 0"),
        (["@no-such-file"], "no-such-file cannot be read"),
        (["{ __typename }", "--variables", "{"], "--variables is not JSON"),
        (["{ __typename }", "--variables", "[]"], "--variables must be a JSON object"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_what_cannot_be_explained_is_said_in_words(explain: Explain, arguments: list[str], says: str) -> None:
    result = explain(*arguments)

    assert result.exit_code in {1, 2}
    assert says in result.output
    assert "Traceback" not in result.output


def test_a_row_is_not_read_for_what_the_row_it_hangs_on_keeps_of_it(explain: Explain) -> None:
    last_scan = "lastScan { id type occurredAt placeCode boxCode }"
    region = "region { name parent { code name parent { name parent { code name } } } }"

    result = explain(f"{{ boxes(first: 5) {{ nodes {{ {last_scan} {region} }} }} }}")

    assert result.exit_code == 0, result.output
    assert "scans" not in result.output.partition("WITH s AS")[2]
    assert result.output.count("JOIN regions AS") == 1


def test_a_row_is_read_where_more_is_asked_of_it_than_is_kept(explain: Explain) -> None:
    result = explain("{ boxes(first: 5) { nodes { lastScan { type seals } region { parent { parent { name level } } } } } }")

    assert result.exit_code == 0, result.output
    assert result.output.count("JOIN scans AS") == 1
    assert result.output.count("JOIN regions AS") == 2
