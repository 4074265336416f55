"""Work that a server does again and again beside its requests."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from silog.kit.database import WRITING_FAILURES

_log: Final = logging.getLogger(__name__)


@asynccontextmanager
async def repeated(work: Callable[[], Awaitable[None]], every_s: float, name: str) -> AsyncIterator[None]:
    """Do `work` every so many seconds of real time until the block ends. Where the database fails it is done at the next time."""
    task = asyncio.create_task(_repeat(work, every_s, name))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _repeat(work: Callable[[], Awaitable[None]], every_s: float, name: str) -> None:
    while True:
        await asyncio.sleep(every_s)
        try:
            await work()
        except WRITING_FAILURES as error:  # the database is away or full of work
            _log.warning("%s failed, and is tried again in %g s: %s", name, every_s, type(error).__name__)
