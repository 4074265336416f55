"""Several servers of one database: what one of them takes in, the followers of the others hear, each by its own reader."""

import socket
from contextlib import AsyncExitStack
from typing import Any, Final

import httpx
import pytest
from tests.factories.world import NOW, code_of
from tests.live.conftest import PATIENCE_S, Live, Talk, serving_here, until
from tests.live.serving import Server, serving, socket_of

from silog.cli.running.port import shared_socket
from silog.custody.device import DeviceSigner
from silog.custody.rules import ScanType
from silog.errors import SilogError
from silog.kit.cluster import Cluster, Endpoint
from silog.kit.graphql.follow.served import SocketServed, StreamServed
from silog.kit.ports import free_port

FEED: Final = "subscription { liveFeed { cursor items { boxCode } } }"
RECORD: Final = "mutation ($scans: [ScanInput!]!) { recordScans(input: {scans: $scans}) { results { status code } } }"
_METRIC: Final = "silog_subscriptions_open "


async def _record(address: str, token: str, device: DeviceSigner) -> str:
    """Hand in one scan of a box over HTTP; give its code."""
    box = code_of(1, 5)
    scan = device.scan(ScanType.CHECK, box, "WH-21.03", NOW, seals=[f"S-{box}-0"])  # as it is sealed: no incident opens
    scans = [{"event": scan.event, "detail": scan.detail, "signature": scan.signature, "key": scan.key}]
    async with httpx.AsyncClient(timeout=PATIENCE_S, headers={"authorization": f"Bearer {token}"}) as http:
        said: dict[str, Any] = (await http.post(address, json={"query": RECORD, "variables": {"scans": scans}})).json()
    assert said["data"]["recordScans"]["results"] == [{"status": "RECORDED", "code": None}]
    return box


async def test_what_one_server_takes_in_a_follower_of_another_hears(live: Live, database: Endpoint) -> None:
    token = await live.token("Natuna", "21.03")
    async with serving_here(database, http=StreamServed, ws=SocketServed) as (port, other), live.socket(token) as talk:
        await talk.follow(FEED)
        await talk.batch()

        box = await _record(f"http://127.0.0.1:{port}/graphql", token, live.device)
        items, _ = await talk.items(1)

        assert items == [{"boxCode": box}]
        assert other.feed.is_listening
        assert other.feed is not live.application.feed


@pytest.mark.long
async def test_servers_that_share_a_port_share_those_who_come_and_all_hear_the_same(
    cluster: Cluster, database: Endpoint, live: Live
) -> None:
    token, port = await live.token("Natuna", "21.03"), str(free_port())
    async with (
        serving(cluster, database, "--share-port", SILOG_PORT=port) as one,
        serving(cluster, database, "--share-port", SILOG_PORT=port) as other,
        AsyncExitStack() as stack,
    ):
        talks: list[Talk] = []

        async def both_are_followed() -> bool:
            talks.append(await stack.enter_async_context(socket_of(one, token)))
            await talks[-1].follow(FEED)
            await talks[-1].batch()
            return all([await _is_followed(server) for server in (one, other)])

        await until(both_are_followed)  # the kernel chooses
        box = await _record(f"{one.address}/graphql", token, live.device)
        heard = [(await talk.items(1))[0] for talk in talks]

    assert heard == [[{"boxCode": box}]] * len(talks)


async def _is_followed(server: Server) -> bool:
    """Whether anybody follows at one server, by its own metrics."""
    shown = await server.metrics() or ""
    return f"\n{_METRIC}" in shown and f"\n{_METRIC}0.0\n" not in shown


def test_a_port_that_somebody_has_alone_cannot_be_shared() -> None:
    with socket.create_server(("127.0.0.1", 0)) as alone, pytest.raises(SilogError, match=r"Port \d+ of 127.0.0.1 cannot be shared"):
        shared_socket("127.0.0.1", alone.getsockname()[1])


def test_a_port_is_shared_by_all_who_ask_for_that() -> None:
    with shared_socket("127.0.0.1", 0) as one, shared_socket("127.0.0.1", one.getsockname()[1]) as other:
        assert one.getsockname() == other.getsockname()
