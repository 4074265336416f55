"""A log for tests of those who look at one from outside: built by the rules, served by a real server, and able to lie."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tests.factories.servers import served

from silog.ledger.rules import Checkpoint, Proof, RightEdge, SigningKey, Tile, leaf_hash
from silog.ledger.rules.tiles import hashes_of, read_tile_path, tiles_for
from silog.ledger.rules.tree import HASH_BYTES, inclusion_ranges

KEY: Final = SigningKey("silog-kepri/UJI", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def entries(count: int, **changed: bytes) -> list[bytes]:
    """Give the first entries of a log; `changed` says by number (`at_3`) which read otherwise."""
    return [changed.get(f"at_{number}", f"entry {number}".encode()) for number in range(count)]


@dataclass(slots=True)
class Tree:
    """A whole log in memory."""

    entries: list[bytes]
    key: SigningKey = KEY
    tiles: dict[Tile, bytes] = field(default_factory=dict)
    checkpoint: Checkpoint = field(init=False)

    def __post_init__(self) -> None:
        """Grow it."""
        edge = RightEdge()
        self.tiles |= edge.append([leaf_hash(one) for one in self.entries])
        self.checkpoint = Checkpoint(self.key.name, len(self.entries), edge.root())

    @property
    def note(self) -> str:
        """Its checkpoint, signed."""
        return self.checkpoint.signed(self.key)

    def proof(self, index: int) -> str:
        """Prove an entry."""
        ranges = inclusion_ranges(index, len(self.entries))
        hashes = hashes_of(ranges, {tile: self.tiles[tile] for tile in tiles_for(ranges)})
        return Proof(index, hashes, self.note).text


@dataclass(slots=True)
class ServedLog:
    """What a server shows of a log, to be set by the test: the note, the tiles, and what else it answers."""

    url: str
    note: str = ""
    tiles: Mapping[Tile, bytes] = field(default_factory=dict)
    gone: Iterable[str] = ()
    """Paths of tiles that are not there any more."""
    answers: dict[str, Response] = field(default_factory=dict)
    """What is answered at a path instead."""
    handed_in: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def show(self, tree: Tree) -> None:
        """Show this tree from now on."""
        self.note, self.tiles = tree.note, tree.tiles

    async def answer(self, request: Request) -> Response:
        """Answer."""
        path = request.path_params["path"]
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        if path == "cosignature":
            self.handed_in.append((await request.body()).decode())
            return Response()
        if path == "checkpoint":
            return Response(self.note, media_type="text/plain")
        asked = read_tile_path(path.removeprefix("tile/"))
        if asked is None or path in self.gone or len(self.tiles.get(asked[0], b"")) < asked[1] * HASH_BYTES:
            return Response("no such tile", 404)
        return Response(self.tiles[asked[0]][: asked[1] * HASH_BYTES])


@asynccontextmanager
async def served_log(**options: Any) -> AsyncIterator[ServedLog]:  # noqa: ANN401 -- those of uvicorn
    """Serve a log until the block ends."""
    log = ServedLog("")
    app = Starlette(routes=[Route("/log/UJI/{path:path}", log.answer, methods=["GET", "POST"])])
    async with served(app, **options) as port:
        log.url = f"{'https' if options else 'http'}://127.0.0.1:{port}/log/UJI"
        yield log
