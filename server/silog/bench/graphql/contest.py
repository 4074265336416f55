"""The measurement itself: servers started, compared, warmed, and measured in alternating rounds."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from silog.bench.accounting import Meter
from silog.bench.graphql.comparing import refuse_difference
from silog.bench.graphql.questions import Arguments
from silog.bench.graphql.servers.contender import Contender
from silog.bench.load import ask, run_load
from silog.bench.measuring import Manner, Sample, Target, measure
from silog.bench.processes import ServerProcess

Say = Callable[[str], None]
_COMPARED: Final = 12
_WARM_S: Final = 20
_PROBE_S: Final = 2


@dataclass(frozen=True, slots=True)
class Field:
    """Data of one size: who is measured on them, and what each question (by name) is asked about."""

    size: str
    contenders: Sequence[Contender]
    questions: Mapping[str, Sequence[Arguments]]


@dataclass(frozen=True, slots=True)
class Key:
    """What a sample is of."""

    size: str
    server: str
    question: str


@dataclass(frozen=True, slots=True)
class Contest:
    """Who is measured on what, and how."""

    fields: Sequence[Field]
    manner: Manner
    rounds: int
    say: Say


@dataclass(frozen=True, slots=True)
class Results:
    """The rounds of each size, server and question."""

    samples: dict[Key, list[Sample]] = field(default_factory=dict)

    def of(self, size: str, server: str, question: str) -> Sequence[Sample]:
        """The rounds of one server on one question; none where it was not asked."""
        return self.samples.get(Key(size, server, question), [])


async def hold(contest: Contest, postmaster: int, logs: Path) -> Results:
    """Run the contest. Only one server is under load at any time; the others stand still and cost nothing."""
    with ExitStack() as stack:
        targets: dict[Key, Target] = {}
        counts: dict[Key, int] = {}
        for one in contest.fields:
            servers = await compared(one, contest.say, logs, stack)
            for key, contender in _pairs(one):
                requests = [contender.request(key.question, arguments) for arguments in one.questions[key.question]]
                targets[key] = Target(servers[contender.name].port, Meter(servers[contender.name].pid, postmaster), requests)
                counts[key] = await _warm(contest, key, targets[key], contender.warm_requests)
        return await _rounds(contest, targets, counts)


async def compared(one: Field, say: Say, logs: Path, stack: ExitStack) -> Mapping[str, ServerProcess]:
    """Start the servers of a field, until `stack` ends, and make sure that they all answer the same."""
    servers = {contender.name: _start(one, contender, say, logs, stack) for contender in one.contenders}
    await _compare(one, servers, say)
    return servers


def _pairs(one: Field) -> Iterator[tuple[Key, Contender]]:
    for question in one.questions:
        for contender in one.contenders:
            if contender.answers(question):
                yield Key(one.size, contender.name, question), contender


def _start(one: Field, contender: Contender, say: Say, logs: Path, stack: ExitStack) -> ServerProcess:
    say(f"{one.size}: starting {contender.name}")
    log = logs / f"{one.size}-{contender.name}.log"
    server = ServerProcess(contender.name, contender.command, log, contender.environment)
    stack.callback(server.stop)
    return server


async def _compare(one: Field, servers: Mapping[str, ServerProcess], say: Say) -> None:
    """Ask all servers the same and refuse to go on where they differ."""
    for question, drawn in one.questions.items():
        asked = [contender for contender in one.contenders if contender.answers(question)]
        if not asked:
            continue
        sample = drawn[:: max(1, len(drawn) // _COMPARED)]
        for arguments in sample:
            bodies = {
                contender.name: await ask(servers[contender.name].port, contender.request(question, arguments)) for contender in asked
            }
            answers = {contender.name: contender.answer(question, json.loads(bodies[contender.name])) for contender in asked}
            refuse_difference(question, arguments, answers)
        say(f"{one.size}: {question}: {len(asked)} servers give the same {len(sample)} answers")


async def _warm(contest: Contest, key: Key, target: Target, wished: int) -> int:
    """Warm a server on a question until its statements are prepared on every connection; say how many requests make a round."""
    connections, least = contest.manner.connections, contest.manner.warm_requests
    load = await run_load(target.port, target.requests, count=max(least, wished), connections=connections, most_s=_WARM_S)
    probe = await run_load(target.port, target.requests, count=least, connections=connections, most_s=_PROBE_S)
    contest.say(f"{key.size}: {key.question} {key.server}: warm after {load.requests:,} requests, {probe.requests_per_s:,.0f} requests/s")
    return contest.manner.requests_at(probe.requests_per_s)


async def _rounds(contest: Contest, targets: Mapping[Key, Target], counts: Mapping[Key, int]) -> Results:
    """Measure; the order of servers turns from round to round, so that none always follows the same one."""
    results = Results()
    questions = dict.fromkeys(key.question for key in targets)
    for number in range(contest.rounds):
        contest.say(f"round {number + 1} of {contest.rounds}")
        for question in questions:
            keys = [key for key in targets if key.question == question]
            turn = number % len(keys)
            for key in (*keys[turn:], *keys[:turn]):
                sample = await measure(targets[key], count=counts[key], manner=contest.manner, start=number * counts[key])
                results.samples.setdefault(key, []).append(sample)
    return results
