"""`silog bench`: how fast the product is on this machine, against others that do the same."""

import time
from collections.abc import Callable
from pathlib import Path

import click

from silog.bench.data.sizes import SIZES, Size
from silog.bench.graphql.command import Wishes, run
from silog.bench.graphql.questions import QUESTIONS
from silog.bench.graphql.servers.registry import NAMES
from silog.bench.ingest.command import Wishes as IngestWishes
from silog.bench.ingest.command import run as run_ingest
from silog.bench.live.command import Wishes as LiveWishes
from silog.bench.live.command import run as run_live
from silog.bench.live.over import Over
from silog.bench.measuring import Manner
from silog.bench.overload.command import Wishes as OverloadWishes
from silog.bench.overload.command import run as run_overload
from silog.bench.page import write_section
from silog.bench.planner.command import run as run_planner
from silog.bench.planner.province import run as run_province
from silog.bench.planner.whole import for_terminal as plans_for_terminal
from silog.bench.planner.whole import run as run_plans
from silog.bench.routes.command import CLASSES_M
from silog.bench.routes.command import Wishes as RouteWishes
from silog.bench.routes.command import run as run_routes
from silog.bench.tiles.command import Wishes as TileWishes
from silog.bench.tiles.command import run as run_tiles
from silog.bench.tiles.ground import SIZES as TILE_SIZES
from silog.bench.track.command import run as track_run
from silog.settings import Settings
from silog_gis.plan.scenarios.files import shipped


@click.group()
def bench() -> None:
    """Measure the product on this machine. Works on a database of its own under the state directory."""


def _names(_context: click.Context, parameter: click.Parameter, value: str) -> list[str]:
    known = list(NAMES if parameter.name == "servers" else QUESTIONS)
    chosen = [name.strip() for name in value.split(",") if name.strip()] or known
    for name in chosen:
        if name not in known:
            raise click.BadParameter(f"{name!r} is not one of {', '.join(known)}.")
    return [name for name in known if name in chosen]


@bench.command()
@click.option(
    "--size",
    "sizes",
    type=click.Choice(list(SIZES)),
    multiple=True,
    default=["season"],
    show_default=True,
    help="Kepri's season, or a national copy. Given twice, both are measured and compared.",
)
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
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write all figures to this file.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the section into this page: docs/performance.md.")
def graphql(  # noqa: PLR0917 -- click gives every option by its name
    sizes: tuple[str, ...],
    servers: list[str],
    questions: list[str],
    rounds: int,
    seconds: float,
    requests: int,
    connections: int,
    stations: int | None,
    boxes: int | None,
    scans: int | None,
    json_file: Path | None,
    report: Path | None,
    *,
    rebuild: bool,
) -> None:
    """Ask several servers the same four questions and say what an answer costs each of them."""
    wishes = Wishes(
        sizes=_sizes(sizes, stations, boxes, scans),
        servers=servers,
        questions=questions,
        rounds=rounds,
        manner=Manner(connections, seconds, requests),
        is_rebuilt=rebuild,
    )
    found = run(Settings.from_environment().state, wishes, _say_with_time())
    click.echo(found.for_terminal())
    if json_file is not None:
        json_file.write_text(found.for_programs())
    if report is not None:
        write_section(report, "graphql", found.for_page())
        click.echo(f"Wrote the section GraphQL reads of {report}.", err=True)


@bench.command()
@click.option("--rounds", type=click.IntRange(1, 50), default=5, show_default=True, help="How often each server is measured.")
@click.option("--batches", type=click.IntRange(4, 400), default=40, show_default=True, help="Batches of a hundred scans in a round.")
@click.option("--phones", type=click.IntRange(1, 64), default=4, show_default=True, help="How many hand batches in at the same time.")
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write all figures to this file.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the section into this page: docs/performance.md.")
def ingest(rounds: int, batches: int, phones: int, json_file: Path | None, report: Path | None) -> None:
    """Hand in signed scans and positions, beside pgbench with the same statements and beside Strawberry's typed inputs."""
    found = run_ingest(Settings.from_environment().state, IngestWishes(rounds, batches - batches % 4, phones), _say_with_time())
    click.echo(found.for_terminal())
    if json_file is not None:
        json_file.write_text(found.for_programs())
    if report is not None:
        write_section(report, "ingest", found.for_page())
        click.echo(f"Wrote the section Taking in scans and positions of {report}.", err=True)


