"""`silog drill crash`: server and database killed with -9 while scans come in: nothing that was acknowledged is lost.

The cluster is durable, as an operator's is. What was not acknowledged is sent again after the crash, as a phone does.
"""

import asyncio
import http.client
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import psutil

from silog.custody.events import Submission
from silog.drill.custody.devices import Phones, differences, recorded_ids
from silog.drill.custody.line import send
from silog.drill.ground import Ground
from silog.drill.served import served
from silog.kit.cluster import Cluster

_BATCH: Final = 40
_LONGEST_S: Final = 1.2
"""How long scans come in at most, after the first were acknowledged, before the blow."""
_PATIENCE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class CrashOutcome:
    """Cycles of killing, scans that were acknowledged, how many of these are lost or stored twice, and what folding finds different."""

    cycles: int
    acknowledged: int
    lost: int
    twice: int
    differences: int

    @property
    def is_passed(self) -> bool:
        """Whether nothing that was acknowledged is lost, and the boxes are what their scans say."""
        return not (self.lost or self.twice or self.differences)


class Phone:
    """Sends its scans one batch after another until the line breaks; keeps what was not acknowledged."""

    def __init__(self, token: str, scans: Iterator[Submission]) -> None:
        self._token = token
        self._scans = scans
        self._kept: list[Submission] = []
        self.acknowledged: set[str] = set()
        self.is_heard = threading.Event()

    def send_until_it_breaks(self, port: int) -> None:
        """Return when the server is gone."""
        while True:
            self._kept = self._kept or list(islice(self._scans, _BATCH))
            try:
                answers = send(port, self._token, self._kept)
            except (OSError, http.client.HTTPException, ValueError):
                return
            self.acknowledged |= {one.event_id for one in answers if one.event_id is not None and one.status != "QUARANTINED"}
            self._kept = []
            self.is_heard.set()


def drill_crash(cluster: Cluster, ground: Ground, phones: Phones, cycles: int, say: Callable[[str], None]) -> CrashOutcome:
    """Kill both so many times; after each time start them again and look for what was acknowledged."""
    chance = random.Random(phones.seed)  # noqa: S311 -- seeded, so that it can be done again
    phone = Phone(ground.token, phones.scans(chance))
    lost: set[str] = set()
    stored: list[str] = []
    for cycle in range(1, cycles + 1):
        with served(cluster.root) as (port, process):
            sending = threading.Thread(target=phone.send_until_it_breaks, args=(port,))
            phone.is_heard.clear()
            sending.start()
            phone.is_heard.wait(_PATIENCE_S)
            time.sleep(chance.uniform(0.05, _LONGEST_S))  # the blow shall fall at any moment of the work
            for victim in chance.sample([process.pid, _postmaster(cluster.data)], 2):
                _kill(victim)
            sending.join()
        cluster.ensure_started()
        stored = asyncio.run(recorded_ids(ground.dsn_app, phones.election))
        lost |= phone.acknowledged - set(stored)
        say(f"{cycle:,}: {len(phone.acknowledged):,} acknowledged, {len(lost)} of them lost")
    twice = len(stored) - len(set(stored))
    return CrashOutcome(cycles, len(phone.acknowledged), len(lost), twice, asyncio.run(differences(ground.dsn_app, phones.election)))


def _postmaster(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split("\n", 1)[0])


def _kill(pid: int) -> None:
    """Kill a process and those that it started; PostgreSQL's backends see by themselves that their postmaster is gone."""
    if psutil.pid_exists(pid):
        os.kill(pid, signal.SIGKILL)
