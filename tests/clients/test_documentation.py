"""docs/api.md: its programs run as they stand there, and its tables say what the code does."""

import ast
import asyncio
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from tests.clients.conftest import DOCUMENTED, ROOT, Live, npm_run, write_snippets
from tests.live.test_feed import FEED
from tests.tiles.decoded import decode as features_of

_SERVER: Final = ROOT / "server" / "silog"
_PAGE: Final = (ROOT / "docs" / "api.md").read_text()
_ROOMS: Final = (
    "alerts",
    "custody",
    "kit/graphql",
    "kit/slow_bodies.py",
    "live",
    "movement",
    "people",
    "places",
    "planning",
    "routes",
    "training",
)
_OF_COMMANDS: Final = {
    "ALREADY_PLAYED",
    "INCOMPLETE_INSTALLATION",  # the server does not start
    "LINK_EXPIRED",  # a page says these three, to a person
    "LINK_UNKNOWN",
    "LINK_USED",
    "MISSED_VOYAGE",
    "NO_PGROUTING",
    "NOT_PLANNED",
    "NO_CALL",
    "NO_FREE_CODES",
    "NO_LANDING",
    "NO_PLAN",
    "NO_WAY",
    "OTHER_SEED",
    "POSITION_REFUSED",
    "SCAN_REFUSED",
    "UNKNOWN_USER",
    "WRONG_PASSWORD",
    *("CHALLENGE_GONE", "PASSKEY_KNOWN", "PASSKEY_REFUSED", "TOO_MANY_PASSKEYS", "UNKNOWN_PASSKEY"),  # said by the page of passkeys
}
"""What rooms raise where only commands, the player and the pages of signing in pass by: no GraphQL answer can carry it."""
_OF_PAYLOADS: Final = {
    *("BATCH_SIZE", "BAD_INPUT", "BAD_TEXT", "REASON_MISSING", "BAD_REASON"),
    *(
        "INVITATION_EXPIRED",
        "INVITATION_REVOKED",
        "INVITATION_UNKNOWN",
        "INVITATION_USED",
        "KEY_ENROLLED",
        "TOO_MANY_ATTEMPTS",
        "UNKNOWN_DEVICE",
        "UNKNOWN_INVITATION",
        "UNKNOWN_SESSION",
    ),
    *("ACCOUNT_CLOSED", "BAD_NAME", "NAME_TAKEN", "OWN_ACCOUNT", "ROLE_NOT_GRANTED", "UNKNOWN_ACCOUNT"),
    *("ISSUED_BEFORE", "NOTHING_TO_PUBLISH", "TOO_MANY"),
    *("ACKNOWLEDGED", "RESOLVED", "UNKNOWN_INCIDENT", "UNKNOWN_OWNER"),
    *("UNKNOWN_CONVOY", "DISSOLVED", "UNKNOWN_SHIPMENT", "SHIPMENT_ARRIVED", "SHIPMENT_TAKEN", "SHIPMENT_ELSEWHERE", "NOT_IN_CONVOY"),
    *("NO_SHIPMENT", "NOTHING_TO_CHANGE", "UNKNOWN_ESCORT", "ESCORT_ELSEWHERE"),
    *("BAD_ID", "ID_CONFLICT", "NO_PLACE", "BAD_POSITION"),
}
"""What is said in payloads only."""


@pytest.fixture
def snippets(tmp_path: Path, live: Live) -> Path:
    """The page's programs, in a folder, against the running server."""
    write_snippets(tmp_path, live)
    return tmp_path


async def _run(*command: str, token: str) -> str:
    process = await asyncio.create_subprocess_exec(*command, env=os.environ | {"TOKEN": token}, stdout=asyncio.subprocess.PIPE)
    told, _ = await process.communicate()
    assert process.returncode == 0
    return told.decode()


async def _expected(http: httpx.AsyncClient, token: str, document: str) -> Any:  # noqa: ANN401 -- any JSON
    answer = await http.post("/graphql", json={"query": document}, headers={"authorization": f"Bearer {token}"})
    return answer.json()["data"]


async def test_the_commands_ask_and_get_their_answer(snippets: Path, live: Live, http: httpx.AsyncClient) -> None:
    token = await live.token("Natuna", "21.03")

    asked = json.loads(await _run("sh", str(snippets / "ask.sh"), token=token))
    area = json.loads(await _run("sh", str(snippets / "area.sh"), token=token))
    drawn = await _run("sh", "-c", f"cd '{snippets}' && sh tile.sh", token=token)

    assert asked["data"] == await _expected(http, token, "{ summary { boxes boxesOnTrack boxesNeedingYou } }")
    assert drawn == "200 application/vnd.mapbox-vector-tile\n"
    assert features_of((snippets / "tile.mvt").read_bytes(), "boxes")
    assert area["data"]["boxes"]["nodes"]
    for box in area["data"]["boxes"]["nodes"]:
        assert 103.2 <= box["currentPosition"]["lon"] <= 109.2


