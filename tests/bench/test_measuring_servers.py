"""Servers are started, must answer the same, and are measured: told on the small country, with every server that needs no npm."""

import os
import time
from contextlib import ExitStack
from pathlib import Path

import asyncpg
import pytest

from silog.bench.accounting import postmaster_pid, processor_time_s
from silog.bench.data.preparing import Ready
from silog.bench.graphql.arguments import draw_arguments
from silog.bench.graphql.contest import Contest, Field, compared, hold
from silog.bench.graphql.servers.contender import Contender
from silog.bench.graphql.servers.raw import raw
from silog.bench.graphql.servers.registry import NAMES, contenders
from silog.bench.measuring import Manner
from silog.errors import SilogError

WITHOUT_NPM = [name for name in NAMES if not name.startswith("postgraphile")]


async def field(ready: Ready, servers: list[Contender]) -> Field:
    """The small country, asked about everything by a few arguments."""
    owner = await asyncpg.connect(ready.built.dsn("silog_owner"))
    try:
        return Field("national", servers, await draw_arguments(owner, most=3))
    finally:
        await owner.close()


@pytest.mark.long
async def test_all_servers_answer_the_same(ready: Ready, tmp_path: Path) -> None:
    everybody = await field(ready, contenders(WITHOUT_NPM, ready, tmp_path))

    with ExitStack() as stack:
        servers = await compared(everybody, lambda _: None, tmp_path, stack)

        assert set(servers) == set(WITHOUT_NPM)


@pytest.mark.long
async def test_servers_that_differ_are_not_measured(ready: Ready, tmp_path: Path) -> None:
    blind = raw(ready.built.dsn("silog_owner"), ready.election_id, "99")
    differing = await field(ready, [*contenders(["silog"], ready, tmp_path), blind])

    with ExitStack() as stack, pytest.raises(SilogError, match=r"silog and raw answer Q1 .* differently: at \.box"):
        await compared(differing, lambda _: None, tmp_path, stack)


@pytest.mark.long
async def test_a_contest_measures_server_and_database_in_every_round(ready: Ready, tmp_path: Path) -> None:
    two = await field(ready, contenders(["raw", "silog"], ready, tmp_path))
    contest = Contest([two], Manner(connections=2, seconds=0.05, most_requests=50, warm_requests=10), rounds=2, say=lambda _: None)

    results = await hold(contest, postmaster_pid(ready.built.cluster.data), tmp_path)

    for server in ("raw", "silog"):
        for question in ("Q1", "Q2", "Q3", "Q4"):
            rounds = results.of("national", server, question)
            assert len(rounds) == 2
            assert all(one.server_cpu_s > 0 and one.database_cpu_s > 0 and 40 <= one.requests <= 50 for one in rounds)
    assert results.of("national", "postgraphile", "Q1") == []


def test_the_kernel_accounts_for_this_process_and_for_a_child_that_has_ended() -> None:
    before = processor_time_s(os.getpid())
    child = os.fork()
    if child == 0:
        _work(0.2)
        os._exit(0)
    os.waitpid(child, 0)
    _work(0.1)

    assert 0.28 <= processor_time_s(os.getpid()) - before <= 1


def _work(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
