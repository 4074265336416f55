"""A bug of ours, seen from outside: an incident number, and nothing of what happened."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
import pytest


@asynccontextmanager
async def revoked(owner: asyncpg.Connection, table: str) -> AsyncIterator[None]:
    """Take a privilege away that the product needs."""
    await owner.execute(f"REVOKE SELECT ON {table} FROM silog_app")
    yield
    await owner.execute(f"GRANT SELECT ON {table} TO silog_app")


async def test_a_bug_is_masked_under_an_incident_that_the_log_knows(
    client: httpx.AsyncClient, owner: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    ask = {"query": '{ islands { totalCount } region(code: "21") { code } }'}

    async with revoked(owner, "islands"):
        answer = await client.post("/graphql", json=ask, headers={"accept": "application/graphql-response+json"})

    (error,) = answer.json()["errors"]
    assert answer.status_code == 200
    assert answer.json()["data"] == {"islands": None, "region": {"code": "21"}}
    assert (error["path"], error["extensions"]["code"]) == (["islands"], "INTERNAL")
    assert "permission" not in answer.text
    assert error["extensions"]["incident"] in caplog.text
    assert "permission denied for table islands" in caplog.text


async def test_a_bug_before_any_field_is_a_masked_500(client: httpx.AsyncClient, owner: asyncpg.Connection) -> None:
    async with revoked(owner, "elections"):
        answer = await client.post("/graphql", json={"query": "{ __typename }"}, headers={"silog-election": "LATIHAN-LAIN"})

    assert answer.status_code == 500
    assert answer.json()["errors"][0]["extensions"]["incident"]
    assert "permission" not in answer.text