async def test_the_python_program_reads_every_page(snippets: Path, live: Live, http: httpx.AsyncClient) -> None:
    token = await live.token("Natuna", "21.03")
    document = '{ boxes(first: 200, orderBy: DUE, filter: {region: "21.03"}) { nodes { code } } }'
    expected = [box["code"] for box in (await _expected(http, token, document))["boxes"]["nodes"]]

    told = await _run(sys.executable, str(snippets / "page.py"), token=token)

    assert len(expected) > 10  # so there is a second page
    assert [line.split()[0] for line in told.splitlines()] == expected


@pytest.mark.parametrize("name", ["follow-ws.mjs", "follow-sse.mjs"])
async def test_the_javascript_programs_follow_and_resume(snippets: Path, live: Live, name: str) -> None:
    token = await live.token("Natuna", "21.03")
    async with live.socket(token) as talk:
        await talk.follow(FEED)
        cursor = (await talk.batch())["cursor"]
    boxes = [await live.scan(1)]

    async with npm_run("node", str(snippets / name), TOKEN=token, SINCE=cursor) as program:
        told = [json.loads(await program.line())]
        boxes.append(await live.scan(2))
        told.append(json.loads(await program.line()))

    assert [(item["kind"], item["boxCode"]) for item in told] == [("SCAN", box) for box in boxes]


def test_the_page_shows_no_program_that_nothing_runs() -> None:
    files = {snippet["name"] for snippet in DOCUMENTED.finditer(_PAGE)}

    run = {"ask.sh", "area.sh", "tile.sh", "page.py", "follow-ws.mjs", "follow-sse.mjs"}
    assert files == run | {"environment.mjs"}  # which test_relay runs
    assert len(re.findall(r"^```\w", _PAGE, re.MULTILINE)) == len(files)


def test_the_table_of_errors_holds_every_code_that_an_answer_can_carry() -> None:
    codes = {code for room in _ROOMS for code in _codes_of(_SERVER / room)}

    assert codes >= _OF_COMMANDS | _OF_PAYLOADS  # nothing in the lists above is out of date
    assert _table("code") == codes - _OF_COMMANDS - _OF_PAYLOADS


def test_the_table_of_payloads_holds_every_code_of_positions_ports_and_areas() -> None:
    judged = next(node for node in _functions(_SERVER / "movement" / "rules.py") if node.name == "judge_position")
    codes = {
        node.value.elts[0].value
        for node in ast.walk(judged)
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and isinstance(node.value.elts[0], ast.Constant)
    }

    assert _table("code in a payload") == codes | _OF_PAYLOADS | {"FORBIDDEN"} | set(_refusals())


def test_the_table_of_ends_holds_every_code_that_closes_a_websocket() -> None:
    text = (_SERVER / "kit" / "graphql" / "serve" / "websocket.py").read_text()
    codes = set(re.findall(r"\b(4[04]\d\d|101[13])\b", text))

    assert codes == _table("the connection ends with")


_REFUSING: Final = {"MoveRefusedError", "AreaRefusedError", "InputRefusedError", "PlanActRefusedError"}


def _refusals() -> Iterator[str]:
    """The codes of moves, areas and inputs of plans that are refused: the second argument, after the field that is wrong."""
    rooms = (*(_SERVER / "movement").glob("*.py"), *(_SERVER / "routes").rglob("*.py"), *(_SERVER / "planning").rglob("*.py"))
    for file in rooms:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _REFUSING:
                assert isinstance(node.args[1], ast.Constant), ast.unparse(node)
                yield str(node.args[1].value)


def _table(heading: str) -> set[str]:
    """The words in the first column of the table whose first column is called so."""
    table = re.search(rf"^\| {heading} \|.*\n((?:\|.*\n)+)", _PAGE, re.MULTILINE)
    assert table is not None
    return {word for line in table[1].splitlines() for word in re.findall(r"\b[A-Z_]{4,}\b|\b\d{4}\b", line.split("|")[1])}


def _codes_of(room: Path) -> Iterator[str]:
    constants: dict[str, str] = {"WRONG_INPUT": "BAD_INPUT"}
    trees = [ast.parse(file.read_text()) for file in ([room] if room.is_file() else room.rglob("*.py"))]
    for tree in trees:
        constants |= {target.id: value for target, value in _constants(tree)}
    for node in (node for tree in trees for node in ast.walk(tree)):
        for value in _said(node):
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value.isupper():
                yield value.value
            elif isinstance(value, ast.Name) and value.id in constants:
                yield constants[value.id]


def _constants(tree: ast.Module) -> Iterator[tuple[ast.Name, str]]:
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target if isinstance(node, ast.AnnAssign) else None
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield target, value.value


def _said(node: ast.AST) -> Iterator[ast.expr]:
    """Whatever stands where an error's code stands: SilogError's first argument, `code=`, a parameter's default, the key "code"."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", "")
        if name == "SilogError" and node.args:
            yield node.args[0]
        if name.endswith("Error"):
            yield from (keyword.value for keyword in node.keywords if keyword.arg == "code")
    elif isinstance(node, ast.FunctionDef):
        yield from (value for name, value in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if name.arg == "code" and value)
    elif isinstance(node, ast.Dict):
        yield from (
            value for key, value in zip(node.keys, node.values, strict=True) if isinstance(key, ast.Constant) and key.value == "code"
        )


def _functions(file: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef))
