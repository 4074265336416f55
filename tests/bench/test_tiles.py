"""What `silog bench tiles` compares, asks for and says."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner

from silog.bench.data.preparing import Ready
from silog.bench.measuring import Sample, spread
from silog.bench.tiles.command import Wishes, compared
from silog.bench.tiles.comparing import Feature, refuse_difference
from silog.bench.tiles.contest import Key, Results, refuse_undrawn, works_of
from silog.bench.tiles.goals import goal_rows
from silog.bench.tiles.ground import EVERY, lay_out
from silog.bench.tiles.taking_in import Intake
from silog.cli.group import main
from silog.errors import SilogError

NEAR, FAR = (12, 3231, 2035), (6, 50, 31)


def _at(code: str, boxes: int, x: float, y: float = 2_000) -> Feature:
    return {"code": code, "boxes": boxes}, x, y


def _cost(cpu_ms: float) -> Sample:
    return Sample(100, cpu_ms / 2e3, cpu_ms / 2e3, 500.0, 0.001, 0.002, 900.0)


def test_the_same_places_may_differ_by_a_unit_and_on_the_edge() -> None:
    refuse_difference(NEAR, "tipg", [_at("A", 2, 100), _at("B", 1, 4095)], [_at("A", 2, 101), _at("B", 1, 4096)])


@pytest.mark.parametrize("theirs", [[_at("A", 3, 100)], [_at("C", 2, 100)], [], [_at("A", 2, 100), _at("B", 1, 300)]])
def test_other_places_or_other_counts_are_refused(theirs: Sequence[Feature]) -> None:
    with pytest.raises(SilogError, match="Ours and tipg differ in tile 12/3231/2035"):
        refuse_difference(NEAR, "tipg", [_at("A", 2, 100)], theirs)


def test_from_afar_what_is_put_together_must_add_up() -> None:
    refuse_difference(FAR, "tipg", [_at("A", 7, 100)], [_at("A", 4, 100), _at("B", 3, 103), _at("C", 9, -40)])
    with pytest.raises(SilogError, match="Ours counts 7 boxes in tile 6/50/31, and tipg 8"):
        refuse_difference(FAR, "tipg", [_at("A", 7, 100)], [_at("A", 4, 100), _at("B", 4, 103)])


def test_a_tile_with_nothing_in_it_is_not_measured() -> None:
    with pytest.raises(SilogError, match="nothing to measure"):
        refuse_difference(NEAR, "tipg", [], [])


async def test_the_tiles_of_scans_that_are_asked_for_hold_some(ready: Ready) -> None:
    ground = await lay_out(ready)
    owner = await asyncpg.connect(ready.built.dsn("silog_owner"))
    counted = await owner.fetchval("SELECT sum(scans) FROM scan_cells WHERE level = 17")
    cells = {(row["x"], row["y"]) for row in await owner.fetch("SELECT x, y FROM scan_cells WHERE level = 17")}
    await owner.close()

    assert counted == ready.built.size.scans
    assert ground.boxes == {}
    assert set(ground.tiles) == {(layer, "everything", z) for layer in ("scans", "places") for z in EVERY}
    for z in EVERY:
        tiles = ground.tiles["scans", "everything", z]
        assert tiles
        assert {(x, y) for _, x, y in tiles} <= {(x >> (17 - z), y >> (17 - z)) for x, y in cells}
    works = works_of(ground, has_peers=False)
    assert {(key.layer, key.server) for key in (work.key for work in works)} == {
        ("scans", "silog-uncached"),
        ("places", "silog-uncached"),
        ("places", "silog"),
    }


def test_tiles_that_were_kept_where_they_should_be_drawn_are_refused() -> None:
    drawn, kept = _cost(8), replace(_cost(0.2), database_cpu_s=1e-6)
    refuse_undrawn(Key("scans", "province", 5, "silog-uncached"), drawn)
    refuse_undrawn(Key("places", "province", 5, "silog"), kept)
    with pytest.raises(SilogError, match="tiles of scans at zoom 5 were to be drawn, and took 1 us of PostgreSQL's time each"):
        refuse_undrawn(Key("scans", "province", 5, "silog-uncached"), kept)


def test_the_goals_say_both_sides_of_a_ratio_and_whether_they_are_met() -> None:
    results = Results(
        {
            Key("boxes", "province", 5, "silog-uncached"): [_cost(8)],
            Key("boxes", "province", 5, "silog"): [_cost(0.2)],
            Key("boxes", "province", 5, "tipg"): [_cost(16)],
            Key("boxes", "regency", 12, "silog-uncached"): [_cost(4)],
            Key("boxes", "regency", 12, "tipg"): [_cost(7)],
            Key("scans", "province", 9, "silog-uncached"): [_cost(26)],
            Key("tracks", "province", 3, "silog-uncached"): [_cost(24)],
            Key("tracks", "province", 3, "silog"): [_cost(0.4)],
        },
        {Key("scans", "province", 9, "silog-uncached"): 101_000, Key("tracks", "province", 3, "silog-uncached"): 9_000},
    )

    rows = list(goal_rows({"season": results}, [Intake("at stations", spread([2e-4]), spread([2.4e-4]), spread([1.2]))]))

    assert [(row[1], row[3], row[5]) for row in rows] == [
        ("zoom 5, province: tipg / silog, uncached (16.00 ms / 8.00 ms)", "2.00", "yes"),
        ("zoom 12, regency: tipg / silog, uncached (7.00 ms / 4.00 ms)", "1.75", "no"),
        ("season: a kept tile, ms, the dearest zoom, 3", "0.40", "no"),
        ("season: the dearest zoom, 9, uncached, ms", "26.00", "no"),
        ("season: the largest tile as sent, zoom 9, kB", "101.0", "no"),
        ("season: the dearest zoom, 3, uncached, ms", "24.00", "yes"),
        ("season: the largest tile as sent, zoom 3, kB", "9.0", "yes"),
        ("PostgreSQL's time for a scan at stations, with the grid / without (240.0 us / 200.0 us)", "1.20", "yes"),
    ]


@pytest.mark.long
def test_a_country_is_measured_and_its_page_is_written(ready: Ready, tmp_path: Path) -> None:
    wishes = Wishes([ready.built.size], rounds=1, seconds=0.05, has_peers=False, turns=2)
    with ThreadPoolExecutor(1) as thread:  # building runs event loops of its own
        report = thread.submit(compared, ready.built.cluster, [ready], wishes, None, logs=tmp_path, say=lambda _: None).result()

    page = report.for_page()
    assert "`silog bench tiles --size national --rounds 1 --seconds 0.05 --no-peers`" in page
    assert "| scans, everything | silog-uncached | 5 |" in page
    assert "PostgreSQL's time for a scan in warehouses, with the grid / without (" in page
    assert all(one.cpu_s > 0 for results in report.results.values() for rounds in results.samples.values() for one in rounds)


@pytest.mark.parametrize("wishes", [["--size", "galaxy"], ["--rounds", "0"], ["--seconds", "0"]])
def test_a_wrong_wish_is_refused(wishes: list[str]) -> None:
    assert CliRunner().invoke(main, ["bench", "tiles", *wishes]).exit_code == 2
