"""Loads on timetabled sailings, as in Natuna in November 2024: the liner to Midai and Serasan, smaller boats from there."""

from dataclasses import replace

import pytest

from silog_gis.plan.sailings import Load, Passage, Ride, Sailing, Stop, Timetable, alternatives, stow

HOUR = 3_600
LINER = Sailing(
    "BUKIT-RAYA",
    200,
    (Stop("SELAT LAMPA", 0, 6 * HOUR), Stop("MIDAI", 16 * HOUR, 18 * HOUR), Stop("SERASAN", 28 * HOUR, 30 * HOUR)),
)
CARGO = Sailing(
    "CARGO", 60, (Stop("SERASAN", 0, 33 * HOUR), Stop("SUBI", 39 * HOUR, 40 * HOUR), Stop("PULAU PANJANG", 44 * HOUR, 45 * HOUR))
)
FERRY = Sailing("FERRY", 40, (Stop("SELAT LAMPA", 0, 20 * HOUR), Stop("SERASAN", 34 * HOUR, 35 * HOUR)))
POMPONG = Sailing("POMPONG", 10, (Stop("SERASAN", 0, 50 * HOUR), Stop("SUBI", 58 * HOUR, 58 * HOUR)))


def load(code: str, destination: str, boxes: int, *, due_h: float = 72, tier: int = 1, ready_h: float = 0) -> Load:
    return Load(code, "SELAT LAMPA", destination, boxes, int(ready_h * HOUR), int(due_h * HOUR), tier)


def timetable(*sailings: Sailing) -> Timetable:
    return Timetable(sailings, change_s=2 * HOUR)


def test_a_load_for_subi_goes_by_liner_and_changes_to_a_cargo_boat_at_serasan() -> None:
    stowed = stow([load("SUBI", "SUBI", 30)], timetable(LINER, CARGO, FERRY))

    assert stowed.passages == (
        Passage(
            "SUBI",
            30,
            (
                Ride("BUKIT-RAYA", "SELAT LAMPA", "SERASAN", 6 * HOUR, 28 * HOUR),
                Ride("CARGO", "SERASAN", "SUBI", 33 * HOUR, 39 * HOUR),
            ),
        ),
    )
    assert stowed.left == ()


def test_a_change_takes_its_time() -> None:
    hasty = Timetable([LINER, CARGO], change_s=2 * HOUR, change_at={"SERASAN": 6 * HOUR})

    (left,) = stow([load("SUBI", "SUBI", 30)], hasty).left

    assert left.boxes == 30
    assert left.reason == "no sailing leads from SELAT LAMPA to SUBI after they are ready"


def test_the_first_tier_gets_the_room_and_the_rest_is_split_or_left_with_the_reason() -> None:
    loads = [load("KOTA", "SERASAN", 220, tier=1), load("3T", "SERASAN", 30, tier=0)]

    stowed = stow(loads, timetable(LINER, FERRY))

    by_load = {(passage.load, passage.rides[0].sailing): passage.boxes for passage in stowed.passages}
    assert by_load == {("3T", "BUKIT-RAYA"): 30, ("KOTA", "BUKIT-RAYA"): 170, ("KOTA", "FERRY"): 40}
    assert [(left.load, left.boxes, left.reason) for left in stowed.left] == [
        ("KOTA", 10, "10 boxes find no room: BUKIT-RAYA is full from SELAT LAMPA to MIDAI")
    ]


def test_of_one_tier_whoever_has_fewer_points_stays() -> None:
    loads = [load("DEKAT", "SERASAN", 200), replace(load("JAUH", "SERASAN", 100), points=60.0)]

    stowed = stow(loads, timetable(LINER))

    assert {(passage.load, passage.boxes) for passage in stowed.passages} == {("JAUH", 100), ("DEKAT", 100)}
    assert [(left.load, left.boxes) for left in stowed.left] == [("DEKAT", 100)]


def test_room_is_free_again_where_a_load_gets_off() -> None:
    small = Sailing("KECIL", 50, LINER.stops)
    onward = Load("MIDAI-SERASAN", "MIDAI", "SERASAN", 50, 0, 72 * HOUR)

    stowed = stow([load("MIDAI", "MIDAI", 50), onward], timetable(small))

    assert {passage.load: passage.boxes for passage in stowed.passages} == {"MIDAI": 50, "MIDAI-SERASAN": 50}


def test_what_is_not_ready_waits_for_the_next_sailing() -> None:
    (passage,) = stow([load("S", "SERASAN", 5, ready_h=7)], timetable(LINER, FERRY)).passages

    assert passage.rides[0].sailing == "FERRY"


def test_another_order_is_taken_where_it_brings_everybody_in_time() -> None:
    # By due time SUBI is placed first and takes the last room of the liner, though the ferry would do for it.
    small = Sailing("LINER", 30, LINER.stops)
    loads = [load("SUBI", "SUBI", 30, due_h=59), load("SERASAN", "SERASAN", 30, due_h=60)]

    stowed = stow(loads, timetable(small, Sailing("POMPONG", 30, POMPONG.stops), FERRY))

    due = {each.code: each.due_s for each in loads}
    assert stowed.left == ()
    assert all(passage.arrives_s <= due[passage.load] for passage in stowed.passages)


def test_the_next_best_ways_are_ranked_by_arrival_and_leave_with_other_ships() -> None:
    table = timetable(LINER, FERRY, CARGO, POMPONG)
    subi = load("SUBI", "SUBI", 10)

    (other,) = alternatives(subi, table, stow([subi], table))

    assert [ride.sailing for ride in other.rides] == ["FERRY", "POMPONG"]
    assert other.arrives_s == 58 * HOUR


@pytest.mark.parametrize("stops", [(Stop("A", 0, 0),), (Stop("A", 0, 10), Stop("B", 5, 20))])
def test_a_sailing_that_goes_nowhere_or_back_in_time_is_refused(stops: tuple[Stop, ...]) -> None:
    with pytest.raises(ValueError, match="sailing X does not go forward"):
        Timetable([Sailing("X", 1, stops)], 0)
