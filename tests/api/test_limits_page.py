"""docs/api-limits.md says what the code does: the same limits, the same numbers, an example that costs what it says."""

import re
from pathlib import Path
from typing import Final

import httpx

from silog.kit.graphql.limits import cost
from silog.kit.graphql.limits.table import FULL_COST, LIMITS, PUBLIC_COST

_PAGE: Final = (Path(__file__).parents[2] / "docs" / "api-limits.md").read_text()


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _row(start: str) -> int:
    (found,) = re.findall(rf"^\| {re.escape(start)}[^|]*\| ([\d,]+) \|$", _PAGE, re.MULTILINE)
    return _number(found)


def test_the_page_has_every_limit_with_its_number_and_code() -> None:
    rows = re.findall(r"^\| ([\w ]+) \| ([\d,]+) \| (TOO_\w+) \|", _PAGE, re.MULTILINE)

    assert [(name, _number(most), code) for name, most, code in rows] == [(one.name, one.most, one.code) for one in LIMITS]


def test_the_page_has_the_points_and_the_budgets() -> None:
    assert _row("a field at the root") == cost.ROOT
    assert _row("a row") == cost.ROW
    assert _row("a geometry") == cost.GEOMETRY
    assert _row("`totalCount`, for each") == cost.COUNT
    assert _row("the public") == PUBLIC_COST
    assert _row("signed in") == FULL_COST
    assert f"counted as {cost.ROWS_OF_A_LIST}" in _PAGE


async def test_the_worked_example_costs_what_the_page_says(client: httpx.AsyncClient) -> None:
    (example,) = re.findall(r"```graphql\n(.*?)```", _PAGE, re.DOTALL)
    parts = _PAGE.partition("| part | points |")[2].partition("\n\n")[0]
    *summands, together = map(_number, re.findall(r"\| ([\d,]+) \|$", parts, re.MULTILINE))

    answer = await client.post("/graphql", json={"query": example})

    assert "errors" not in answer.json()
    assert sum(summands) == together
    assert answer.headers["graphql-cost"] == f"{together}; limit={PUBLIC_COST}"
