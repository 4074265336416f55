"""Hostile documents are refused or answered, never with our own fault. What they cost is measured by `silog drill documents`."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from silog.asgi import create_app
from silog.drill.asking import ask_again
from silog.drill.cases import Case
from silog.drill.ground import Ground
from silog.drill.hostile import BOMBS
from silog.drill.judging import fault_of
from silog.drill.wire import code_of
from silog.settings import Settings

ANSWERED = {
    *("95 aliases of one column", "20 relations", "a list of 580 literals", "a comment of 30 KB", "30 KB of commas"),
    *("a block string of 30 KB", "5,000 unicode escapes", "2^20 plans by @include", "a variable of 250 KB", "200 ids of every type"),
}
"""What is hostile and still below every limit."""


@pytest.fixture(scope="module")
async def app(ground: Ground) -> AsyncIterator[Starlette]:
    """The application, started."""
    made = create_app(Settings(state=Path("unused")).with_database(ground.dsn_app))
    async with made.router.lifespan_context(made):
        yield made


@pytest.mark.parametrize("name", BOMBS)
async def test_a_hostile_document_is_refused_unless_it_is_below_every_limit(app: Starlette, ground: Ground, name: str) -> None:
    headers = (("content-type", "application/json"), ("accept", "application/json"), ("silog-election", ground.election))

    heard = await asyncio.wait_for(ask_again(app, Case(BOMBS[name](1), headers)), timeout=60)

    assert fault_of(heard) is None
    assert (code_of(heard.body) == "answered") == (name in ANSWERED)
