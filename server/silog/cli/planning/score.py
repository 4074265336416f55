"""`silog score`: which districts of a scenario go first, and why."""

from collections import defaultdict
from typing import Literal

import click

from silog.cli.planning.plan import task_named
from silog.errors import WRONG_INPUT, SilogError
from silog.settings import Settings
from silog_gis.land import Land
from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.scenarios.reference import Reference
from silog_gis.plan.score.of_task import Known
from silog_gis.plan.score.scoring import Score, hardest, sentence
from silog_gis.plan.score.scoring import score as scored
from silog_gis.plan.whole.ways import CoastWays


@click.command()
@click.option(
    "--scenario", required=True, metavar="NAME|FILE", help="A scenario that is shipped (natuna-2024), a scenario file, or a task's JSON."
)
@click.option("--by", type=click.Choice(["district", "island", "station"]), default="district", show_default=True, help="What is scored.")
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True, help="Of the sentences.")
def score(scenario: str, by: str, language: str) -> None:
    """Say how many points of 3T priority each district, island or station has, and for what; the hardest first.

    A task that was made of an election (silog plan --kabkota CODE --task) is explained by the points it was made with.
    """
    try:
        task = task_named(scenario)
    except UnplannableError as error:
        raise SilogError(WRONG_INPUT, "\n".join(f"{fault}." for fault in error.faults)) from error
    known = Known(task, CoastWays(Land.load(), Settings.from_environment().state / "sight-lines"), {})
    names, places = Reference.shipped().names, {place.code: place for place in task.places}
    islands = {place.landmass: place.name for place in task.places[::-1]}
    groups = defaultdict[str, list[Score]](list)
    for station in task.stations:
        place = places[station.place]
        named = {"station": station.code, "district": names.get(station.district, station.district), "island": islands[place.landmass]}
        name = named[by]
        groups[name].append(station.score or scored(known.facts(station)))
    tongue: Literal["id", "en"] = "en" if language == "en" else "id"
    for name, found in sorted(groups.items(), key=lambda each: (-hardest(each[1]).points, each[0])):
        click.echo(sentence(name, hardest(found), tongue, stations=None if by == "station" else len(found)))
