"""`silog bench`: how fast the product is on this machine, against others that do the same."""

import time

import click

from silog.bench.data.sizes import SIZES
from silog.bench.graphql.command import Wishes, run
from silog.bench.graphql.questions import QUESTIONS
from silog.bench.measuring import Manner
from silog.bench.servers.registry import NAMES
from silog.settings import Settings


@click.group()
def bench() -> None:
    """Measure the product on this machine. Works on a database of its own under the state directory."""


def _names(_context: click.Context, parameter: click.Parameter, value: str) -> list[str]:
    known = list(NAMES if parameter.name == "servers" else QUESTIONS)
    chosen = [name.strip() for name in value.split(",") if name.strip()] if value else known
    for name in chosen:
        if name not in known:
            raise click.BadParameter(f"{name!r} is not one of {', '.join(known)}.")
    return chosen


@bench.command()
@click.option("--size", type=click.Choice(list(SIZES)), default="season", show_default=True, help="Kepri's season, or a national copy.")
@click.option("--servers", default="", callback=_names, metavar="NAMES", help=f"Of {','.join(NAMES)}; all unless given.")
@click.option("--questions", default="", callback=_names, metavar="NAMES", help=f"Of {','.join(QUESTIONS)}; all unless given.")
@click.option("--rounds", type=click.IntRange(1, 50), default=5, show_default=True, help="How often each server is measured.")
@click.option("--seconds", type=click.FloatRange(0.05, 60), default=1.5, show_default=True, help="How long a round on one question is.")
@click.option("--requests", type=click.IntRange(1, 100_000), default=4_000, show_default=True, help="The most requests of a round.")
@click.option("--connections", type=click.IntRange(1, 64), default=8, show_default=True, help="Requests under way at a time.")
@click.option("--stations", type=click.IntRange(1), help="Polling stations, instead of the size's.")
@click.option("--boxes", type=click.IntRange(1), help="Boxes, instead of the size's.")
@click.option("--scans", type=click.IntRange(1), help="Scans, instead of the size's.")
@click.option("--rebuild", is_flag=True, help="Build the data anew even if they stand.")
def graphql(
    size: str,
    servers: list[str],
    questions: list[str],
    rounds: int,
    seconds: float,
    requests: int,
    connections: int,
    stations: int | None,
    boxes: int | None,
    scans: int | None,
    *,
    rebuild: bool,
) -> None:
    """Ask several servers the same four questions and say what an answer costs each of them."""
    started = time.monotonic()

    def say(line: str) -> None:
        click.echo(f"{time.monotonic() - started:6.1f} s  {line}", err=True)

    wishes = Wishes(
        size=SIZES[size].overridden(stations, boxes, scans),
        servers=servers,
        questions=questions,
        rounds=rounds,
        manner=Manner(connections, seconds, requests),
        is_rebuilt=rebuild,
    )
    click.echo(run(Settings.from_environment().state, wishes, say))
