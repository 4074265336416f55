"""The five distributions of 2024 as scenarios: what is planned holds, and agrees with what was done."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import silog_gis.plan.scenarios as folder
from silog_gis.land import Land
from silog_gis.plan.making.moments import WIB
from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.proving.checking import violations
from silog_gis.plan.scenarios.building import task_of
from silog_gis.plan.scenarios.files import read_shipped, read_text, shipped
from silog_gis.plan.scenarios.reference import Reference
from silog_gis.plan.whole.proposal import LegKind, Proposal
from silog_gis.plan.whole.proposing import propose
from silog_gis.plan.whole.task import Goes, Task
from silog_gis.plan.whole.ways import CoastWays

Planned = Callable[[str], tuple[Task, Proposal]]


@pytest.fixture(scope="module")
def planned(land: Land, coast_ways: CoastWays) -> Planned:
    """A scenario's task and proposal, planned when first asked for, which the checker holds against the coast."""
    reference, kept = Reference.shipped(), dict[str, tuple[Task, Proposal]]()

    def of(name: str) -> tuple[Task, Proposal]:
        if name not in kept:
            task = task_of(read_shipped(name), reference)
            proposal = propose(task, coast_ways, seconds=20, seed=1)
            assert violations(task, proposal, land) == []
            kept[name] = task, proposal
        return kept[name]

    return of


def days_of(proposal: Proposal, district: str) -> set[date]:
    return {each.arrives_at.astimezone(WIB).date() for each in proposal.stations if each.station.startswith(f"TPS-{district}.")}


def test_five_are_shipped_and_each_says_where_its_figures_come_from() -> None:
    assert shipped() == ["anambas-2024", "karimun-2024", "lingga-2024", "natuna-2024", "pulau-panjang-2024"]
    for name in shipped():
        assert any("assumption" in fact.source for fact in read_shipped(name).facts)


def test_natuna_goes_by_liner_to_midai_and_serasan_and_changes_boats_there(planned: Planned) -> None:
    task, proposal = planned("natuna-2024")
    legs = {leg.code: leg for leg in proposal.legs}
    liner = {leg.to_place: leg.boxes for leg in proposal.legs if leg.name == "KM Bukit Raya"}
    districts = {place: Counter(each.district for each in task.stations if each.hub == place) for place in liner}

    assert (len(task.stations), sum(each.boxes for each in task.stations)) == (142, 284)
    assert not proposal.unserved
    assert liner == {"PORT-midai": 20, "PORT-serasan": 48}
    assert set(districts["PORT-midai"]) == {"21.03.04", "21.03.22"}  # Suak Midai's load lands at Midai
    assert set(districts["PORT-serasan"]) == {"21.03.06", "21.03.19", "21.03.09", "21.03.23"}
    subi = next(each for each in proposal.stations if each.station.startswith("TPS-21.03.09."))
    assert [legs[code].kind for code in subi.legs] == [LegKind.VOYAGE, LegKind.VOYAGE, LegKind.ROUND]
    assert {leg.name for leg in proposal.legs if leg.to_place == "PORT-pulau-laut"} == {"KM Sabuk Nusantara"}
    assert days_of(proposal, "21.03.07") <= {date(2024, 11, 24), date(2024, 11, 25)}
    assert all(each.on_time >= 0.9 for each in proposal.stations)


def test_what_breaks_in_natuna_without_the_liner_is_every_island_it_serves(planned: Planned) -> None:
    _, proposal = planned("natuna-2024")
    broken = {each.name: {station[4:12] for station in each.stations} for each in proposal.breaks}

    assert broken["KM Bukit Raya"] == {"21.03.04", "21.03.22", "21.03.06", "21.03.19", "21.03.09", "21.03.23"}
    assert broken["KM Sabuk Nusantara"] == {"21.03.10"}


@pytest.mark.long
def test_anambas_is_served_in_three_days_the_farthest_first(planned: Planned) -> None:
    _, proposal = planned("anambas-2024")

    assert not proposal.unserved
    for districts, day in ((("05", "06", "09"), 24), (("02", "10", "07", "04", "03"), 25), (("01",), 26)):
        assert {each for district in districts for each in days_of(proposal, f"21.05.{district}")} == {date(2024, 11, day)}


@pytest.mark.long
def test_karimun_is_served_by_two_boats_and_trucks(planned: Planned) -> None:
    task, proposal = planned("karimun-2024")
    goes = {load.station: leg.goes for leg in proposal.legs for load in leg.loads}
    boats = {leg.conveyance for leg in proposal.legs if leg.goes is Goes.SEA}

    assert not proposal.unserved
    assert Counter(goes.values()) == {Goes.SEA: 68 + 142, Goes.ROAD: 216}
    assert boats <= {"KAPAL-MORO", "KAPAL-KUNDUR"}
    assert len(task.stations) == 426


def test_the_speedboat_of_lingga_comes_again_and_again_with_ten_boxes(planned: Planned) -> None:
    task, proposal = planned("lingga-2024")
    rounds = [leg for leg in proposal.legs if leg.kind is LegKind.ROUND]

    assert not proposal.unserved
    assert len(rounds) >= 3
    assert max(leg.boxes for leg in rounds) <= 10
    assert sum(leg.boxes for leg in rounds) == 2 * len(task.stations) == 22


def test_pulau_panjang_is_landed_at_with_the_tide(planned: Planned) -> None:
    task, proposal = planned("pulau-panjang-2024")
    place = next(each for each in task.places if each.tides)
    served = [call for leg in proposal.legs for call in leg.calls if call.place == place.code]

    assert not proposal.unserved
    assert served
    assert all(any(tide.opens_at <= call.begins_at <= tide.closes_at for tide in place.tides) for call in served)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('regency = "21.04"', 'regency = "21.4"'), r"`\$\.regency`"),
        (("boxes = 10,", "box = 10,"), r"`box` - at `\$\.vessels\[0\]`"),
        (('only = ["21.04.11"]', 'only = ["21.04.99"]'), "the region 21.04.99, which the reference data does not have"),
        (('hubs = ["PORT-daik"]', 'hubs = ["PORT-dakar"]'), "the facility PORT-dakar, which the reference data does not have"),
    ],
)
def test_a_scenario_that_is_wrong_says_where(change: tuple[str, str], said: str) -> None:
    text = (Path(folder.__path__[0]) / "cases" / "lingga-2024.toml").read_text()
    assert change[0] in text

    with pytest.raises(UnplannableError, match=said):
        task_of(read_text(text.replace(*change).encode(), "lingga"), Reference.shipped())
