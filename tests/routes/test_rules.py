"""What an area of the sea does to a route."""

import doctest
from datetime import UTC, datetime, timedelta

import pytest

from silog.errors import SilogError
from silog.routes import rules
from silog.routes.figures import figures
from silog.routes.rules import AreaTerms, ForeignWaters, SeaAreaKind, SeaAreaRule, VesselClass, Wish, cost_of, refuse_unknown_areas

NOON = datetime(2024, 11, 20, 5, tzinfo=UTC)


def terms(kind: SeaAreaKind = SeaAreaKind.FOREIGN, factor: float | None = None) -> AreaTerms:
    rule = SeaAreaRule.AVOID if factor is None else SeaAreaRule.COST
    return AreaTerms("A-1", "Area", kind, rule, factor, NOON, NOON + timedelta(hours=1))


def test_an_area_holds_from_its_beginning_until_before_its_end() -> None:
    area = terms()

    assert [area.stands_at(NOON + timedelta(minutes=minutes)) for minutes in (-1, 0, 59, 60)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("area", "wish", "cost"),
    [
        (terms(), Wish(), None),
        (terms(factor=2.0), Wish(), 2.0),
        (terms(factor=2.0), Wish(foreign=ForeignWaters.AVOID), None),
        (terms(factor=2.0), Wish(foreign=ForeignWaters.PENALISE), 2.0),
        (terms(), Wish(foreign=ForeignWaters.PENALISE), 3.0),
        (terms(), Wish(foreign=ForeignWaters.ALLOW), 1.0),
        (terms(), Wish(frozenset({"A-1"}), ForeignWaters.ALLOW), None),
        (terms(SeaAreaKind.RESTRICTED), Wish(foreign=ForeignWaters.ALLOW), None),
        (terms(SeaAreaKind.RESTRICTED, 5.0), Wish(foreign=ForeignWaters.AVOID), 5.0),
    ],
)
def test_a_question_says_how_foreign_waters_are_taken_and_never_opens_what_is_restricted(
    area: AreaTerms, wish: Wish, cost: float | None
) -> None:
    assert cost_of(area, wish, 3.0) == cost


def test_whoever_misspells_an_area_to_avoid_is_told() -> None:
    with pytest.raises(SilogError, match="There is no area A-2"):
        refuse_unknown_areas(Wish(frozenset({"A-1", "A-2"})), ["A-1"])


def test_every_class_of_vessels_has_figures() -> None:
    assert {name: vessel.clearance_m for name, vessel in figures().vessels.items()} == {
        VesselClass.POMPONG: 50,
        VesselClass.SPEEDBOAT: 50,
        VesselClass.FERRY: 150,
        VesselClass.LINER: 500,
    }


def test_examples_in_docstrings_hold() -> None:
    assert doctest.testmod(rules).failed == 0
