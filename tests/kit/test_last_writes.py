"""What rooms write last goes as one statement, in their transaction, whole or not at all."""

import asyncpg
import pytest

from silog.kit.database import Database
from silog.kit.scope import Scope

_SCOPE = Scope.whole_election(1)
_LETTERS = "letters AS (INSERT INTO noted (word, number) SELECT $1, n FROM unnest($2::int[]) AS n)"
_NUMBERS = """numbers AS (
  INSERT INTO noted (word, number) VALUES ($2, $1::int) RETURNING number
), more AS (
  INSERT INTO noted SELECT $2, number + 1 FROM numbers
)"""


@pytest.fixture(autouse=True)
async def _noted(owner: asyncpg.Connection) -> None:
    await owner.execute("CREATE TABLE noted (word text, number int UNIQUE); GRANT SELECT, INSERT ON noted TO silog_app")


async def _stand(owner: asyncpg.Connection) -> list[tuple[str, int]]:
    return [tuple(row) for row in await owner.fetch("SELECT word, number FROM noted ORDER BY number")]


async def test_writes_of_several_rooms_go_as_one_statement_each_with_its_own_values(product: Database, owner: asyncpg.Connection) -> None:
    sent: list[str] = []
    async with product.unit_of_work(_SCOPE) as work:
        (await work.driver).add_query_logger(lambda record: sent.append(record.query))
        await work.write_last("letters", _LETTERS, "a", [1, 2])
        await work.write_last("numbers", _NUMBERS, 10, "b")
        assert await _stand(owner) == []

    assert await _stand(owner) == [("a", 1), ("a", 2), ("b", 10), ("b", 11)]
    assert len([statement for statement in sent if "noted" in statement]) == 1


async def test_who_asks_for_the_driver_finds_them_written(product: Database) -> None:
    async with product.unit_of_work(_SCOPE) as work:
        await work.write_last("letters", _LETTERS, "a", [1])

        assert await (await work.driver).fetchval("SELECT count(*) FROM noted") == 1


async def test_two_of_one_kind_are_written_one_after_the_other(product: Database, owner: asyncpg.Connection) -> None:
    async with product.unit_of_work(_SCOPE) as work:
        await work.write_last("letters", _LETTERS, "a", [1])
        await work.write_last("letters", _LETTERS, "b", [2])

    assert await _stand(owner) == [("a", 1), ("b", 2)]


async def test_what_cannot_be_written_undoes_the_transaction(product: Database, owner: asyncpg.Connection) -> None:
    async def write_one_twice() -> None:
        async with product.unit_of_work(_SCOPE) as work:
            await (await work.driver).execute("INSERT INTO noted VALUES ('before', 7)")
            await work.write_last("letters", _LETTERS, "a", [1, 1])

    with pytest.raises(asyncpg.UniqueViolationError):
        await write_one_twice()

    assert await _stand(owner) == []


async def test_nothing_of_it_is_left_where_all_is_undone(product: Database, owner: asyncpg.Connection) -> None:
    async with product.unit_of_work(_SCOPE) as work:
        await work.write_last("letters", _LETTERS, "a", [1])
        await work.undo()

    assert await _stand(owner) == []
