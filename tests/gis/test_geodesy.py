"""Points along a line, and sides of a corner."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silog_gis.geodesy import course_deg, distance_m, length_m, point_along

points = st.tuples(st.floats(103, 109), st.floats(-1, 5))
lines = st.lists(points, min_size=2, max_size=6)


@given(line=lines, part=st.floats(0, 1))
def test_a_point_along_a_line_is_as_far_from_its_start_as_was_asked(line: list[tuple[float, float]], part: float) -> None:
    whole_m = length_m(line)
    lon, lat, course = point_along(line, whole_m * part)

    passed = 0.0
    for a, b in pairwise(line):
        if passed + distance_m(a, b) >= whole_m * part - 1e-6:
            assert passed + distance_m(a, (lon, lat)) == pytest.approx(whole_m * part, abs=whole_m * 2e-3 + 1)
            break
        passed += distance_m(a, b)
    assert 0 <= course < 360


def test_beyond_its_ends_a_line_stays_at_them() -> None:
    line = [(104.0, 1.0), (104.0, 2.0)]

    assert point_along(line, -5) == pytest.approx((104.0, 1.0, 0.0))
    assert point_along(line, 1e9)[:2] == (104.0, 2.0)
    assert point_along([(104.0, 1.0)], 7) == (104.0, 1.0, 0.0)


def test_courses_run_clockwise_from_north() -> None:
    assert course_deg((104, 0), (105, 0)) == pytest.approx(90)
    assert course_deg((104, 1), (104, 0)) == pytest.approx(180)
    assert course_deg((105, 0), (104, 0)) == pytest.approx(270)
