"""`silog plan` as a planner types it: from a scenario and from an election; what is wrong is said, and nothing is left half-written."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from silog.cli import main
from silog.composition import join_rooms
from silog.custody.actions import issue_boxes
from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database
from silog.movement.actions import add_conveyances
from silog.movement.rules import Conveyance, ConveyanceKind
from silog.people.rules import Role, Viewer
from silog.places.queries import NO_ELECTION, election_named
from silog.planning.actions.inputs import set_vessel_terms
from silog.planning.rules import Because, VesselTerms
from silog_gis.plan.whole.document import from_json, to_json
from silog_gis.plan.whole.proposal import Proposal
from silog_gis.plan.whole.task import Task


@pytest.fixture
def state(tmp_path: Path, sight_lines: Path) -> Path:
    """A folder of the product's own, with the graphs of the sea that all tests share."""
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "sight-lines").symlink_to(sight_lines)
    return tmp_path / "state"


def silog(state: Path, *arguments: str, database: str = "postgresql://nobody@127.0.0.1:9/nothing") -> Result:
    return CliRunner().invoke(main, ["plan", *arguments], env={"SILOG_DATABASE_URL": database, "SILOG_STATE": str(state)})


def test_a_shipped_scenario_is_planned_written_and_said_in_words(state: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"

    result = silog(state, "--scenario", "lingga-2024", "--out", str(out), "--seconds", "20")

    proposal = from_json(out.read_bytes(), Proposal)
    assert result.exit_code == 0, result.output
    assert len(proposal.stations) == 11
    assert "Speedboat: Daik (Tanjung Buton) -> " in result.output
    assert "Prioritas 0: 11 dari 11 TPS" in result.output
    assert "Bila Speedboat tidak berangkat, 11 TPS tidak terlayani." in result.output


def test_a_task_that_was_written_is_planned_again_and_who_gets_nothing_ends_it_with_1(state: Path, tmp_path: Path) -> None:
    task, out = tmp_path / "task.json", tmp_path / "plan.json"
    assert silog(state, "--scenario", "lingga-2024", "--task", "--out", str(task)).exit_code == 0
    asked = json.loads(task.read_text())
    asked["vessels"][0]["shifts"] = asked["vessels"][0]["shifts"][:1]
    asked["vessels"][0]["may_reload"] = False
    task.write_text(json.dumps(asked))

    result = silog(state, "--scenario", str(task), "--out", str(out), "--language", "en", "--seconds", "20")

    proposal = from_json(out.read_bytes(), Proposal)
    assert result.exit_code == 1
    assert (len(proposal.stations), len(proposal.unserved)) == (5, 6)
    assert "Not served (6 stations): The fleet at Daik (Tanjung Buton) is too small" in result.output.replace("TPS", "stations")
    assert f"6 of 11 stations get nothing; the plan is in {out}." in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--scenario", "lingga-2025"], "there is no scenario lingga-2025; those that are shipped are anambas-2024"),
        (["--scenario", "nowhere.toml"], "nowhere.toml cannot be read"),
        (["--scenario", "nowhere.json"], "nowhere.json cannot be read"),
        ([], "Give --kabkota CODE, or --scenario NAME."),
        (["--kabkota", "21.03", "--deadline", "besok"], "'besok' is no time"),
        (["--scenario", "lingga-2024", "--deadline", "2024-11-25"], "a scenario has its own"),
    ],
)
def test_wrong_input_is_said_and_nothing_is_written(state: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    out = tmp_path / "plan.json"

    result = silog(state, *arguments, "--out", str(out))

    assert (result.exit_code, said in result.output) == (2, True), result.output
    assert [each.name for each in tmp_path.iterdir()] == ["state"]


@pytest.mark.long
async def test_an_election_is_planned_as_the_server_would_from_the_boxes_that_wait_and_the_fleet_that_was_told(
    cluster: Cluster, kepri: Endpoint, product: Database, state: Path, tmp_path: Path
) -> None:
    join_rooms(product)
    async with product.unit_of_work(NO_ELECTION) as work:
        election = await election_named(work.connection, "LATIHAN-2024")
    now = election.clock.time_at(datetime.now(UTC))
    await issue_boxes(product, election, "21.72")
    trucks = [
        Conveyance(f"CNV-TRUK-{n}", f"Truk {n}", ConveyanceKind.TRUCK, "21.72", "WH-21.72", 200, 19.0, None, None) for n in range(1, 5)
    ]
    await add_conveyances(product, election.id, trucks)
    planner = Viewer("Perencana", Role.PLANNER, "21.72", election.id, election.code)
    for truck in trucks[:3]:  # nobody said on what terms the fourth may be used
        terms = VesselTerms(truck.code, 12.0, 100_000, 0, None, now, now + timedelta(days=3))
        await set_vessel_terms(product, planner, terms, Because("Dinas Perhubungan", "Latihan"))
    name, out = kepri.dsn_owner.partition("@/")[2].partition("?")[0], tmp_path / "plan.json"

    def run(*arguments: str) -> Result:
        given = ("--kabkota", "21.72", "--deadline", (now + timedelta(days=3)).isoformat(), "--out", str(out), "--seconds", "20")
        return silog(state, *given, *arguments, database=cluster.dsn("silog_admin", name))

    result = await asyncio.to_thread(run)
    proposal = from_json(out.read_bytes(), Proposal)
    assert (len(proposal.stations), sum(leg.boxes for leg in proposal.legs)) == (319, 638)
    assert (result.exit_code, len(proposal.unserved)) == (1, 4)  # an island, and trucks are all there is
    assert "Tidak ada kendaraan di Gudang KPU Kota Tanjung Pinang yang dapat mencapai PPS Penyengat." in result.output

    late = await asyncio.to_thread(run, "--deadline", "2020-01-01")
    assert (late.exit_code, "in the past" in late.output) == (2, True)
    nowhere = await asyncio.to_thread(run, "--kabkota", "21.99")
    assert (nowhere.exit_code, "There is no kab/kota '21.99'." in nowhere.output) == (2, True)
    assert from_json(out.read_bytes(), Proposal) == proposal  # what was there stays

    assert (await asyncio.to_thread(run, "--task")).exit_code == 0
    task = from_json(out.read_bytes(), Task)
    assert {vessel.code for vessel in task.vessels} == {truck.code for truck in trucks[:3]}

    assert all(station.score is not None for station in task.stations)
    other = [replace(station, score=replace(station.score, points=99.5)) for station in task.stations if station.score is not None]
    out.write_bytes(to_json(replace(task, stations=tuple(other))))
    explained = await asyncio.to_thread(CliRunner().invoke, main, ["score", "--scenario", str(out)], env={"SILOG_STATE": str(state)})
    assert "mendapat 99,5 poin prioritas 3T" in explained.output, "by the points that the plan was made with, not by those of today"
