"""What a run says: answers compared across spellings, goals judged, and its own section of the page."""

from pathlib import Path

import pytest

from silog.bench.graphql.comparing import difference, refuse_difference
from silog.bench.graphql.contest import Key, Results
from silog.bench.graphql.goals import outcomes
from silog.bench.measuring import Sample, ratio, spread
from silog.bench.page import write_section
from silog.errors import SilogError


def sample(cpu_s: float) -> Sample:
    """A round that cost so much, a quarter of it in the database."""
    return Sample(100, cpu_s * 3 / 4, cpu_s / 4, 100.0, 0.01, 0.02, 500.0)


def test_a_moment_is_the_same_in_every_spelling() -> None:
    ours, theirs = {"a": ["2024-11-20T05:00:00.120Z", 104.1]}, {"a": ["2024-11-20T12:00:00.120000+07:00", 104.10000000001]}

    refuse_difference("Q1", {}, {"ours": ours, "theirs": theirs})


@pytest.mark.parametrize(
    ("expected", "found", "where"),
    [
        ({"a": 1}, {"a": 2}, "at .a: 1 and 2"),
        ({"a": [1, 2]}, {"a": [1]}, "at .a: a list of 2 and a list of 1"),
        ({"a": [{"b": None}]}, {"a": [{"b": 0}]}, "at .a[0].b: null and 0"),
        ({"a": 1}, {"b": 1}, 'at the top: {"a": 1} and {"b": 1}'),
    ],
)
def test_a_difference_is_told_with_its_place(expected: object, found: object, where: str) -> None:
    assert difference(expected, found) == where


def test_an_empty_answer_is_nothing_to_measure() -> None:
    with pytest.raises(SilogError, match=r'raw finds nothing for Q3 \{"west": 1\}'):
        refuse_difference("Q3", {"west": 1}, {"raw": {"boxes": {"nodes": []}}, "silog": {"boxes": {"nodes": []}}})


def test_a_ratio_is_taken_round_by_round_and_its_median_told() -> None:
    found = ratio([sample(0.9), sample(8.0), sample(1.0)], [sample(1.0), sample(10.0), sample(2.0)])

    assert (found.middle, found.least, found.most) == pytest.approx((0.8, 0.5, 0.9))
    assert spread([3.0, 1.0, 9.0]).middle == 3.0


def test_goals_are_judged_where_both_sides_were_measured() -> None:
    results = Results(
        {
            Key("season", "raw", "Q1"): [sample(1.0)],
            Key("season", "silog", "Q1"): [sample(1.2)],
            Key("season", "postgraphile", "Q1"): [sample(4.0)],
            Key("national", "silog", "Q1"): [sample(1.5)],
            Key("national", "silog", "Q4"): [sample(0.004)],
        }
    )

    found = {
        (one.question, one.over.server, one.under.server if one.under else ""): one for one in outcomes(results, ["season", "national"])
    }

    assert not found["Q1", "silog", "raw"].is_met
    assert found["Q1", "postgraphile", "silog"].is_met
    assert found["Q1", "silog", "silog"].found.middle == pytest.approx(1.25)
    assert found["Q4", "silog", ""].found.middle == pytest.approx(1.0)
    assert len(found) == 4


def test_a_command_rewrites_its_own_section_and_no_other(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    write_section(page, "graphql", "## Reads\n\nold")
    write_section(page, "tiles", "## Tiles")
    write_section(page, "graphql", "## Reads\n\nnew")

    text = page.read_text()
    assert text.startswith("# Performance\n")
    assert "old" not in text
    assert text.index("new") < text.index("## Tiles")
    assert text.count("silog bench graphql: begins") == text.count("silog bench tiles: begins") == 1

    write_section(page, "graphql", "## Reads\n\nnew")
    assert page.read_text() == text
