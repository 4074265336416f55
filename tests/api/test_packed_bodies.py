"""Batches that a phone packs with gzip: unpacked for who has signed in, and never further than a body may be long."""

import gzip
import json
from typing import Final

import httpx
import pytest

from silog.kit.graphql.limits.table import BATCH

_ASK: Final = json.dumps({"query": "{ viewer { name } }"}).encode()
_PACKED: Final = {"content-type": "application/json", "content-encoding": "gzip"}


async def _post(client: httpx.AsyncClient, body: bytes, who: dict[str, str]) -> httpx.Response:
    return await client.post("/graphql", content=body, headers=_PACKED | who)


async def test_who_has_signed_in_may_pack_a_body(client: httpx.AsyncClient, coordinator: dict[str, str]) -> None:
    answer = await _post(client, gzip.compress(_ASK), coordinator)

    assert (answer.status_code, answer.json()) == (200, {"data": {"viewer": {"name": "Koordinator"}}})


async def test_the_public_may_not(client: httpx.AsyncClient) -> None:
    answer = await _post(client, gzip.compress(_ASK), {})

    assert answer.status_code == 415
    assert "by who has signed in" in answer.json()["errors"][0]["message"]


async def test_a_body_that_unpacks_to_more_than_a_batch_is_refused(client: httpx.AsyncClient, coordinator: dict[str, str]) -> None:
    answer = await _post(client, gzip.compress(b" " * (BATCH.most * 20)), coordinator)

    assert answer.status_code == 413
    assert answer.json()["errors"][0]["extensions"] == {"code": "TOO_LARGE", "limit": BATCH.most}


@pytest.mark.parametrize(
    "body",
    [b"not packed", b"", gzip.compress(_ASK)[:-4], gzip.compress(_ASK) + b"more", gzip.compress(_ASK) * 2],
    ids=["not gzip", "empty", "cut off", "goes on", "two members"],
)
async def test_what_is_no_whole_gzip_member_is_refused(client: httpx.AsyncClient, coordinator: dict[str, str], body: bytes) -> None:
    answer = await _post(client, body, coordinator)

    assert answer.status_code == 400
    assert "gzip" in answer.json()["errors"][0]["message"]
