"""A served log before those who look at it from outside: what honest operation comes to, and what an operator who cheats runs into."""

import asyncio
import re
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import asyncpg
import httpx
import pytest
from click.testing import CliRunner, Result
from starlette.staticfiles import StaticFiles
from tests.factories.servers import served as files_served
from tests.ledger.conftest import Logged
from tests.live.conftest import serving_here

from silog.cli import main
from silog.kit.cluster import Cluster, Endpoint
from silog.ledger.keys import have_key
from silog.ledger.rules import Checkpoint, RightEdge, leaf_hash
from silog.ledger.sequencing import Sequencer

_SIGNED = "SELECT s.id, s.event FROM scans AS s JOIN log_entries AS e ON e.scan_id = s.id ORDER BY e.log_index"


class Served:
    """A server of a log, and whoever looks at it with commands of their own."""

    def __init__(self, logged: Logged, port: int, admin: asyncpg.Connection, dsn: str, folder: Path) -> None:
        """`admin` may do what no trigger keeps it from; `folder` is the outsider's."""
        self.logged = logged
        self.address = f"http://127.0.0.1:{port}"
        self.admin = admin
        self.folder = folder
        self._dsn = dsn

    @property
    def log(self) -> str:
        """Where the log is."""
        return f"{self.address}/log/LATIHAN"

    async def grow(self, count: int) -> None:
        """Record scans, and give them their places."""
        await self.logged.scan(count)
        await self.logged.sequencer.give_all_places()

    async def silog(self, *arguments: object) -> Result:
        """Run a command."""
        environment = {"SILOG_DATABASE_URL": self._dsn, "SILOG_STATE": str(self.folder / "state")}
        return await asyncio.to_thread(CliRunner().invoke, main, [str(one) for one in arguments], env=environment)

    async def follow(self, *more: object, memory: str = "memory") -> Result:
        """Look at the log once, with a memory of this name."""
        key = (await self.logged.verifier()).text
        return await self.silog("log", "follow", self.log, "--key", key, "--memory", self.folder / memory, "--once", *more)

    async def rebuild(self, change: Callable[[list[bytes]], Sequence[bytes]]) -> None:
        """Cheat: let the log have other events, by `change`, with tiles, root and signature to match, and forget what was signed."""
        rows = await self.admin.fetch(_SIGNED)
        events = change([row["event"] for row in rows])
        edge = RightEdge()
        tiles = edge.append([leaf_hash(event) for event in events])
        origin = (await self.logged.verifier()).name
        checkpoint = Checkpoint(origin, len(events), edge.root())
        note = checkpoint.signed(have_key(self.logged.sequencer.key_file, "").of(origin))
        async with self.admin.transaction():
            await self.admin.execute("SET LOCAL session_replication_role = replica")
            await self.admin.executemany(
                "UPDATE scans SET event = $2 WHERE id = $1", zip((row["id"] for row in rows), events, strict=False)
            )
            for gone in rows[len(events) :]:
                await self.admin.execute("DELETE FROM log_entries WHERE scan_id = $1", gone["id"])
                await self.admin.execute("DELETE FROM scans WHERE id = $1", gone["id"])
            await self.admin.execute("DELETE FROM log_tiles")
            kept = [(1, tile.level, tile.number, hashes) for tile, hashes in tiles.items()]
            await self.admin.executemany("INSERT INTO log_tiles (election_id, level, number, hashes) VALUES ($1, $2, $3, $4)", kept)
            await self.admin.execute("UPDATE logs SET size = $1, root = $2, checkpoint = $3", checkpoint.size, checkpoint.root, note)
        before = self.logged.sequencer
        for remembered in await asyncio.to_thread(lambda: [*before.key_file.parent.glob("*.checkpoint")]):
            remembered.unlink()
        self.logged.sequencer = Sequencer(before.database, before.key_file, before.origin)


@pytest.fixture
async def served(logged: Logged, database: Endpoint, cluster: Cluster, tmp_path: Path) -> AsyncIterator[Served]:
    name = database.dsn_app.partition("?")[0].rpartition("/")[2]
    dsn = cluster.dsn("silog_admin", name)
    admin = await asyncpg.connect(dsn)
    async with serving_here(database) as (port, _):
        yield Served(logged, port, admin, dsn, tmp_path)
    await admin.close()


def _with_one_changed(events: list[bytes]) -> list[bytes]:
    return [*events[:17], events[17].replace(b'"GOOD"', b'"WET"'), *events[18:]]


