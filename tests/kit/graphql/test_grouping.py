"""Reads that wait together: each gets its own answer or its own mistake, whoever it travelled with."""

import asyncio
from typing import Final

import asyncpg
import pytest

from silog.kit.database import Database
from silog.kit.door import BusyError
from silog.kit.graphql.plan.statements import Statement
from silog.kit.graphql.serve.grouping import MOST_TOGETHER, SHORT_BYTES, GroupedReads

_DOUBLED: Final = "SELECT convert_to($1::text || ':' || 840 / $2::integer, 'UTF8') FROM pg_sleep(0.01)"


def _statement(sql: str) -> Statement:
    return Statement(sql, ("scope", "number"), (), (), asks_of_viewer=False, scope_at=0)


@pytest.fixture
def groups(product: Database) -> GroupedReads:
    return GroupedReads(product.reads)


@pytest.fixture
def runs(product: Database) -> list[float]:
    """How long each statement took that went to the database."""
    found: list[float] = []
    product.reads.observe_s = found.append
    return found


async def test_who_asks_at_once_shares_statements_and_gets_an_answer_of_their_own(groups: GroupedReads, runs: list[float]) -> None:
    statement = _statement(_DOUBLED)

    answers = await asyncio.gather(*(groups.fetch(statement, ["s", number]) for number in range(1, 41)))

    assert answers == [b"s:%d" % (840 // number) for number in range(1, 41)]
    assert len(runs) < 40 / 2
    assert groups.shared > 40 / 2


async def test_who_asks_in_one_turn_of_the_loop_shares_one_statement(groups: GroupedReads, runs: list[float]) -> None:
    statement = _statement(_DOUBLED)

    answers = await asyncio.gather(*(groups.fetch(statement, ["s", number]) for number in range(1, 9)))

    assert answers == [b"s:%d" % (840 // number) for number in range(1, 9)]
    assert len(runs) == 1
    assert groups.shared == 8


async def test_no_more_share_one_statement_than_may(groups: GroupedReads, runs: list[float]) -> None:
    statement = _statement(_DOUBLED)

    answers = await asyncio.gather(*(groups.fetch(statement, ["s", 1 + number]) for number in range(2 * MOST_TOGETHER + 3)))

    assert answers == [b"s:%d" % (840 // (1 + number)) for number in range(2 * MOST_TOGETHER + 3)]
    assert len(runs) == 3


async def test_who_goes_away_before_it_leaves_keeps_nobody_waiting(groups: GroupedReads) -> None:
    statement = _statement(_DOUBLED)
    alone = asyncio.create_task(groups.fetch(statement, ["s", 1]))
    await asyncio.sleep(0)
    alone.cancel()
    await asyncio.wait([alone])

    assert alone.cancelled()
    assert await groups.fetch(statement, ["s", 2]) == b"s:420"


async def test_who_asks_alone_goes_alone(groups: GroupedReads, runs: list[float]) -> None:
    statement = _statement(_DOUBLED)

    for number in range(1, 6):
        assert await groups.fetch(statement, ["s", number]) == b"s:%d" % (840 // number)

    assert len(runs) == 5
    assert groups.shared == 0


async def test_scopes_are_never_mixed(groups: GroupedReads) -> None:
    statement = _statement("SELECT convert_to($1::text || $2::integer, 'UTF8') FROM pg_sleep(0.01)")

    answers = await asyncio.gather(*(groups.fetch(statement, [f"scope{number % 3}/", number]) for number in range(30)))

    assert answers == [b"scope%d/%d" % (number % 3, number) for number in range(30)]


async def test_a_read_that_fails_fails_for_nobody_else(groups: GroupedReads) -> None:
    statement = _statement(_DOUBLED)

    answers = await asyncio.gather(*(groups.fetch(statement, ["s", number]) for number in (1, 2, 3, 0, 5, 6)), return_exceptions=True)

    assert isinstance(answers[3], asyncpg.DivisionByZeroError)
    assert [one for one in answers if isinstance(one, bytes)] == [b"s:840", b"s:420", b"s:280", b"s:168", b"s:140"]


async def test_a_value_that_cannot_even_be_sent_keeps_nobody_waiting(groups: GroupedReads) -> None:
    statement = _statement(_DOUBLED)

    async with asyncio.timeout(20):
        answers = await asyncio.gather(*(groups.fetch(statement, ["s", number]) for number in (1, 2, 2**40, 4)), return_exceptions=True)

    assert isinstance(answers[2], asyncpg.DataError)
    assert [one for one in answers if isinstance(one, bytes)] == [b"s:840", b"s:420", b"s:210"]


async def test_who_goes_away_leaves_the_others_their_answers(groups: GroupedReads) -> None:
    statement = _statement(_DOUBLED)
    reads = [asyncio.create_task(groups.fetch(statement, ["s", number])) for number in range(1, 13)]
    await asyncio.sleep(0)
    for gone in (0, 1, 5):
        reads[gone].cancel()

    answers = await asyncio.gather(*reads, return_exceptions=True)

    kept = [number for number in range(12) if number not in {0, 1, 5}]
    assert [answers[number] for number in kept] == [b"s:%d" % (840 // (number + 1)) for number in kept]
    assert all(isinstance(answers[gone], asyncio.CancelledError) for gone in (0, 1, 5))
    assert await groups.fetch(statement, ["s", 4]) == b"s:210"


async def test_a_statement_that_cannot_be_asked_for_many_is_asked_for_each(groups: GroupedReads) -> None:
    # Of a column of another query the greatest is one for all who ask, and no longer each one's own.
    greatest = _statement("SELECT convert_to($1::text || max($2::integer), 'UTF8')")

    answers = await asyncio.gather(*(groups.fetch(greatest, ["s", number]) for number in range(1, 8)))

    assert answers == [b"s%d" % number for number in range(1, 8)]
    assert groups.shared == 0


async def test_what_takes_long_is_run_side_by_side(groups: GroupedReads, runs: list[float]) -> None:
    slow = _statement("SELECT convert_to($1::text || $2::integer, 'UTF8') FROM pg_sleep(0.2)")
    await groups.fetch(slow, ["s", 0])
    runs.clear()

    answers = await asyncio.gather(*(groups.fetch(slow, ["s", number]) for number in range(6)))

    assert answers == [b"s%d" % number for number in range(6)]
    assert len(runs) == 6


async def test_what_gives_long_answers_is_run_side_by_side_and_shared_again_once_they_are_short(
    groups: GroupedReads, runs: list[float]
) -> None:
    """However fast it is: the first answer is ten times as long as what is shared, and each that follows counts for a fifth."""
    statement = _statement("SELECT convert_to(repeat('x', $2::integer - length($1::text)), 'UTF8') FROM pg_sleep(0.001)")
    long = 10 * SHORT_BYTES
    await groups.fetch(statement, ["s", long])
    runs.clear()

    answers = await asyncio.gather(*(groups.fetch(statement, ["s", long + number]) for number in range(6)))

    assert [len(answer or b"") for answer in answers] == [long + number - 1 for number in range(6)]
    assert len(runs) == 6
    assert groups.shared == 0

    for _ in range(20):
        await groups.fetch(statement, ["s", 2])
    assert await asyncio.gather(*(groups.fetch(statement, ["s", 1 + number]) for number in range(6))) == [
        b"x" * number for number in range(6)
    ]
    assert groups.shared == 6


async def test_a_line_is_bounded_and_each_who_is_turned_away_is_told(product: Database, groups: GroupedReads) -> None:
    statement = _statement(_DOUBLED)
    product.reads.door._most_waiting = 1  # a full house, without a thousand who wait
    places = product.reads.door.places

    async def held() -> None:
        async with product.reads.acquire():
            await asyncio.sleep(0.3)

    holders = [asyncio.create_task(held()) for _ in range(places)]
    await asyncio.sleep(0.05)
    crowd = 5 * MOST_TOGETHER
    answers = await asyncio.gather(*(groups.fetch(statement, ["s", 1 + number]) for number in range(crowd)), return_exceptions=True)
    await asyncio.gather(*holders)

    told = [one for one in answers if isinstance(one, BusyError)]
    right = [one for number, one in enumerate(answers) if one == b"s:%d" % (840 // (1 + number))]
    assert told
    assert right
    assert len(told) + len(right) == crowd
