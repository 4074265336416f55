"""Following a log over HTTP: what grows is remembered; what shrank, forked or changed its key is refused, and kept as evidence."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.responses import RedirectResponse, Response
from tests.factories.logs import KEY, ServedLog, Tree, entries, served_log

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.tls import Names, have_authority, have_leaf
from silog.ledger.outside import Following, Memory, RemoteLog
from silog.ledger.rules import Checkpoint, SigningKey, Tile
from silog.ledger.rules.tiles import WIDTH

SIZES = [1, 2, 7, 255, 256, 257, 300, 512, 700]


@pytest.fixture
async def log() -> AsyncIterator[ServedLog]:
    async with served_log() as log:
        yield log


@pytest.fixture
def following(log: ServedLog, tmp_path: Path) -> Following:
    return Following(RemoteLog.at(log.url + "/"), KEY.verifier, Memory(tmp_path / "memory"))


@pytest.fixture
def evidence(tmp_path: Path) -> "Evidence":
    return Evidence(tmp_path)


class Evidence:
    """What lies beside the memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> str:
        (path,) = self._folder.glob(f"memory.evidence-*-{name}")
        return path.read_text()

    def __bool__(self) -> bool:
        return bool(self.written)

    @property
    def written(self) -> dict[Path, int]:
        """Its files, and when each was written, in ns."""
        return {path: path.stat().st_mtime_ns for path in self._folder.glob("memory.evidence-*")}


async def refused(following: Following) -> SilogError:
    """Look once, and give why that was refused; what is remembered must be what it was."""
    before = following.memory.path.read_bytes() if following.memory.path.exists() else None
    with pytest.raises(SilogError) as found:
        await following.look()
    assert (following.memory.path.read_bytes() if following.memory.path.exists() else None) == before
    return found.value


async def test_a_log_that_only_grows_is_remembered_from_size_to_size(log: ServedLog, following: Following, evidence: Evidence) -> None:
    log.show(Tree([]))
    assert (await following.look()).before is None
    before = Tree([]).checkpoint
    for size in SIZES:
        log.show(Tree(entries(size)))
        seen = await following.look()
        assert (seen.before, seen.checkpoint) == (before, Tree(entries(size)).checkpoint)
        before = seen.checkpoint
    assert following.memory.path.read_text() == Tree(entries(SIZES[-1])).note
    assert (await following.look()).before == before
    assert not evidence


@pytest.mark.parametrize("size", SIZES)
async def test_every_size_is_consistent_with_every_later_one(log: ServedLog, following: Following, size: int) -> None:
    for later in (one for one in SIZES if one >= size):
        following.memory.keep(Tree(entries(size)).note)
        log.show(Tree(entries(later)))
        assert (await following.look()).checkpoint.size == later


async def test_a_log_of_which_one_event_was_changed_is_a_fork_at_the_same_size(
    log: ServedLog, following: Following, evidence: Evidence
) -> None:
    honest, rebuilt = Tree(entries(300)), Tree(entries(300, at_17=b"another"))
    log.show(honest)
    await following.look()
    log.show(rebuilt)
    error = await refused(following)

    assert (error.code, error.message) == ("FORKED", "The log has signed two different trees of 300 entries.")
    assert (evidence["remembered.note"], evidence["served.note"]) == (honest.note, rebuilt.note)
    assert str(error).count(str(following.memory.path)) == 3


@pytest.mark.parametrize("changed", [0, 17, 255, 256, 299])
async def test_a_log_that_changed_an_event_and_grew_is_a_fork(
    log: ServedLog, following: Following, evidence: Evidence, changed: int
) -> None:
    honest, rebuilt = Tree(entries(300)), Tree(entries(700, **{f"at_{changed}": b"another"}))
    log.show(honest)
    await following.look()
    log.show(rebuilt)
    error = await refused(following)

    assert (error.code, error.message) == (
        "FORKED",
        "The log's tree of 700 entries does not begin with the 300 entries that it had signed.",
    )
    assert (evidence["remembered.note"], evidence["served.note"]) == (honest.note, rebuilt.note)
    assert "begins with a tree of this root" in evidence["why.txt"]


