"""The inner loop of `chances`: one plan sailed in many kinds of weather.

Random numbers are drawn by name: what comes out depends on the seed, the scenario and what it is for, never on the order of asking. So two
plans meet the same weather, and a vessel that breaks down on the way to a place does so in both (common random numbers). The mixing is
SplitMix64's (Steele, Lea and Flood 2014). All of it stands in one file: compiled code is kept by file, and would go on with an older
edition of what it has built in from another.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from silog_gis.graph.compiled import compiled

_SECONDS = ("loads_s", "loading_s", "way_s", "home_s", "handling_s", "due_s")
_NUMBERS = ("vessel", "round", "drop", "key", "area", *_SECONDS, "approach_s", "first_window", "end_window")
CALL = np.dtype([*((name, np.int64) for name in _NUMBERS), ("wave_limit_m", np.float64)])
"""One call of a plan, in the order of sailing. `home_s` is the way back of the last call of a round, 0 for the others, `approach_s` the way
from the hub of the round before to this one's; `key` names the way for the random numbers, `drop` is where its lateness is written."""
_TIMES = ("sailing", "turn", "key", "area", "departs_s", "way_s")
HOP = np.dtype([*((name, np.int64) for name in _TIMES), ("wave_limit_m", np.float64)])
"""A sailing from one of its stops to the next, in the order of each sailing; `turn` 0 is its first."""
_RISKS = ("way_share", "at_limit_share", "delay_s", "breakdowns_per_hour", "repair_s", "wave_spread")
RISK = np.dtype([(name, np.float64) for name in _RISKS])
Table = NDArray[Any]
Record = Any
"""One record of a table, whose fields the compiler knows."""
_WAVES, _WAY, _DELAY, _BREAKDOWN, _REPAIR = 1, 2, 3, 4, 5
HAUL, ONWARD = 6, 7
_DAY_S = 86_400
_MOST_DAYS_WAITED = 30
_HOMEWARD, _TIMETABLED = 1 << 32, 1 << 33
_GAMMA, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S11, _S27, _S30, _S31 = np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)
_UNIT = 1.0 / (1 << 53)


@compiled
def _mixed(state: np.uint64) -> np.uint64:
    state = state + _GAMMA
    state = (state ^ (state >> _S30)) * _FIRST
    state = (state ^ (state >> _S27)) * _SECOND
    return state ^ (state >> _S31)


@compiled
def _named(scenario: np.uint64, purpose: int, key: int) -> np.uint64:
    return _mixed(_mixed(scenario ^ np.uint64(purpose)) ^ np.uint64(key))


@compiled
def _uniform(drawn: np.uint64) -> float:
    """From above 0 to below 1."""
    return (float(np.int64(drawn >> _S11)) + 0.5) * _UNIT


@compiled
def _normal(drawn: np.uint64) -> float:
    """By Box and Muller."""
    return math.sqrt(-2.0 * math.log(_uniform(drawn))) * math.cos(2.0 * math.pi * _uniform(_mixed(drawn)))


@compiled
def _waves_m(scenario: np.uint64, waves: Table, spread: float, area: int, day: int) -> float:
    expected = waves[min(area, waves.shape[0] - 1), min(max(day, 0), waves.shape[1] - 1)]
    return 0.0 if expected <= 0.0 else float(expected * math.exp(spread * _normal(_named(scenario, _WAVES, area * 4096 + day))))


@compiled
def _under_way_s(scenario: np.uint64, risk: Record, way_s: int, key: int, strain: float) -> float:
    """How long a way takes: by what the vessel makes good, by waves (`strain`: their square, 1 at its limit), and where it breaks down."""
    taken: float = way_s * (1.0 + risk.at_limit_share * strain) * math.exp(risk.way_share * _normal(_named(scenario, _WAY, key)))
    expected, drawn = risk.breakdowns_per_hour * taken / 3600.0, _uniform(_named(scenario, _BREAKDOWN, key))
    if drawn > 1.0 - expected and drawn > math.exp(-expected):  # the first is never the larger, and nearly always enough to know
        taken -= risk.repair_s * math.log(_uniform(_named(scenario, _REPAIR, key)))
    return taken


@compiled
def _served_from(windows: Table, first: int, end: int, arrives_s: float) -> float:
    """When handling begins: with the first window that has not ended. After the last nothing holds a boat back, it is only too late."""
    for number in range(first, end):
        if arrives_s <= windows[number, 1]:
            return max(arrives_s, float(windows[number, 0]))
    return arrives_s