@bench.command()
@click.option("--rounds", type=click.IntRange(1, 50), default=5, show_default=True, help="How often the flood rises.")
@click.option(
    "--batches", type=click.IntRange(4, 400), default=24, show_default=True, help="Batches of a hundred scans in each half of a round."
)
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the section into this page: docs/performance.md.")
def overload(rounds: int, batches: int, report: Path | None) -> None:
    """Ask five times what the server can answer while scans come in: who is served, and what the others are told."""
    found = run_overload(Settings.from_environment().state, OverloadWishes(rounds, batches), _say_with_time())
    click.echo(found.for_terminal())
    if report is not None:
        write_section(report, "overload", found.for_page())
        click.echo(f"Wrote the section Overload of {report}.", err=True)


@bench.command()
@click.option(
    "--subscribers", type=click.IntRange(1, 8_000), default=5_000, show_default=True, help="Who follow the feed at the same time."
)
@click.option("--events", type=click.IntRange(1, 600), default=20, show_default=True, help="Scans that they are told, one a second.")
@click.option(
    "--over",
    type=click.Choice(list(Over)),
    multiple=True,
    default=list(Over),
    show_default=True,
    help="How they follow: graphql-transport-ws, or graphql-sse. Given twice, one after the other.",
)
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the section into this page: docs/performance.md.")
def live(subscribers: int, events: int, over: tuple[str, ...], report: Path | None) -> None:
    """Tell thousands of subscribers what happens, and some that never read."""
    wishes = LiveWishes(subscribers, events, [Over(one) for one in dict.fromkeys(over)])
    found = run_live(Settings.from_environment().state, wishes, _say_with_time())
    click.echo(found.for_terminal())
    if report is not None:
        write_section(report, "live", found.for_page())
        click.echo(f"Wrote the section Telling subscribers of {report}.", err=True)


@bench.command()
@click.option(
    "--size",
    "sizes",
    type=click.Choice(list(TILE_SIZES)),
    multiple=True,
    default=["season"],
    show_default=True,
    help="Kepri's season with its boxes and scans; voyages: a season under way with its places, shipments and tracks; a country of a "
    "million scans, or the national copy of ten. Each that is given is measured.",
)
@click.option("--rounds", type=click.IntRange(1, 50), default=5, show_default=True, help="How often each server is measured.")
@click.option("--seconds", type=click.FloatRange(0.05, 60), default=0.5, show_default=True, help="How long a round on one zoom is.")
@click.option("--no-peers", is_flag=True, help="Measure ours alone; nothing is downloaded.")
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write all figures to this file.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the section into this page: docs/performance.md.")
def tiles(sizes: tuple[str, ...], rounds: int, seconds: float, json_file: Path | None, report: Path | None, *, no_peers: bool) -> None:
    """Draw tiles beside tipg, as viewers of different scope, and record scans with the grid and without."""
    wishes = TileWishes([TILE_SIZES[name] for name in dict.fromkeys(sizes)], rounds, seconds, has_peers=not no_peers)
    found = run_tiles(Settings.from_environment().state, wishes, _say_with_time())
    click.echo(found.for_terminal())
    if json_file is not None:
        json_file.write_text(found.for_programs())
    if report is not None:
        write_section(report, "tiles", found.for_page())
        click.echo(f"Wrote the section Tiles of {report}.", err=True)


