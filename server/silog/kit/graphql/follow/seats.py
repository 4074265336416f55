"""Seats: where the answers of one follower go. None ever holds more than the one answer that is being taken."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

Last = TypeVar("Last")


@dataclass(slots=True, eq=False)
class Told:
    """One answer to everybody who follows a question, and the frames that were made of it, by what stands before it in them."""

    body: bytes
    made: dict[bytes, tuple[bytes, ...]] = field(default_factory=dict)


class Seat(Protocol):
    """Takes answers without waiting, as long as it is free."""

    @property
    def is_free(self) -> bool:
        """Whether an answer can be given now."""
        ...

    def give(self, told: Told) -> None:
        """Take an answer."""
        ...

    async def freed(self) -> None:
        """Wait until the seat is free; raise where it never will be."""
        ...


class Slot:
    """The seat of whoever asks for each answer in turn."""

    def __init__(self) -> None:
        """Start empty."""
        self._told: Told | None = None
        self._empty, self._stirred = asyncio.Event(), asyncio.Event()
        self._empty.set()

    @property
    def is_free(self) -> bool:
        """Whether it is empty."""
        return self._told is None

    def give(self, told: Told) -> None:
        """Hold an answer until it is taken."""
        self._told = told
        self._empty.clear()
        self._stirred.set()

    async def freed(self) -> None:
        """Wait until it is empty."""
        await self._empty.wait()

    async def answers(self, following: Coroutine[Any, Any, Last]) -> AsyncGenerator[Told | Last, None]:
        """Give what `following` puts here, and what it returns in the end. It is cancelled by whoever stops asking."""
        under_way = asyncio.ensure_future(following)
        under_way.add_done_callback(lambda _: self._stirred.set())
        try:
            while not under_way.done() or self._told is not None:
                await self._stirred.wait()
                self._stirred.clear()
                if self._told is not None:
                    told, self._told = self._told, None
                    self._empty.set()
                    yield told
            yield under_way.result()
        finally:
            if under_way.cancel():
                await asyncio.wait([under_way])
