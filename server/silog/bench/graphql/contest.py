"""The measurement itself: servers started, compared, warmed, and measured in alternating rounds."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from silog.bench.accounting import Meter
from silog.bench.graphql.comparing import refuse_difference
from silog.bench.graphql.questions import Arguments
from silog.bench.load import ask, run_load
from silog.bench.measuring import Manner, Sample, Target, measure
from silog.bench.processes import ServerProcess
from silog.bench.servers.contender import Contender

Say = Callable[[str], None]
_COMPARED: Final = 12
_PROBED: Final = 200


@dataclass(frozen=True, slots=True)
class Contest:
    """Which servers are asked which questions (by name) with which arguments, and how."""

    contenders: Sequence[Contender]
    questions: Mapping[str, Sequence[Arguments]]
    manner: Manner
    rounds: int
    say: Say


@dataclass(frozen=True, slots=True)
class Results:
    """The rounds of each server and question."""

    samples: dict[tuple[str, str], list[Sample]] = field(default_factory=dict)

    def of(self, server: str, question: str) -> Sequence[Sample]:
        """The rounds of one server on one question; none where it does not answer that one."""
        return self.samples.get((server, question), [])


async def hold(contest: Contest, postmaster: int, logs: Path) -> Results:
    """Run the contest. Only one server is under load at any time; the others stand still and cost nothing."""
    with ExitStack() as stack:
        servers: dict[str, ServerProcess] = {}
        for contender in contest.contenders:
            contest.say(f"starting {contender.name}")
            log = logs / f"{contender.name}.log"
            server = servers[contender.name] = ServerProcess(contender.name, contender.command, log, contender.environment)
            stack.callback(server.stop)
        await _compare(contest, servers)
        targets = {
            (contender.name, question): Target(
                servers[contender.name].port,
                Meter(servers[contender.name].pid, postmaster),
                [contender.request(question, arguments) for arguments in contest.questions[question]],
            )
            for question in contest.questions
            for contender in contest.contenders
            if contender.answers(question)
        }
        counts = {key: await _warm(contest, key, target) for key, target in targets.items()}
        return await _rounds(contest, targets, counts)


async def _compare(contest: Contest, servers: Mapping[str, ServerProcess]) -> None:
    """Ask all servers the same and refuse to go on where they differ."""
    for question, drawn in contest.questions.items():
        for arguments in drawn[:: max(1, len(drawn) // _COMPARED)]:
            answers = {
                contender.name: contender.answer(
                    question, json.loads(await ask(servers[contender.name].port, contender.request(question, arguments)))
                )
                for contender in contest.contenders
                if contender.answers(question)
            }
            refuse_difference(question, arguments, answers)
        contest.say(f"{question}: all servers answer the same")


async def _warm(contest: Contest, key: tuple[str, str], target: Target) -> int:
    """Warm a server on a question until its statements are prepared on every connection; say how many requests make a round."""
    name, question = key
    wished = next(contender.warm_requests for contender in contest.contenders if contender.name == name)
    load = await run_load(target.port, target.requests, count=max(_PROBED, wished), connections=contest.manner.connections, most_s=20)
    probe = await run_load(target.port, target.requests, count=_PROBED, connections=contest.manner.connections, most_s=2)
    contest.say(f"{question} {name}: warm after {load.requests:,} requests, {probe.requests_per_s:,.0f} requests/s")
    return contest.manner.requests_at(probe.requests_per_s)


async def _rounds(contest: Contest, targets: Mapping[tuple[str, str], Target], counts: Mapping[tuple[str, str], int]) -> Results:
    """Measure; the order of servers turns from round to round, so that none always follows the same one."""
    results = Results()
    for number in range(contest.rounds):
        contest.say(f"round {number + 1} of {contest.rounds}")
        for question in contest.questions:
            keys = [key for key in targets if key[1] == question]
            turned = keys[number % len(keys) :] + keys[: number % len(keys)]
            for key in turned:
                start = number * counts[key]
                sample = await measure(targets[key], count=counts[key], manner=contest.manner, start=start)
                results.samples.setdefault(key, []).append(sample)
    return results
