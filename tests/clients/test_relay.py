"""A Relay project of ordinary make: its compiler takes our schema, and its runtime lives on our answers."""

import json
import shutil
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from tests.clients.conftest import CLIENTS, ROOT, Live, npm_run, write_snippets
from tests.factories.world import NOW

_ALL: Final = (
    '{ boxes(first: 50, orderBy: DUE, filter: {region: "21.03"}) { totalCount nodes { code state scans { nodes { occurredAt } } } } }'
)


@pytest.fixture
async def project(tmp_path: Path) -> Path:
    """The project, compiled against the committed schema."""
    project = tmp_path / "project"
    shutil.copytree(CLIENTS / "relay", project)
    shutil.copy(ROOT / "server" / "schema.graphql", project)
    (project / "artifacts").mkdir()
    said = await _compile(project)
    assert "Compilation completed" in said, said
    return project


async def test_the_compiler_makes_an_operation_of_every_document(project: Path) -> None:
    made = {file.name.removesuffix(".graphql.js") for file in (project / "artifacts").iterdir()}

    assert {name for name in made if name.endswith(("Query", "Mutation", "Subscription"))} == {
        "BoxListQuery",
        "BoxListPaginationQuery",
        "BoxPanelQuery",
        "BoxPanelRefetchQuery",
        "CustodyLinePaginationQuery",
        "FeedSubscription",
        "PositionsMutation",
    }


async def test_the_compiler_would_say_so_if_a_document_did_not_fit(project: Path) -> None:
    panel = project / "src" / "BoxPanel.js"
    panel.write_text(panel.read_text().replace("holder", "keeper"))

    assert "keeper" in await _compile(project)


async def test_relays_runtime_pages_refetches_follows_and_acts(project: Path, live: Live, http: httpx.AsyncClient) -> None:
    token = await live.token("Natuna", "21.03")
    expected = (await http.post("/graphql", json={"query": _ALL}, headers={"authorization": f"Bearer {token}"})).json()["data"]["boxes"]
    codes = [box["code"] for box in expected["nodes"]]
    box = max(expected["nodes"][:9], key=lambda box: len(box["scans"]["nodes"]))
    position = {"conveyance": "CNV-21.03", "at": NOW.isoformat(), "lon": 108.5, "lat": 3.5}

    write_snippets(project, live)
    found = await _lived(project, token, box=box["code"], position=position)

    assert found["asked"]
    assert [asked for asked in found["asked"] if asked != {"status": 200, "errors": []}] == []
    assert (found["first"], found["second"], found["total"]) == (codes[:5], codes[:9], expected["totalCount"])
    assert (found["panel"]["code"], found["panel"]["state"]) == (box["code"], box["state"])
    assert len(box["scans"]["nodes"]) > 2  # so there was a second page
    assert found["scans"] == [scan["occurredAt"] for scan in box["scans"]["nodes"]]
    assert (found["batch"]["liveFeed"]["items"], found["batch"]["liveFeed"]["isReset"]) == ([], False)
    assert found["reported"] == {"reportPositions": {"accepted": 1, "errors": []}}


async def _compile(project: Path) -> str:
    async with npm_run("relay-compiler", PROJECT=str(project)) as program:
        return await program.end()


async def _lived(project: Path, token: str, **options: object) -> dict[str, Any]:
    files = {"project": str(project / "relay.config.json"), "environment": str(project / "environment.mjs")}
    async with npm_run("relay", json.dumps(options | files), TOKEN=token) as program:
        found: dict[str, Any] = json.loads(await program.end())
    return found
