"""`python -m silog.bench.live PORT COUNT EVENTS never|reads websocket|sse`: so many subscribers in a process of their own.

The token comes by the first line of standard input. It says `following` when all are answered, and in the end, as JSON, when each
heard of each event; it ends after so many events, or by a second line of input.
"""

import asyncio
import json
import sys

import uvloop

from silog.bench.live.over import Over
from silog.bench.live.stream import StreamSubscriber
from silog.bench.live.subscriber import Subscriber
from silog.bench.live.websocket import SocketSubscriber
from silog.bench.load import HOST

_AT_ONCE = 50
_KINDS: dict[Over, type[Subscriber]] = {Over.WEBSOCKET: SocketSubscriber, Over.SSE: StreamSubscriber}


async def _main(port: int, count: int, events: int, kind: type[Subscriber], *, never_reads: bool) -> None:
    loop = asyncio.get_running_loop()
    token = (await loop.run_in_executor(None, sys.stdin.readline)).strip()
    opened: list[Subscriber] = []
    for start in range(0, count, _AT_ONCE):
        some = min(_AT_ONCE, count - start)
        pairs = [loop.create_connection(lambda: kind(port, token, never_reads=never_reads), HOST, port) for _ in range(some)]
        fresh = [one for _, one in await asyncio.gather(*pairs)]
        await asyncio.gather(*(one.is_following for one in fresh))
        opened += fresh
    print("following", flush=True)  # noqa: T201 -- read by the bench
    until = loop.run_in_executor(None, sys.stdin.readline)
    while not until.done() and (never_reads or any(len(one.heard_at) < events for one in opened)):
        await asyncio.wait([until], timeout=0.25)
    print(json.dumps([one.heard_at for one in opened]), flush=True)  # noqa: T201
    for one in opened:
        one.close()


_, port, count, events, manner, over = sys.argv
uvloop.run(_main(int(port), int(count), int(events), _KINDS[Over(over)], never_reads=manner == "never"))
