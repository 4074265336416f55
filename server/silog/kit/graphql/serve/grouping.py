"""Reads that wait together go together: of one statement and scope one execution is under way, and who asks meanwhile shares the next.

As with a ferry, who finds one free leaves alone, so nobody waits on a quiet day; the more come, the fewer crossings each of them costs. It
leaves at the loop's next turn and takes along who asks until then: those who were answered together ask again together. A read never
begins before it is asked for, so no answer is older than its question.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final

import asyncpg

from silog.kit.graphql.plan.many import ForMany, for_many
from silog.kit.graphql.plan.statements import Statement
from silog.kit.reads import Reads

WORTH_ANOTHER: Final = 5
"""So many who wait, for each execution under way, are worth another one beside it: the server answers some while the database works."""
MOST_TOGETHER: Final = 16
"""How many share one execution, at most."""
SHORT_S: Final = 0.03
"""What takes longer is not shared: many long reads end sooner side by side."""
SHORT_BYTES: Final = 64 * 1024
"""Nor is what gives longer answers: to write them is most of what they cost, and one execution writes them one after another.

A clock would not tell these from small reads on a busy machine, where it counts the waiting too.
"""
_MOST_KNOWN: Final = 1_000
_WEIGHT: Final = 0.2


@dataclass(slots=True)
class _Manner:
    """What was learned of one statement: how long it takes for each who asks, how long their answers are, and how it is asked for many."""

    seconds: float = 0.0
    length: float = 0.0
    many: ForMany | None = None
    is_known: bool = False
    is_single: bool = False

    def learn(self, seconds: float, length: float) -> None:
        """Take into account how long one execution took, and how many bytes it gave, for each who asked."""
        self.seconds += (seconds - self.seconds) * _WEIGHT
        self.length += (length - self.length) * _WEIGHT

    def goes_alone(self) -> bool:
        """Whether nobody who asks shares an execution."""
        return self.is_single or self.seconds > SHORT_S or self.length > SHORT_BYTES


@dataclass(slots=True)
class _Waiting:
    parameters: Sequence[Any]
    answer: "asyncio.Future[bytes | None]"

    def is_gone(self) -> bool:
        """Whether nobody waits for it any more."""
        return self.answer.done()


@dataclass(slots=True)
class _Line:
    """Those who ask for one statement under one scope: how many executions are under way, and who waits for the next.

    `is_boarding`: one of those under way has not left yet, and takes along whoever comes.
    """

    statement: Statement
    manner: _Manner
    under_way: int = 0
    is_boarding: bool = False
    waiting: list[_Waiting] = field(default_factory=list)

    def is_worth_another(self) -> bool:
        """Whether so many wait that one more execution shall be made for them."""
        enough = min(WORTH_ANOTHER * self.under_way, MOST_TOGETHER) if self.under_way else 1
        return not self.is_boarding and len(self.waiting) >= enough

    def join(self, parameters: Sequence[Any]) -> "asyncio.Future[bytes | None]":
        """Wait for the next execution."""
        one = _Waiting(parameters, asyncio.get_running_loop().create_future())
        self.waiting.append(one)
        return one.answer

    def boarded(self) -> Sequence[_Waiting]:
        """Take as many as share one execution out of those who wait, without those who are gone."""
        self.is_boarding = False
        waiting = [one for one in self.waiting if not one.is_gone()]
        self.waiting = waiting[MOST_TOGETHER:]
        return waiting[:MOST_TOGETHER]


class GroupedReads:
    """Runs planned statements. Raises what Reads raises, to each who asks only what is theirs."""

    def __init__(self, reads: Reads) -> None:
        """Read by `reads`."""
        self._reads = reads
        self._lines: dict[tuple[str, Any], _Line] = {}
        self._manners: OrderedDict[str, _Manner] = OrderedDict()
        self._crossings: set[asyncio.Task[None]] = set()
        self.shared = 0
        """How many answers came out of an execution that others shared."""

    async def fetch(self, statement: Statement, parameters: Sequence[Any]) -> bytes | None:
        """Give the one value of a statement."""
        manner = self._manner(statement.sql)
        if manner.goes_alone():
            return await self._alone(manner, statement.sql, parameters)
        key = statement.sql, parameters[statement.scope_at]
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = _Line(statement, manner)
        if line.under_way:
            answer = line.join(parameters)
            if line.is_worth_another():
                self._depart(key, line)
            return await answer
        line.under_way, line.is_boarding = 1, True
        try:
            await asyncio.sleep(0)
            if not line.waiting:
                line.is_boarding = False
                return await self._alone(manner, statement.sql, parameters)
            answer = line.join(parameters)
        finally:
            line.is_boarding = False
            self._arrive(key, line)
        return await answer

    def _manner(self, sql: str) -> _Manner:
        manner = self._manners.get(sql)
        if manner is None:
            manner = self._manners[sql] = _Manner()
            while len(self._manners) > _MOST_KNOWN:
                self._manners.popitem(last=False)
        return manner

    async def _alone(self, manner: _Manner, sql: str, parameters: Sequence[Any]) -> bytes | None:
        since = perf_counter()
        found: bytes | None = await self._reads.fetchval(sql, *parameters)
        manner.learn(perf_counter() - since, len(found or b""))
        return found

    def _depart(self, key: tuple[str, Any], line: _Line) -> None:
        """Make one more execution for those who wait."""
        line.under_way += 1
        line.is_boarding = True
        crossing = asyncio.create_task(self._cross(key, line))
        self._crossings.add(crossing)
        crossing.add_done_callback(self._crossings.discard)

    def _arrive(self, key: tuple[str, Any], line: _Line) -> None:
        """One execution has ended: send off those who came meanwhile, if there are any."""
        line.under_way -= 1
        if line.waiting and not line.is_boarding:
            self._depart(key, line)
        elif not line.under_way:
            self._lines.pop(key, None)

    async def _cross(self, key: tuple[str, Any], line: _Line) -> None:
        statement, manner = line.statement, line.manner
        try:
            await asyncio.sleep(0)
            waiting = line.boarded()
            if line.is_worth_another():
                self._depart(key, line)
            if waiting and (len(waiting) == 1 or not await self._together(statement, manner, waiting)):
                await asyncio.gather(*(self._answer(one, statement, manner) for one in waiting))
        finally:
            self._arrive(key, line)

    async def _together(self, statement: Statement, manner: _Manner, waiting: Sequence[_Waiting]) -> bool:
        """Ask once for all of them; say False where each must be asked for alone, be it to find out whose read fails."""
        since = perf_counter()
        with suppress(Exception):  # told by the read of whom it belongs to
            if not manner.is_known:
                manner.many, manner.is_known = await self._for_many(statement), True
                manner.is_single = manner.many is None
            if manner.many is None:
                return False
            rows = await self._reads.fetch(manner.many.sql, *manner.many.parameters([one.parameters for one in waiting]))
            length = sum(len(found or b"") for _, found in rows)
            manner.learn((perf_counter() - since) / len(waiting), length / len(waiting))
            for number, found in rows:
                one = waiting[number - 1]
                if not one.is_gone():
                    one.answer.set_result(found)
            self.shared += len(waiting)
            return True
        return False

    async def _for_many(self, statement: Statement) -> ForMany | None:
        """Let PostgreSQL say of which types the parameters are, and whether it takes the statement for many at all."""
        async with self._reads.acquire() as connection:
            kinds = (await connection.prepare(statement.sql)).get_parameters()
            found = for_many(statement.sql, kinds, statement.scope_at)
            if found is not None:
                try:
                    await connection.prepare(found.sql)
                except asyncpg.SyntaxOrAccessError:  # a parameter stands where no column of another query may
                    return None
            return found

    async def _answer(self, one: _Waiting, statement: Statement, manner: _Manner) -> None:
        try:
            found = await self._alone(manner, statement.sql, one.parameters)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is for whoever waits, or they would wait for ever
            if not one.is_gone():
                one.answer.set_exception(error)
        else:
            if not one.is_gone():
                one.answer.set_result(found)