async def _fetched(served: Served, path: str) -> str:
    async with httpx.AsyncClient() as client:
        answer = await client.get(served.address + path)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_from_a_scan_to_a_proof_that_a_witness_has_cosigned(served: Served) -> None:
    made = await served.silog("log", "witness-key", served.folder / "key", "--name", "bawaslu.example/1")
    witness = made.stdout.strip()
    assert (await served.silog("log", "witnesses", "add", witness)).exit_code == 0
    await served.grow(300)
    followed = await served.follow("--cosign", served.folder / "key", "--as", "bawaslu.example/1")
    await served.grow(5)
    again = await served.follow("--cosign", served.folder / "key", "--as", "bawaslu.example/1")
    scan_id = await served.admin.fetchval("SELECT scan_id FROM log_entries WHERE log_index = 302")
    (served.folder / "scan.tlog-proof").write_text(await _fetched(served, f"/log/LATIHAN/proof/{scan_id}/witnessed"))
    event = (await served.logged.events())[302]
    (served.folder / "scan.json").write_bytes(event)
    key = (await served.logged.verifier()).text
    verified = await served.silog(
        "verify", served.folder / "scan.tlog-proof", "--event", served.folder / "scan.json", "--key", key, "--witness", witness
    )
    by_hash = await served.silog(
        "verify", served.folder / "scan.tlog-proof", "--leaf", b64encode(leaf_hash(event)).decode(), "--key", key, "--witness", witness
    )
    status = await served.silog("log", "status")
    audited = await served.silog("log", "audit", "LATIHAN")

    assert (followed.exit_code, again.exit_code) == (0, 0), (followed.output, again.output)
    assert "305 entries, signed; it begins with the 300 that were remembered." in again.stdout
    assert verified.exit_code == by_hash.exit_code == 0, verified.output
    assert "scan.json is in the log silog.example/LATIHAN/" in verified.stdout
    assert "at place 302 of 305 entries" in verified.stdout
    assert "bawaslu.example/1 saw this tree on " in verified.stdout
    assert f"It says: CHECK of box {served.logged.world.boxes[0]} at WH-21.03" in verified.stdout
    assert "witness bawaslu.example/1 cosigned 305 entries at " in status.output
    assert audited.output == (
        "LATIHAN: 305 places, 3 tiles, 2 cosignatures were read, and 0 scans that wait. All of it follows from what was signed.\n"
    )


async def test_an_operator_who_changes_an_event_and_signs_anew_is_found_out_by_who_remembers_and_by_the_devices_signature(
    served: Served,
) -> None:
    await served.grow(300)
    assert (await served.follow()).exit_code == 0
    await served.rebuild(_with_one_changed)
    fooled = await served.follow(memory="of-a-newcomer")
    inside = await served.silog("log", "audit", "LATIHAN")
    caught = await served.follow()
    await served.grow(7)
    caught_later = await served.follow()

    assert fooled.exit_code == 0, "the changed log agrees with itself, or this test shows nothing"
    assert (inside.exit_code, inside.stderr.count("\n")) == (1, 1), inside.stderr
    assert re.match("Place 17: the event of scan [0-9a-f-]{36} is not what the device [A-Z2-7]{16} signed.", inside.stderr)
    assert (caught.exit_code, caught_later.exit_code) == (1, 1)
    assert "The log has signed two different trees of 300 entries." in caught.stderr
    assert "The log's tree of 307 entries does not begin with the 300 entries that it had signed." in caught_later.stderr
    assert len(list(served.folder.glob("memory.evidence-*"))) == 6


async def test_an_operator_who_takes_scans_away_is_found_out(served: Served) -> None:
    await served.grow(300)
    assert (await served.follow()).exit_code == 0
    await served.rebuild(lambda events: events[:299])
    caught = await served.follow()

    assert (caught.exit_code, "The log had 300 entries and shows 299." in caught.stderr) == (1, True)


async def test_no_witness_lends_its_name_to_a_changed_log_and_its_old_word_stands_against_it(served: Served) -> None:
    made = await served.silog("log", "witness-key", served.folder / "key", "--name", "bawaslu.example/1")
    await served.silog("log", "witnesses", "add", made.stdout.strip())
    await served.grow(300)
    await served.follow("--cosign", served.folder / "key", "--as", "bawaslu.example/1")
    await served.rebuild(_with_one_changed)
    asked = await served.follow("--cosign", served.folder / "key", "--as", "bawaslu.example/1")
    inside = await served.silog("log", "audit", "LATIHAN")
    remembered = (served.folder / "memory").read_text()
    async with httpx.AsyncClient() as client:
        handed_in = await client.post(f"{served.log}/cosignature", content=remembered)

    assert asked.exit_code == 1
    assert "bawaslu.example/1 has cosigned another tree of 300 places." in inside.stderr
    assert (handed_in.status_code, handed_in.json()["code"]) == (409, "NOT_OUR_TREE")


async def test_who_follows_a_log_may_go_on_where_it_is_published_as_files(served: Served) -> None:
    await served.grow(300)
    assert (await served.follow()).exit_code == 0
    await served.grow(400)
    folder = served.folder / "published"
    exported = await served.silog("log", "export", "LATIHAN", folder)
    async with files_served(StaticFiles(directory=folder)) as port:
        key = (await served.logged.verifier()).text
        followed = await served.silog(
            "log", "follow", f"http://127.0.0.1:{port}", "--key", key, "--memory", served.folder / "memory", "--once"
        )

    assert (exported.exit_code, followed.exit_code) == (0, 0), followed.output
    assert "700 entries, signed; it begins with the 300 that were remembered." in followed.stdout
