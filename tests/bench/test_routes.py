"""Measuring sea routes: the pairs, how a line is judged, and what the page says. No router is measured here."""

from itertools import pairwise

import pytest
from click.testing import CliRunner

from silog.bench.routes.measuring import Figures, whole
from silog.bench.routes.pairs import PORTS, coastal_pairs, port_pairs, ports
from silog.bench.routes.report import Report
from silog.cli.group import main
from silog_gis.land import Land

OURS = Figures("silog 50 m", "ports", 378, 378, 0, None, 20.0, 0.6, 0.5, 0.004, 0.015, 1.5, 300.0)
THEIRS = Figures("searoute", "ports", 378, 377, 376, 1.7, None, 0.3, 0.4, 0.0006, 0.001, 0.4, 120.0)


def test_the_pairs_of_a_seed_are_always_the_same_and_lie_in_water() -> None:
    land = Land.load()

    pairs = coastal_pairs(land, 5, seed=3)

    assert pairs == coastal_pairs(land, 5, seed=3)
    assert pairs != coastal_pairs(land, 5, seed=4)
    assert all(land.distance_m(*point) >= 5 for pair in pairs for point in pair)


def test_every_port_is_paired_with_every_other_once() -> None:
    assert len(ports()) == PORTS
    assert len({frozenset(pair) for pair in port_pairs()}) == PORTS * (PORTS - 1) // 2


def test_a_line_that_begins_elsewhere_is_judged_with_the_stretch_to_where_it_should_have_begun() -> None:
    line = whole([(1.0, 1.0), (2.0, 2.0)], ((0.0, 0.0), (2.0, 2.0)))

    assert line == [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]
    assert all(a != b for a, b in pairwise(line))


def test_the_page_says_the_command_the_peers_and_the_share_over_land() -> None:
    page = Report("silog bench routes", "searoute 1.6.0", [OURS, THEIRS]).for_page()

    assert "`silog bench routes`" in page
    assert "Peers: searoute 1.6.0." in page
    assert "| searoute | ports | 377 of 378 | 99.7% | 1.700 |  | 0.30 s | 0.40 s | 0.6 ms | 1.0 ms | 0.40 s | 120 MiB |" in page
    assert "| silog 50 m | ports | 378 of 378 | 0.0% |  | 20.0 s |" in page


@pytest.mark.parametrize("wishes", [["--clearance-m", "-1"], ["--coastal", "0"]])
def test_a_wrong_wish_is_refused(wishes: list[str]) -> None:
    assert CliRunner().invoke(main, ["bench", "routes", *wishes]).exit_code == 2