async def test_a_log_that_shrank_is_refused(log: ServedLog, following: Following, evidence: Evidence) -> None:
    log.show(Tree(entries(300)))
    await following.look()
    log.show(Tree(entries(299)))
    error = await refused(following)

    assert (error.code, error.message) == ("SHRANK", "The log had 300 entries and shows 299.")
    assert evidence["served.note"] == Tree(entries(299)).note


async def test_another_key_is_refused_also_under_the_same_name(log: ServedLog, following: Following, evidence: Evidence) -> None:
    log.show(Tree(entries(300)))
    await following.look()
    stolen = Tree(entries(301), SigningKey(KEY.name, Ed25519PrivateKey.generate()))
    log.show(stolen)
    error = await refused(following)

    assert (error.code, evidence["served.note"]) == ("KEY_CHANGED", stolen.note)
    assert KEY.verifier.key_id.hex() in error.message


async def test_the_same_lie_is_kept_once(log: ServedLog, following: Following, evidence: Evidence) -> None:
    log.show(Tree(entries(300)))
    await following.look()
    log.show(Tree(entries(299)))
    await refused(following)
    kept = evidence.written
    await refused(following)

    assert (evidence.written, len(kept)) == (kept, 3)


async def test_the_first_checkpoint_must_be_signed_and_its_tiles_must_lead_to_it(
    log: ServedLog, following: Following, evidence: Evidence
) -> None:
    log.show(Tree(entries(300), SigningKey(KEY.name, Ed25519PrivateKey.generate())))
    assert (await refused(following)).code == "NOT_SIGNED"
    log.note, log.tiles = Tree(entries(300)).note, Tree(entries(300, at_299=b"another")).tiles
    assert (await refused(following)).code == "WRONG_TILES"
    log.note = Checkpoint(KEY.name, 0, bytes(32)).signed(KEY)
    assert (await refused(following)).code == "NOT_A_CHECKPOINT"
    assert not evidence


async def test_tiles_of_another_tree_are_no_evidence_against_the_log(log: ServedLog, following: Following, evidence: Evidence) -> None:
    log.show(Tree(entries(300)))
    await following.look()
    log.note = Tree(entries(700)).note
    log.tiles = Tree(entries(700, at_600=b"another")).tiles
    assert (await refused(following)).code == "WRONG_TILES"
    assert not evidence
    log.show(Tree(entries(700)))
    assert (await following.look()).checkpoint.size == 700


async def test_a_full_tile_stands_for_the_one_that_was_not_full_yet(log: ServedLog, following: Following) -> None:
    log.show(Tree(entries(300)))
    await following.look()
    newer = Tree(entries(1_000))
    log.note, log.tiles, log.gone = Tree(entries(400)).note, newer.tiles, ["tile/0/001.p/144"]

    assert (await following.look()).checkpoint.size == 400
    assert {"tile/0/001.p/144", "tile/0/001"} <= set(log.asked)


@pytest.mark.parametrize(
    ("path", "answer", "says"),
    [
        ("checkpoint", Response("gone\x1b[2J", 503), "answers with 503: gone [2J"),
        ("checkpoint", Response('{"code": "NO_LOG", "message": "It has no log.", "hint": "Wait."}', 404), "404: It has no log. Wait."),
        ("checkpoint", RedirectResponse("https://elsewhere.example/"), "sends elsewhere: https://elsewhere.example/"),
        ("checkpoint", Response(b"x" * 70_000), "longer than 65,536 bytes"),
        ("tile/1/000.p/1", Response(b"x" * 8_193), "longer than 8,192 bytes"),
        ("tile/1/000.p/1", Response(b"x" * 31), "gave 31 bytes, and the tile has 32"),
        ("tile/1/000.p/1", Response(status_code=404), "tile/1/000 answers with 404"),
    ],
)
async def test_what_is_no_answer_is_said_and_nothing_is_remembered(
    log: ServedLog, following: Following, path: str, answer: Response, says: str
) -> None:
    log.show(Tree(entries(300)))
    log.answers[path] = answer
    error = await refused(following)

    assert (error.code, says in error.message) == ("NO_ANSWER", True), error.message