@compiled
def _calm_from(  # noqa: PLR0917 -- as below
    scenario: np.uint64, waves: Table, spread: float, area: int, now_s: float, limit_m: float, known: Table
) -> tuple[float, float]:
    """When waves are low enough to leave, the start of a day if not now; and how high they are then, in terms of the limit, squared.

    `known` keeps the area, day and height of the last answer in this scenario: most calls of a plan ask for the same.
    """
    day = int(now_s // _DAY_S)
    if known[0] != area or known[1] != day:
        known[0], known[1], known[2] = area, day, _waves_m(scenario, waves, spread, area, day)
    height = known[2]
    for _ in range(_MOST_DAYS_WAITED):
        if height <= limit_m:
            break
        day += 1
        now_s = float(day * _DAY_S)
        height = _waves_m(scenario, waves, spread, area, day)
    return now_s, (height / limit_m) ** 2


@compiled
def _all_there_s(calls: Table, index: int, released_s: Table, number: int) -> float:
    """When everything of the round that begins with call `index` is at its hub."""
    there_s = 0.0
    if released_s.shape[0] > 0:
        for other in range(index, calls.shape[0]):
            if calls[other].vessel != calls[index].vessel or calls[other].round != calls[index].round:
                break
            there_s = max(there_s, released_s[number, calls[other].drop])
    return there_s


@compiled
def sail(  # noqa: PLR0917 -- compiled code takes what it works on by position
    calls: Table, windows: Table, waves: Table, risks: Table, seed: int, first: int, released_s: Table, late_s: Table
) -> None:
    """Sail all calls in scenarios `first`, `first` + 1, ...; how late each drop is goes to `late_s`, shape (scenarios, drops), in seconds.

    `late_s` is below 0 where a drop is served in time. Calls are in the order of vessels and rounds. `released_s` has when boxes are at
    their hub in each scenario, in the same shape; or none where they are there as planned.
    """
    risk, known = risks[0], np.empty(3)
    for number in range(late_s.shape[0]):
        scenario, known[0] = _mixed(_mixed(np.uint64(seed)) ^ np.uint64(first + number)), -1.0
        vessel, turn, now_s = -1, -1, 0.0
        for index in range(calls.shape[0]):
            call = calls[index]
            if call.vessel != vessel or call.round != turn:
                now_s = float(call.loads_s) if call.vessel != vessel else max(now_s + call.approach_s, float(call.loads_s))
                now_s = max(now_s, _all_there_s(calls, index, released_s, number))
                vessel, turn = call.vessel, call.round
                now_s += call.loading_s - risk.delay_s * math.log(_uniform(_named(scenario, _DELAY, call.key)))
            now_s, strain = _calm_from(scenario, waves, risk.wave_spread, call.area, now_s, call.wave_limit_m, known)
            arrives_s = now_s + _under_way_s(scenario, risk, call.way_s, call.key, strain)
            begins_s = _served_from(windows, call.first_window, call.end_window, arrives_s)
            late_s[number, call.drop] = begins_s - call.due_s
            now_s = begins_s + call.handling_s
            if call.home_s > 0:
                now_s += _under_way_s(scenario, risk, call.home_s, call.key + _HOMEWARD, strain)


@compiled
def sail_timetable(  # noqa: PLR0917 -- as above
    hops: Table, waves: Table, risks: Table, seed: int, departs_s: Table, arrives_s: Table
) -> None:
    """Sail all sailings in scenarios 0, 1, ...: when each hop departs and arrives, shape (scenarios, hops).

    No ship leaves before its time.
    """
    risk, known = risks[0], np.empty(3)
    for number in range(departs_s.shape[0]):
        scenario, known[0] = _mixed(_mixed(np.uint64(seed)) ^ np.uint64(number)), -1.0
        now_s = 0.0
        for index in range(hops.shape[0]):
            hop = hops[index]
            key = hop.key + _TIMETABLED
            if hop.turn == 0:
                now_s = float(hop.departs_s) - risk.delay_s * math.log(_uniform(_named(scenario, _DELAY, key)))
            now_s = max(now_s, float(hop.departs_s))
            now_s, strain = _calm_from(scenario, waves, risk.wave_spread, hop.area, now_s, hop.wave_limit_m, known)
            departs_s[number, index] = now_s
            now_s += _under_way_s(scenario, risk, hop.way_s, key, strain)
            arrives_s[number, index] = now_s


@compiled
def stretch(seed: int, purpose: int, key: int, spread: float, factors: Table) -> None:
    """Say how many times as long as estimated something takes in scenarios 0, 1, ...: a half of them longer, a half shorter."""
    for number in range(factors.shape[0]):
        scenario = _mixed(_mixed(np.uint64(seed)) ^ np.uint64(number))
        factors[number] = math.exp(spread * _normal(_named(scenario, purpose, key)))
