"""`silog track`, as somebody types it who has a track from elsewhere."""

import csv
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from silog.cli import main
from silog_gis.land import Land
from silog_gis.sea.route import SeaRouter

START = datetime(2024, 11, 17, 6, tzinfo=UTC)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a route, an hour of positions along it, a plan and a dead zone."""
    (tmp_path / "route.geojson").write_text(json.dumps({"type": "LineString", "coordinates": [[104.0, 1.0], [105.0, 1.0]]}))
    (tmp_path / "plan.json").write_text(json.dumps({"depart_at": START.isoformat(), "arrive_at": (START + timedelta(hours=6)).isoformat()}))
    ring = [[104.16, 0.9], [104.5, 0.9], [104.5, 1.1], [104.16, 1.1], [104.16, 0.9]]
    zone = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    (tmp_path / "zones.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [zone]}))
    with (tmp_path / "fixes.csv").open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["at", "lon", "lat", "received_at", "note"])
        for number in range(12):
            at = START + timedelta(minutes=5 * number)
            writer.writerow([at.isoformat(), 104 + 0.0139 * number, 1.0, (at + timedelta(seconds=5)).isoformat(), "x"])
    return tmp_path


def silog_track(files: Path, *arguments: str) -> Result:
    """Run the command on the folder's route and positions."""
    return CliRunner().invoke(main, ["track", "--route", f"{files}/route.geojson", "--fixes", f"{files}/fixes.csv", *arguments])


def test_a_silent_vessel_is_told_from_one_in_a_dead_zone(files: Path) -> None:
    now = (START + timedelta(minutes=100)).isoformat()

    outside = silog_track(files, "--plan", f"{files}/plan.json", "--now", now)
    inside = silog_track(files, "--plan", f"{files}/plan.json", "--now", now, "--dead-zones", f"{files}/zones.geojson")

    assert outside.exit_code == 0, outside.output
    assert outside.output.startswith("MISSING since 2024-11-17T06:55+00:00")
    assert inside.output.startswith("SILENT_EXPECTED since")
    assert "12 positions: 12 TAKEN" in inside.output


def test_programs_get_positions_alarms_and_what_is_known(files: Path) -> None:
    result = silog_track(files, "--depart-at", "2024-11-17T06:00:00Z", "--arrive-at", "2024-11-17T12:00:00Z", "--format", "json")

    told = json.loads(result.output)
    assert told["standing"]["state"] == "ON_COURSE"
    assert told["standing"]["eta_p10"] < told["standing"]["eta_p50"] < told["standing"]["eta_p90"]
    assert [row["verdict"] for row in told["positions"]] == ["TAKEN"] * 12
    assert told["alarms"] == []


def test_a_threshold_of_ones_own_is_taken_by_its_name(files: Path) -> None:
    now = (START + timedelta(minutes=65)).isoformat()

    assert silog_track(files, "--now", now).output.startswith("ON_COURSE")
    assert silog_track(files, "--now", now, "--set", "silent_s=300").output.startswith("MISSING")


@pytest.mark.parametrize(
    ("spoil", "arguments", "message"),
    [
        (("fixes.csv", "at,lon\n"), [], "the column lat is missing"),
        (("fixes.csv", "at,lon,lat\n2024-11-17T06:00:00,104,1\n"), [], "line 2, at: '2024-11-17T06:00:00' has no offset"),
        (("fixes.csv", "at,lon,lat\n2024-11-17T06:00:00Z,104,91\n"), [], "line 2: lon '104', lat '91' is no place"),
        (("fixes.csv", "at,lon,lat\n2024-11-17T06:00:00Z,east,1\n"), [], "line 2: lon is 'east', and must be a number"),
        (("route.geojson", '{"type": "Point", "coordinates": [104, 1]}'), [], "a route is one LineString, and this holds a Point"),
        (("route.geojson", "no json"), [], "this is no JSON"),
        (None, ["--set", "width=3"], "no threshold is named width"),
        (None, ["--arrive-at", "2024-11-17T12:00:00Z"], "the plan has no depart_at"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(files: Path, spoil: tuple[str, str] | None, arguments: list[str], message: str) -> None:
    if spoil is not None:
        (files / spoil[0]).write_text(spoil[1])

    result = silog_track(files, *arguments)

    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output


def test_a_gap_is_drawn_over_water_where_a_clearance_is_given(
    files: Path, tmp_path: Path, sight_lines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SeaRouter.build(Land.load(), 50, sight_lines)
    shutil.copytree(sight_lines, tmp_path / "sight-lines", dirs_exist_ok=True)
    monkeypatch.setenv("SILOG_STATE", str(tmp_path))
    route = {"type": "LineString", "coordinates": [[103.9268, 1.1270], [104.15, 1.056]]}
    (files / "route.geojson").write_text(json.dumps(route))
    (files / "fixes.csv").write_text("at,lon,lat\n2024-11-17T06:00:00Z,103.9268,1.1270\n2024-11-17T10:00:00Z,104.15,1.056\n")

    told = json.loads(silog_track(files, "--gaps-m", "50", "--format", "json").output)

    (gap,) = told["gaps"]
    assert gap["is_inferred"] is True
    assert gap["length_m"] > 30_000
    assert len(gap["line"]["coordinates"]) > 2
