"""`silog drill`: attack our own server on a throwaway database, and say what it bore."""

import asyncio
import secrets
import signal
import sys
from pathlib import Path

import click

from silog.cli.proving.drill_custody import COMMANDS
from silog.drill.bodies import Outcome, drill_bodies, replay
from silog.drill.cases import Case
from silog.drill.documents import Cost, drill_documents
from silog.drill.ground import prepare, private_cluster
from silog.drill.labels import drill_labels
from silog.drill.served import served
from silog.kit.cluster.endpoint import APP_ROLE

_TERMINATED = 128 + signal.SIGTERM
_STAINED_READ = 0.75


@click.group()
def drill() -> None:
    """Attack our own server, on this machine and on a database that is thrown away."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))  # so that the database is stopped on the way out


@drill.command()
@click.option("--count", default=1_000_000, show_default=True, type=click.IntRange(min=1), help="How many bodies.")
@click.option("--seed", help="The same seed makes the same bodies; drawn when none is given.")
@click.option("--replay", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Send one body again, from its file.")
def bodies(*, count: int, seed: str | None, file: Path | None) -> None:
    """Send mutated requests: none may bring a 5xx, take a second, or make memory grow."""
    with private_cluster() as cluster:
        ground = asyncio.run(prepare(cluster.dsn(APP_ROLE)))
        if file is not None:
            heard, wrong = asyncio.run(replay(ground, Case.read(file.read_text())))
            click.echo(f"{heard.status} {heard.media} in {heard.took_s * 1000:.0f} ms: {heard.body[:2000].decode(errors='replace')}")
            sys.exit(wrong)
        seed = seed or secrets.token_hex(4)
        click.echo(f"seed {seed}")
        outcome = asyncio.run(drill_bodies(ground, seed, count, click.echo))
    _report_bodies(outcome, seed)
    sys.exit(not outcome.is_passed)


def _report_bodies(outcome: Outcome, seed: str) -> None:
    by_status = ", ".join(f"{status}: {number:,}" for status, number in sorted(outcome.statuses.items()))
    sent = outcome.statuses.total()
    mean_ms = outcome.total_s / max(1, sent) * 1000
    click.echo(f"{sent:,} answers in {outcome.total_s:,.0f} s ({mean_ms:.2f} ms each). By status: {by_status}")
    click.echo(f"Slowest: {outcome.slowest_s * 1000:.0f} ms, body {outcome.slowest_number} of seed {seed}")
    click.echo(
        f"Memory: {outcome.memory_mb[0]:.0f} MB at first, {outcome.memory_mb[-1]:.0f} MB at last, {outcome.growth_mb:+.0f} MB when warm"
    )
    for fault in outcome.faults:
        path = Path(f"drill-{seed}-{fault.number}.json")
        path.write_text(fault.case.written())
        click.echo(f"WRONG, body {fault.number}: {fault.what[:500]}\n  again: silog drill bodies --replay {path}")


@drill.command()
def documents() -> None:
    """Send hostile documents to a real server: each must be cheap, and honest requests beside them must stay quick."""
    with private_cluster() as cluster:
        ground = asyncio.run(prepare(cluster.dsn(APP_ROLE)))
        with served(cluster.root) as (port, process):
            costs, felt = asyncio.run(drill_documents(ground, port, process, _say_cost))
    click.echo(f"99 of 100 honest requests: {felt.alone_p99_ms:.1f} ms alone, {felt.beside_p99_ms:.1f} ms beside hostile ones")
    sys.exit(not (felt.is_borne and all(cost.is_borne for cost in costs)))


def _say_cost(cost: Cost) -> None:
    click.echo(f"{'ok' if cost.is_borne else '!!'}  {cost.cpu_ms:6.1f} ms CPU  {cost.status} {cost.code:<12} {cost.name}")


@drill.command()
@click.option("--count", default=1_000, show_default=True, type=click.IntRange(min=1), help="How many labels.")
@click.option(
    "--stain", default=15.0, show_default=True, type=click.FloatRange(0, 40), help="How much of each code is stained, in per cent."
)
@click.option("--seed", help="The same seed makes the same codes and stains; drawn when none is given.")
def labels(*, count: int, stain: float, seed: str | None) -> None:
    """Print labels, stain their codes and read them: every clean one must be read, and three stained ones in four."""
    seed = seed or secrets.token_hex(4)
    outcome = drill_labels(seed, count, stain / 100)
    by_colour = ", ".join(f"{colour} {outcome.read[colour]:,} of {outcome.trials[colour]:,}" for colour in sorted(outcome.trials))
    click.echo(f"seed {seed}: {outcome.clean:,} of {outcome.labels:,} clean labels read")
    click.echo(f"with a stain of {stain:g} % of the code: {outcome.share:.1%} read ({by_colour})")
    sys.exit(not (outcome.clean == outcome.labels and outcome.share >= _STAINED_READ))


for _command in COMMANDS:
    drill.add_command(_command)
