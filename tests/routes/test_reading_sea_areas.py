"""Areas of the sea from a file: all that is wrong is said at once, by feature and column."""

import json
from datetime import UTC, datetime

import pytest

from silog.errors import SilogError
from silog.places.reading import File, Problems
from silog.routes.reading import read_areas
from silog.routes.rules import SeaAreaKind, SeaAreaRule

SQUARE = {"type": "Polygon", "coordinates": [[[104.0, 1.2], [104.1, 1.2], [104.1, 1.3], [104.0, 1.3], [104.0, 1.2]]]}
SINGAPORE = {"code": "SG-WATERS", "name": "Perairan Singapura", "kind": "foreign", "source": "chart 2024"}


def feature(geometry: object = SQUARE, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": SINGAPORE | properties}


def file(*features: object) -> File:
    return File("areas.geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode())


def problems_of(*features: object) -> list[str]:
    problems = Problems("areas.geojson")
    assert read_areas(file(*features), problems) == []
    return problems.lines


def test_an_area_is_read_with_its_terms_and_avoided_where_it_says_no_rule() -> None:
    problems = Problems("areas.geojson")
    times = {"valid_from": "2024-11-20T07:00:00+07:00", "valid_to": "2024-11-25T00:00:00Z"}

    first, second = read_areas(
        file(feature(), feature(code="LATIHAN-TEMBAK", kind="RESTRICTED", rule="cost", cost_factor=2.5, **times)), problems
    )

    problems.refuse()
    assert (first.terms.code, first.terms.kind, first.terms.rule) == ("LATIHAN-TEMBAK", SeaAreaKind.RESTRICTED, SeaAreaRule.COST)
    assert (first.terms.cost_factor, first.terms.valid_from) == (2.5, datetime(2024, 11, 20, tzinfo=UTC))
    assert (second.terms.rule, second.terms.cost_factor, second.source) == (SeaAreaRule.AVOID, None, "chart 2024")
    assert second.area.area == pytest.approx(0.01)


def test_every_mistake_is_said_with_its_feature_and_column() -> None:
    bow = {"type": "Polygon", "coordinates": [[[104, 1], [104.1, 1.1], [104.1, 1], [104, 1.1], [104, 1]]]}
    swapped = {"type": "Polygon", "coordinates": [[[1, 104], [1.1, 104], [1.1, 104.1], [1, 104]]]}

    said = problems_of(
        feature(kind="neighbour"),
        feature(code="A1", cost_factor=3),
        feature(code="A2", rule="COST"),
        feature(code="A3", rule="COST", cost_factor="0,5"),
        feature(code="A4", rule="COST", cost_factor=1),
        feature(code="A5", valid_from="soon"),
        feature(code="A6", valid_from="2024-11-20T00:00:00Z", valid_to="2024-11-19T00:00:00Z"),
        feature(bow, code="A7"),
        feature(None, code="A8"),
        feature(code="sg"),
        feature(swapped, code="A9"),
    )

    assert [line.partition(":")[0] for line in said] == [
        *("feature 1, column kind", "feature 2, column cost_factor", "feature 3, column cost_factor", "feature 4, column cost_factor"),
        *("feature 5, column cost_factor", "feature 6, column valid_from", "feature 7, column valid_to", "feature 8, column geometry"),
        *("feature 9, column geometry", "feature 10, column code", "feature 11, column geometry", "feature 11, column geometry"),
    ]


def test_a_code_that_stands_twice_is_refused() -> None:
    problems = Problems("areas.geojson")
    read_areas(file(feature(), feature()), problems)

    with pytest.raises(SilogError, match="SG-WATERS stands in feature 1 already"):
        problems.refuse()