@pytest.mark.parametrize("note", [b"\xff\xfe", b"<html>Sign in to the network</html>"])
async def test_what_is_no_note_is_said(log: ServedLog, following: Following, note: bytes) -> None:
    log.answers["checkpoint"] = Response(note)
    assert (await refused(following)).code == "NOT_A_NOTE"


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (b"", "broke off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "broke off"),
        (b"SSH-2.0-OpenSSH\r\n", "cannot be asked"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 30_000, "longer than"),
    ],
)
async def test_a_server_that_breaks_off_or_speaks_something_else_is_no_log(tmp_path: Path, said: bytes, says: str) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        following = Following(RemoteLog.at(f"http://127.0.0.1:{port}/log/UJI"), KEY.verifier, Memory(tmp_path / "memory"))
        error = await refused(following)

    assert (error.code, says in error.message) == ("NO_ANSWER", True), error.message


async def test_a_server_that_drips_is_given_up_in_time(tmp_path: Path) -> None:
    """Each byte comes well within any wait for the next one; the whole answer never would."""
    is_left = asyncio.Event()

    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while not writer.transport.is_closing():
            writer.write(b"a")
            await asyncio.sleep(0.02)
        writer.close()
        is_left.set()

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        log = RemoteLog(f"http://127.0.0.1:{port}/log/UJI", within_s=0.3)
        error = await refused(Following(log, KEY.verifier, Memory(tmp_path / "memory")))
        await is_left.wait()

    assert "gave no whole answer within 0.3 s" in error.message


async def test_a_server_over_https_must_have_a_certificate_that_is_trusted_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = Names(("localhost",), (ipaddress.ip_address("127.0.0.1"),))
    authority = have_authority(tmp_path, here, real_now())
    leaf = have_leaf(tmp_path, authority, here, real_now())
    async with served_log(ssl_certfile=leaf.cert, ssl_keyfile=leaf.key) as log:
        log.show(Tree(entries(300)))
        following = Following(RemoteLog.at(log.url), KEY.verifier, Memory(tmp_path / "memory"))
        assert "certificate verify failed" in (await refused(following)).message
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.crt"))
        assert (await following.look()).checkpoint.size == 300


async def test_no_tile_is_asked_for_that_a_proof_does_not_need(log: ServedLog, following: Following) -> None:
    log.show(Tree(entries(2 * WIDTH)))
    await following.look()
    log.show(Tree(entries(3 * WIDTH)))
    log.asked.clear()
    await following.look()

    assert log.asked == ["checkpoint", "tile/1/000.p/3"]
    assert Tile(1, 0) in log.tiles


@pytest.mark.parametrize(
    "url", ["", "silog.example", "file:///etc/passwd", "https://", "https://a b/log", "https://x/log?y", "http://[::1/log"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(SilogError) as refused:
        RemoteLog.at(url)
    assert refused.value.code == "BAD_INPUT"


def test_a_memory_of_another_key_is_refused(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "memory")
    memory.keep(Tree(entries(3)).note)
    other = SigningKey(KEY.name, Ed25519PrivateKey.generate())

    assert memory.read(KEY.verifier) == (Tree(entries(3)).note, Tree(entries(3)).checkpoint)
    with pytest.raises(SilogError) as refused:
        memory.read(other.verifier)
    assert refused.value.code == "ANOTHER_MEMORY"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["memory"]


def test_two_cannot_use_one_memory(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "memory")
    with memory.held(), pytest.raises(SilogError) as refused, Memory(tmp_path / "memory").held():
        pass
    assert refused.value.code == "BAD_INPUT"
    with memory.held():
        pass
