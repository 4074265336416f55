"""The shipped problems of eighty drops: made of the reference data, and their best known plans hold."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from pyvrp.stop import MaxIterations

from silog_gis.plan.checking import violations
from silog_gis.plan.province.asked import Asked, read_asked
from silog_gis.plan.province.building import document_of
from silog_gis.plan.province.files import FOLDER, problem_files, read_best, read_problem
from silog_gis.plan.scenarios.reference import Reference
from silog_gis.plan.searching import search_params
from silog_gis.plan.solving import solve
from silog_gis.plan.whole.ways import CoastWays

REFERENCE = Reference.shipped()
each_problem = pytest.mark.parametrize("path", problem_files(), ids=lambda path: path.stem)


def asked_for(path: Path) -> Asked:
    return read_asked(FOLDER.parent / "asked_for" / f"{path.stem}.toml")


@each_problem
def test_the_best_known_plan_of_eighty_drops_holds(path: Path) -> None:
    problem, best = read_problem(path).problem(), read_best(path)

    assert len(problem.drops) == 80
    assert best.unserved == ()
    assert violations(problem, best) == []
    assert violations(problem, replace(best, cost=best.cost - 1_000))


@each_problem
def test_every_drop_gets_the_boxes_of_its_stations(path: Path) -> None:
    for drop in read_problem(path).drops:
        stations = [each for each in REFERENCE.stations if each.village == drop.code or each.village.startswith(f"{drop.code}.")]
        assert drop.boxes == len(stations) * asked_for(path).boxes_per_station


@each_problem
def test_a_short_search_finds_a_plan_that_holds(path: Path) -> None:
    problem = read_problem(path).problem()

    plan = solve(problem, MaxIterations(100), 1)

    assert plan is not None
    assert violations(problem, plan) == []


def test_a_problem_made_anew_has_the_lengths_of_the_shipped_one(coast_ways: CoastWays) -> None:
    (path,) = (each for each in problem_files() if each.stem == "lingga")
    few, shipped = msgspec.structs.replace(asked_for(path), drops=6), read_problem(path)

    made = document_of(few, REFERENCE, coast_ways)

    rows = [shipped.places.index(place) for place in made.places]
    assert made.vessels == shipped.vessels
    for vessel in made.problem().vessels:
        metres = shipped.problem().travel[vessel.travel].metres
        assert (made.problem().travel[vessel.travel].metres == metres[rows][:, rows]).all()


def test_too_few_regions_are_named(coast_ways: CoastWays) -> None:
    with pytest.raises(ValueError, match="LINGGA-DAIK: there are 84 regions with stations, and 90 are asked for"):
        document_of(msgspec.structs.replace(asked_for(FOLDER / "lingga.json"), drops=90), REFERENCE, coast_ways)


def test_a_file_that_holds_no_problem_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")

    with pytest.raises(ValueError, match=r"x\.json: this is no Document"):
        read_problem(tmp_path / "x.json")


def test_a_second_too_late_never_costs_the_search_less_than_a_second_under_way() -> None:
    assert search_params(1_000).penalty.min_penalty > 1_000