@bench.command()
@click.option("--clearance-m", "clearances_m", type=click.FloatRange(0, 20_000), multiple=True, help="50, 150 and 500 unless given.")
@click.option("--coastal", type=click.IntRange(1, 10_000), default=200, show_default=True, help="Pairs of points drawn near the coast.")
@click.option("--seed", type=int, default=1, show_default=True, help="What the points are drawn by.")
@click.option("--no-peers", is_flag=True, help="Measure ours alone; nothing is downloaded.")
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write all figures to this file.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the section into this page: docs/performance.md.")
def routes(
    clearances_m: tuple[float, ...], coastal: int, seed: int, json_file: Path | None, report: Path | None, *, no_peers: bool
) -> None:
    """Find sea routes with ours, searoute and scgraph: how many touch land, how long they are, what they cost."""
    wishes = RouteWishes(clearances_m or CLASSES_M, coastal, seed, has_peers=not no_peers)
    found = run_routes(Settings.from_environment().state, wishes, _say_with_time())
    click.echo(found.for_terminal())
    if json_file is not None:
        json_file.write_text(found.for_programs())
    if report is not None:
        write_section(report, "routes", found.for_page())
        click.echo(f"Wrote the section Sea routes of {report}.", err=True)


def _sizes(names: tuple[str, ...], stations: int | None, boxes: int | None, scans: int | None) -> list[Size]:
    is_other = any(count is not None for count in (stations, boxes, scans))
    if is_other and len(names) > 1:
        raise click.UsageError("--stations, --boxes and --scans change one --size, not several.")
    return [SIZES[name].overridden(stations, boxes, scans) for name in dict.fromkeys(names)]


def _say_with_time() -> Callable[[str], None]:
    started = time.monotonic()

    def say(line: str) -> None:
        click.echo(f"{time.monotonic() - started:6.1f} s  {line}", err=True)

    return say


@bench.command()
@click.option("--rounds", type=click.IntRange(1, 1000), default=21, show_default=True, help="How often each manner is measured.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the section into this page: docs/performance.md.")
def track(rounds: int, report: Path | None) -> None:
    """Follow ten thousand made-up positions and say what that costs in processor time."""
    found = track_run(rounds)
    click.echo(found.for_terminal())
    if report is not None:
        write_section(report, "track", found.for_page())
        click.echo(f"Wrote the section Tracking of {report}.", err=True)


@bench.command()
@click.option(
    "--instances",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    required=True,
    help="A folder of MTVRPTWR instances (.vrp) with their best known solutions (.sol), for example from PyVRP/Instances.",
)
@click.option("--seconds", type=click.FloatRange(1, 3600), default=60, show_default=True, help="How long each is solved.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the section into this page: docs/performance.md.")
def planner(instances: Path, seconds: float, seed: int, report: Path | None) -> None:
    """Solve public routing instances through our adapter, beside PyVRP alone and the best known solutions."""
    found = run_planner(instances, seconds, seed, _say_with_time())
    click.echo(found.for_terminal())
    if report is not None:
        write_section(report, "planner", found.for_page())
        click.echo(f"Wrote the section Plans of {report}.", err=True)


@bench.command()
@click.option("--seconds", type=click.FloatRange(1, 3600), default=20, show_default=True, help="How long each is solved with each seed.")
@click.option("--seeds", type=click.IntRange(1, 100), default=5, show_default=True, help="With how many seeds, from 1 on.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the section into this page: docs/performance.md.")
def province(seconds: float, seeds: int, report: Path | None) -> None:
    """Solve the shipped problems of eighty drops in Kepri, beside the best plans known of them."""
    found = run_province(seconds, seeds, _say_with_time())
    click.echo(found.for_terminal())
    if report is not None:
        write_section(report, "province", found.for_page())
        click.echo(f"Wrote the section Plans of eighty drops of {report}.", err=True)


@bench.command()
@click.option("--scenario", "names", multiple=True, default=shipped(), show_default=True, help="A shipped scenario; may be given again.")
@click.option("--seconds", type=click.FloatRange(1, 3600), default=60, show_default=True, help="How long each may be planned.")
@click.option("--seed", type=int, default=1, show_default=True)
def plans(names: tuple[str, ...], seconds: float, seed: int) -> None:
    """Plan whole scenarios: how long it takes, whether what is said comes true in fresh weather, and what simpler plans would give."""
    graphs = Settings.from_environment().state / "sight-lines"
    click.echo(plans_for_terminal(run_plans(names, seconds, seed, graphs, _say_with_time())))
