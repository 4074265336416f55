"""PostGraphile 5, which makes a GraphQL API of a database's schema by itself; from npm, with the Node.js it needs."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from silog.bench.data.building import Built
from silog.bench.graphql.questions import Arguments, graphql_request
from silog.bench.graphql.servers.contender import Contender
from silog.bench.load import Request
from silog.errors import SilogError

_FILES: Final = ("package.json", "package-lock.json", "server.mjs")
_INSTALL_S: Final = 600
_WARM_REQUESTS: Final = 3_000
_PRODUCTION: Final = {"GRAPHILE_ENV": "production", "NODE_ENV": "production"}

DOCUMENTS: Final = {
    "Q1": """query Box($code: String!) {
  box: ballotBoxByElectionIdAndCode(electionId: 1, code: $code) {
    code
    state
    station { name }
    scans(first: 20, orderBy: OCCURRED_AT_DESC) {
      nodes { type occurredAt placeCode seals condition findings: findingsList { breach } }
    }
  }
}""",
    "Q2": """query Page($after: String!) {
  boxes: peerBoxesAfter(code: $after, first: 50) {
    nodes {
      code
      state
      is3t: is3T
      lastScan { type occurredAt placeCode }
      region { code name parent { code name parent { code name parent { code name } } } }
    }
  }
}""",
    "Q3": """query Area($west: Float!, $south: Float!, $east: Float!, $north: Float!) {
  boxes: peerBoxesIn(west: $west, south: $south, east: $east, north: $north, first: 1000) {
    nodes { code state is3t: is3T lon lat }
  }
}""",
    "Q4": """query Progress {
  progress: peerProgressOfRegencies {
    nodes { code name boxes boxesInTransit boxesDelivered }
  }
}""",
}
"""The same questions in the words of its schema; what it has no words for, functions give it (bench/data/sql/peer.sql)."""


def postgraphile(state: Path, built: Built) -> Contender:
    """Describe it: connected as the owner of the schema, whom row-level security does not bind."""
    return _contender("postgraphile", state, built)


def postgraphile_scoped(state: Path, built: Built, scope: str) -> Contender:
    """Describe it bound by the scope of the one who asks, through the row-level security that binds the product."""
    return _contender("postgraphile-scoped", state, built, scope)


def _contender(name: str, state: Path, built: Built, *scope: str) -> Contender:
    folder = _installed(state / "bench" / "postgraphile")

    def command(port: int) -> Sequence[str]:
        node, server = folder / "node_modules" / ".bin" / "node", folder / "server.mjs"
        return [str(node), str(server), str(port), str(built.cluster.socket), built.size.database, *scope]

    def request(question: str, arguments: Arguments) -> Request:
        return graphql_request(DOCUMENTS[question], arguments["area"] if question == "Q3" else arguments)

    return Contender(
        name,
        command,
        request,
        lambda question, answer: _RENAMED[question](answer["data"]),
        warm_requests=_WARM_REQUESTS,
        environment=lambda _: _PRODUCTION,
    )


def version(state: Path) -> str:
    """The release of PostGraphile and of the Node.js under it, as installed."""
    folder = state / "bench" / "postgraphile" / "node_modules"
    found = {name: json.loads((folder / name / "package.json").read_text())["version"] for name in ("postgraphile", "node")}
    return f"PostGraphile {found['postgraphile']}, Node.js {found['node']}"


def _installed(folder: Path) -> Path:
    """Install what the lock file names, unless it stands there already."""
    package = files(__package__).joinpath("npm")
    wanted = {name: package.joinpath(name).read_bytes() for name in _FILES}
    folder.mkdir(parents=True, exist_ok=True)
    lock = folder / "installed.json"
    if not lock.exists() or lock.read_bytes() != wanted["package-lock.json"]:
        for name, content in wanted.items():
            (folder / name).write_bytes(content)
        _install(folder)
        lock.write_bytes(wanted["package-lock.json"])
    (folder / "server.mjs").write_bytes(wanted["server.mjs"])
    return folder


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    hint = "Leave PostGraphile out: --servers raw,silog"
    if npm is None:
        raise SilogError("NPM_MISSING", "PostGraphile is installed by npm, and there is none on this machine.", hint)
    # The packages want the Node.js that comes with them, and say so on the older one that npm runs on.
    result = subprocess.run(  # noqa: S603 -- the program that PATH names, with our own arguments
        [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        timeout=_INSTALL_S,
        env=os.environ,
    )
    if result.returncode:
        raise SilogError("NPM_FAILED", f"npm could not install PostGraphile in {folder}:\n{result.stderr.strip()}", hint)


def _box(data: Any) -> Any:  # noqa: ANN401 -- decoded JSON
    for scan in data["box"]["scans"]["nodes"]:
        scan["breaches"] = [finding["breach"] for finding in scan.pop("findings")]
    return data


def _area(data: Any) -> Any:  # noqa: ANN401 -- decoded JSON
    for box in data["boxes"]["nodes"]:
        box["currentPosition"] = {"lon": box.pop("lon"), "lat": box.pop("lat")}
    return data


def _progress(data: Any) -> Any:  # noqa: ANN401 -- decoded JSON
    return {
        "progress": [
            {
                "region": {"code": one["code"], "name": one["name"]},
                **{key: one[key] for key in ("boxes", "boxesInTransit", "boxesDelivered")},
            }
            for one in data["progress"]["nodes"]
        ]
    }


_RENAMED: Final[Mapping[str, Callable[[Any], Any]]] = {"Q1": _box, "Q2": lambda data: data, "Q3": _area, "Q4": _progress}
