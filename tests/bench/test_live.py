"""Subscribers in a process of their own hear of every scan, and what that costs is measured: told with a handful."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from silog.bench.live.command import Wishes, measured
from silog.bench.live.over import Over
from silog.bench.live.stream import StreamSubscriber
from silog.cli.group import main
from silog.kit.cluster import Cluster

_STREAM: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
_FIRST: Final = b'event: next\ndata: {"data":{"liveFeed":{"items":[]}}}\n\n'
_TWO: Final = b'event: next\ndata: {"data":{"liveFeed":{"items":[{"kind":"SCAN"},{"kind":"POSITION"},{"kind":"SCAN"}]}}}\n\n'


def _chunk(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(content), content)


async def test_events_of_a_stream_may_be_parted_anywhere() -> None:
    sent = _STREAM + _chunk(b":\n\n") + _chunk(_FIRST) + _chunk(_TWO[:40]) + _chunk(_TWO[40:] + _TWO)
    subscriber = StreamSubscriber(80, "token")
    for at in range(0, len(sent), 7):
        subscriber.data_received(sent[at : at + 7])

    assert subscriber.is_following.done()
    assert len(subscriber.heard_at) == 4


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"HTTP/1.1 401 Unauthorized\r\n\r\n", "the server gave no stream: b'HTTP/1.1 401"),
        (_STREAM + _chunk(b'event: next\ndata: {"errors":[]}\n\n'), "an unexpected event: b'event: next"),
        (_STREAM + _chunk(b":\n\n") + b"0\r\n\r\n", "the stream ended"),
        (_STREAM, "the connection ended"),
    ],
)
async def test_what_is_no_stream_of_answers_is_refused_with_what_came_instead(sent: bytes, said: str) -> None:
    subscriber = StreamSubscriber(80, "token")
    subscriber.data_received(sent)
    subscriber.connection_lost(None)

    with pytest.raises(ConnectionError, match=said):
        await subscriber.is_following


def test_the_command_says_how_they_follow_unless_it_is_by_every_protocol() -> None:
    assert Wishes(5, 2).command == "silog bench live --subscribers 5 --events 2"
    assert Wishes(5, 2, [Over.SSE]).command == "silog bench live --subscribers 5 --events 2 --over sse"


def test_an_unknown_protocol_is_refused() -> None:
    assert CliRunner().invoke(main, ["bench", "live", "--over", "mqtt"]).exit_code == 2


@pytest.mark.long
def test_every_subscriber_hears_of_every_event(cluster: Cluster, migrated_template: str, tmp_path: Path) -> None:
    assert migrated_template == "silog"
    wishes = Wishes(subscribers=5, events=2, never_reading=3, burst=1, cut_within_s=0)
    with ThreadPoolExecutor(1) as thread:  # building runs event loops of its own
        report = thread.submit(measured, cluster, wishes, tmp_path, lambda _: None).result()

    assert set(report.found) == set(Over)
    for over, (followed, never_read) in report.found.items():
        assert (len(followed.delays_s), followed.lost) == (10, 0)
        assert all(delay > 0 for delay in followed.delays_s)
        assert never_read.left == 3
        assert f"| {over} | 5 subscribers, 2 events | never heard | 0 | 0 | yes |" in report.for_page()
