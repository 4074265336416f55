"""What a phone expects of an act is what the server makes of it, for every state, act and kind of place."""

import itertools
import json
import subprocess
from pathlib import Path

import pytest

from silog.custody.rules import BoxState, ScanType, Where, judge
from silog.custody.rules.whereabouts import PlaceKind

WEB = Path(__file__).parents[2] / "web"
_ASK = """
import { stateAfter } from './states.js';
import { nextAct } from './acts.js';
const cases = JSON.parse(process.argv[1]);
const say = ([state, act, kind, isPollsClosed]) => stateAfter(state, act, kind, isPollsClosed);
const next = ([state, , kind, isPollsClosed, isHere]) => nextAct(state, { kind, isHere, mayOpen: true, isPollsClosed });
process.stdout.write(JSON.stringify(cases.map((one) => [say(one), next(one)])));
"""
Case = tuple[BoxState, ScanType, PlaceKind, bool, bool]
CASES: list[Case] = list(itertools.product(BoxState, ScanType, PlaceKind, (False, True), (False, True)))


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """What the phone's own rules say to all cases: the state after the act, and the act that the button would name."""
    folder = tmp_path_factory.mktemp("rules")
    for name in ("states", "acts"):
        bundle = ["node_modules/.bin/rolldown", f"src/scan/rules/{name}.ts", "--format", "esm", "--file", str(folder / f"{name}.js")]
        subprocess.run(bundle, cwd=WEB, check=True, capture_output=True)  # noqa: S603 -- a constant command
    (folder / "package.json").write_text('{"type": "module"}')
    asked = _ASK.replace("process.argv[1]", "(await import('node:fs')).readFileSync('cases.json', 'utf8')")
    (folder / "ask.js").write_text(asked)
    (folder / "cases.json").write_text(json.dumps(CASES))
    said = subprocess.run(["node", "ask.js"], cwd=folder, check=True, capture_output=True, text=True)  # noqa: S607 -- as make finds it
    return [(state, act) for state, act in json.loads(said.stdout)]


def _where(kind: PlaceKind, act: ScanType, *, is_polls_closed: bool, is_here: bool) -> Where:
    opens_from = {ScanType.OPEN: BoxState.AT_STATION, ScanType.RECAP_OPEN: BoxState.RETURN_AT_PPK}.get(act)
    return Where(kind, is_same_place=is_here, is_polls_closed=is_polls_closed, opens_from=opens_from)


def test_where_the_server_finds_nothing_irregular_the_phone_knows_the_state(answers: list[tuple[str, str]]) -> None:
    wrong = []
    for (state, act, kind, is_closed, is_here), (said, _) in zip(CASES, answers, strict=True):
        verdict = judge(state, act, _where(kind, act, is_polls_closed=is_closed, is_here=is_here))
        if not verdict.breaches and said != verdict.state:
            wrong.append((state, act, kind, is_closed, said, verdict.state))
    assert wrong == []


_ON_THEIR_WAY = frozenset(
    {
        BoxState.IN_TRANSIT,
        BoxState.RETURN_IN_TRANSIT,
        BoxState.SEALED,
        BoxState.PACKED,
        BoxState.RECEIVED,
        BoxState.LOADED,
        BoxState.RETURNED,
    }
)


def test_what_the_button_names_for_a_box_on_its_way_is_regular_where_such_a_box_belongs(answers: list[tuple[str, str]]) -> None:
    """A box aboard is received ashore, a sealed one is loaded, and so on; what is not the box's next step is shown as PERIKSA."""
    regular = {
        (BoxState.IN_TRANSIT, PlaceKind.HUB, False),
        (BoxState.IN_TRANSIT, PlaceKind.PPK, False),
        (BoxState.IN_TRANSIT, PlaceKind.PPS, False),
        (BoxState.IN_TRANSIT, PlaceKind.STATION, False),
        (BoxState.SEALED, PlaceKind.CONVEYANCE, False),
        (BoxState.LOADED, PlaceKind.CONVEYANCE, True),
        (BoxState.PACKED, PlaceKind.WAREHOUSE, True),
        (BoxState.RECEIVED, PlaceKind.WAREHOUSE, True),
        (BoxState.RETURN_IN_TRANSIT, PlaceKind.WAREHOUSE, False),
        (BoxState.RETURNED, PlaceKind.WAREHOUSE, True),
    }
    assert {state for state, _, _ in regular} == _ON_THEIR_WAY
    for (state, _, kind, is_closed, is_here), (_, act) in zip(CASES, answers, strict=True):
        if (state, kind, is_here) in regular and not (is_closed and state is BoxState.IN_TRANSIT):
            verdict = judge(state, ScanType(act), _where(kind, ScanType(act), is_polls_closed=is_closed, is_here=is_here))
            assert (verdict.breaches, act != "CHECK") == (frozenset(), True), (state, kind, act)
