"""`silog plan`: how the boxes of a kab/kota get to every station in time, from an election or from a scenario file."""

from datetime import datetime
from pathlib import Path

import click

from silog.cli.connected import on_database
from silog.cli.office.labels import written_whole
from silog.cli.planning.of_election import Order, gather_from_election
from silog.cli.planning.summary import summary
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.clock import WIB
from silog.planning.building.task import task_of as of_facts
from silog.planning.building.ways import HeedingWays
from silog.settings import Settings
from silog_gis.land import Land
from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.proving.checking import violations
from silog_gis.plan.scenarios.building import task_of
from silog_gis.plan.scenarios.files import read_file, read_shipped
from silog_gis.plan.scenarios.reference import Reference
from silog_gis.plan.whole.document import from_json, to_json
from silog_gis.plan.whole.progress import Progress
from silog_gis.plan.whole.proposing import PlanRefusedError, propose, refuse_violated
from silog_gis.plan.whole.reason import Reason
from silog_gis.plan.whole.task import Task
from silog_gis.sea.sea_areas import SeaArea

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--scenario", metavar="NAME|FILE", help="A scenario that is shipped (natuna-2024), a scenario file, or a task's JSON.")
@click.option("--kabkota", metavar="CODE", help="The kab/kota to plan from the election's own data, for example 21.03.")
@click.option(
    "--deadline", metavar="TIME", help="When all is to be there, WIB unless it says: 2024-11-25 or 2024-11-25T18:00; else as was set."
)
@click.option("--election", metavar="CODE", help="The election; needless where there is only one.")
@click.option("--seconds", type=click.FloatRange(1, 3600), default=60.0, show_default=True, help="How long to look for a better plan.")
@click.option(
    "--seed", type=int, default=0, show_default=True, help="The same seed gives the same plan where time does not end the search."
)
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True, help="Of what is said on the terminal.")
@click.option("--task", "is_task", is_flag=True, help="Write the task, with everything the plan depends on, instead of a plan.")
@click.option("--out", required=True, type=_FILE, metavar="plan.json", help="Where to write; appears whole, or not at all.")
def plan(
    *,
    scenario: str | None,
    kabkota: str | None,
    deadline: str | None,
    election: str | None,
    seconds: float,
    seed: int,
    language: str,
    is_task: bool,
    out: Path,
) -> None:
    """Plan a kab/kota: voyages to hubs, rounds to the stations, how sure each is, and what to do where a ship does not sail.

    Either --kabkota, from what the election has: boxes that wait, fleet, voyages, tides, the bulletin; or --scenario. Ends with 1 where
    a station gets nothing.
    """
    if (scenario is None) == (kabkota is None):
        raise click.UsageError("Give --kabkota CODE, or --scenario NAME.")
    if scenario is not None and (deadline or election):
        raise click.UsageError("--deadline and --election belong to --kabkota: a scenario has its own.")
    with written_whole(out) as aside:
        try:
            task, ways = _of_scenario(scenario) if scenario else _of_election(kabkota or "", deadline, election)
            if is_task:
                aside.write_bytes(to_json(task))
                return
            proposal = propose(task, ways, seconds=seconds, seed=seed, progress=_tell)
            refuse_violated(violations(task, proposal, ways.land))
        except UnplannableError as error:
            raise SilogError(WRONG_INPUT, "\n".join(f"{fault}." for fault in error.faults)) from error
        except PlanRefusedError as error:
            raise SilogError("PLAN_NOT_SOUND", f"{error}.", "This is a bug; the same task with another --seed may have a plan.") from error
        aside.write_bytes(to_json(proposal))
    click.echo(summary(task, proposal, "en" if language == "en" else "id"))
    if proposal.unserved:
        raise SilogError(
            "NOT_ALL_SERVED", f"{len(proposal.unserved):,} of {len(task.stations):,} stations get nothing; the plan is in {out}."
        )


def task_named(scenario: str) -> Task:
    """Make the task of a scenario that is shipped, of a scenario file, or of a task's document. Refused: UnplannableError."""
    path = Path(scenario)
    if path.suffix == ".json":
        try:
            return from_json(path.read_bytes(), Task)
        except OSError as error:
            raise UnplannableError(Reason(code="FILE_NOT_READ", facts={"path": str(path), "error": str(error.strerror)})) from error
    return task_of(read_file(path) if path.suffix == ".toml" else read_shipped(scenario), Reference.shipped())


def _of_scenario(scenario: str) -> tuple[Task, HeedingWays]:
    return task_named(scenario), _ways(())


def _of_election(kabkota: str, deadline: str | None, election: str | None) -> tuple[Task, HeedingWays]:
    order = Order(kabkota, None if deadline is None else _moment(deadline), election)
    facts = on_database(lambda database: gather_from_election(database, order))
    ways = _ways(facts.areas)
    return of_facts(facts, order.regency, ways), ways


def _ways(areas: tuple[SeaArea, ...]) -> HeedingWays:
    return HeedingWays(Land.load(), Settings.from_environment().state / "sight-lines", areas=areas)


def _moment(text: str) -> datetime:
    """Read a time; a day is its last minute, and a time without an offset is WIB."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise SilogError(WRONG_INPUT, f"--deadline {text!r} is no time.", "Write 2024-11-25, or 2024-11-25T18:00.") from error
    if len(text) == len("2024-11-25"):
        found = found.replace(hour=23, minute=59)
    return found if found.tzinfo else found.replace(tzinfo=WIB)


def _tell(progress: Progress) -> None:
    hub = f" {progress.hub}" if progress.hub else ""
    click.echo(f"{progress.share:4.0%} {progress.stage.lower()}{hub}", err=True)
