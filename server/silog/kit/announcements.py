"""Announced facts: how a lower room tells upper rooms what happened without importing them.

A room announces a frozen dataclass inside its unit of work; rooms above subscribe to its type where the parts are joined
(composition.py and the training runner). Handlers run in the order they subscribed, in the announcing transaction: if one fails, nothing
happened.
Who must take its lock last listens at the end: right before the commit it hears of all facts of a kind at once.
Who only counts listens after the commit: what was rolled back is not counted, and counting cannot undo what happened.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from silog.kit.database import UnitOfWork

Fact = TypeVar("Fact")


class Announcements:
    """Who listens to which kind of fact."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._handlers: dict[type, list[Callable[[UnitOfWork, Any], Awaitable[None]]]] = defaultdict(list)
        self._concluding: dict[type, list[Callable[[UnitOfWork, Sequence[Any]], Awaitable[None]]]] = defaultdict(list)
        self._settled: dict[type, list[Callable[[Any], None]]] = defaultdict(list)

    def within(self, kind: type[Fact], handler: "Callable[[UnitOfWork, Fact], Awaitable[None]]") -> None:
        """Call `handler` for every fact of `kind`, inside the transaction that announces it."""
        self._handlers[kind].append(handler)

    def at_end(self, kind: type[Fact], handler: "Callable[[UnitOfWork, Sequence[Fact]], Awaitable[None]]") -> None:
        """Call `handler` once for all facts of `kind` that a transaction has announced, right before it commits. It announces nothing."""
        self._concluding[kind].append(handler)

    def after(self, kind: type[Fact], handler: Callable[[Fact], None]) -> None:
        """Call `handler` for every fact of `kind` once its transaction is committed. It must not fail: nothing can be undone."""
        self._settled[kind].append(handler)

    async def tell(self, work: "UnitOfWork", fact: object) -> None:
        """Hand a fact to those who listen to its type."""
        for handler in self._handlers[type(fact)]:
            await handler(work, fact)

    async def conclude(self, work: "UnitOfWork") -> None:
        """Hand what a transaction has announced to those who listen at its end."""
        for kind, handlers in self._concluding.items():
            facts = [fact for fact in work.announced if type(fact) is kind]
            if facts:
                for handler in handlers:
                    await handler(work, facts)

    def settle(self, facts: Iterable[object]) -> None:
        """Hand the facts of a committed transaction to those who listen after it."""
        for fact in facts:
            for handler in self._settled[type(fact)]:
                handler(fact)
