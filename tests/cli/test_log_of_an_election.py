"""`silog log status`, `witnesses`, `audit` and `export`, as an operator types them, on a log of real scans."""

import asyncio
import itertools
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import asyncpg
import pytest
from click.testing import Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.cli.test_printing_labels import Silog, silog

from silog.composition import join_rooms
from silog.custody.actions import record_scans
from silog.custody.device import DeviceSigner
from silog.custody.rules import ScanType
from silog.kit.clock import real_now
from silog.kit.cluster import Endpoint
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.ledger.rules import Checkpoint, CosigningKey, RightEdge, Tile, Verifier, leaf_hash
from silog.ledger.rules.tiles import edge_of, tile_path
from silog.ledger.rules.tree import HASH_BYTES
from silog.ledger.sequencing import Sequencer
from silog.ledger.witnessing import take_cosignature
from silog.people.actions import Enrolment, enrol_device
from silog.people.rules import KeyAlgorithm
from silog.places.queries import election_read

__all__ = ["silog"]

AT = datetime(2024, 11, 20, 5, tzinfo=UTC)
WITNESS = CosigningKey("bawaslu.example/1", Ed25519PrivateKey.from_private_bytes(bytes([1] * 32)))
ORIGIN = "silog.example"
BOX = "0123456789Y"
Found = TypeVar("Found")
_SPOILED = ("scans", "logs", "log_tiles", "log_entries", "log_waiting", "log_cosignatures")
_REVERSED = "left(line, -20) || reverse(left(right(line, 20), 16)) || right(line, 4)"


class Log:
    """The log of the election PILKADA, as a server of its own grows it."""

    def __init__(self, silog: Silog, database: Endpoint) -> None:
        """Enrol a phone, and begin the log."""
        self.silog = silog
        self._database = database
        self.key_file = silog.folder / "log" / "key.pem"
        self._minutes = itertools.count()
        phone = Ed25519PrivateKey.generate()
        enrolment = Enrolment("phone", "21.03", KeyAlgorithm.ED25519, phone.public_key().public_bytes_raw(), None)
        self.phone = DeviceSigner("PILKADA", self.run(lambda product: enrol_device(product, 1, enrolment)), phone)

    def run(self, act: Callable[[Database], Awaitable[Found]]) -> Found:
        """Do something as a server would."""

        async def done() -> Found:
            product = await Database.connect(self._database.dsn_app)
            join_rooms(product)
            try:
                return await act(product)
            finally:
                await product.close()

        return asyncio.run(done())

    def scan(self, count: int) -> None:
        """Record scans, which wait for their places then."""
        scans = [self.phone.scan(ScanType.CHECK, BOX, "WH-21.03", AT + timedelta(minutes=next(self._minutes))) for _ in range(count)]

        async def record(product: Database) -> None:
            answers = await record_scans(product, await election_read(product, 1), scans, AT + timedelta(days=30))
            assert {answer.status for answer in answers} == {"RECORDED"}

        self.run(record)

    def sign(self) -> None:
        """Give scans their places."""
        self.run(lambda product: Sequencer(product, self.key_file, ORIGIN).give_all_places())

    def change(self, *statements: str) -> None:
        """Change the database as only its superuser can, past all that keeps it from being changed."""

        async def done() -> None:
            connection = await asyncpg.connect(self.silog.dsn, server_settings={"session_replication_role": "replica"})
            try:
                for statement in statements:
                    await connection.execute(statement)
            finally:
                await connection.close()

        asyncio.run(done())

    @contextmanager
    def spoiled(self, change: str) -> Iterator[None]:
        """Have one thing wrong in the database while the block lasts."""
        as_it_was = [f"DROP TABLE IF EXISTS kept.{table}; CREATE TABLE kept.{table} AS TABLE {table}" for table in _SPOILED]
        again = [f"DELETE FROM {table}; INSERT INTO {table} OVERRIDING SYSTEM VALUE TABLE kept.{table}" for table in _SPOILED]
        self.change("CREATE SCHEMA IF NOT EXISTS kept", *as_it_was, change)
        yield
        self.change(*again)

    def cosign(self) -> Checkpoint:
        """Have the witness cosign the newest checkpoint."""

        async def done(product: Database) -> Checkpoint:
            row = await product.reads.fetchrow(
                "WITH s AS MATERIALIZED (SELECT set_config('silog.scope', 'FULL|1|', true) AS v)"
                " SELECT found.* FROM s, LATERAL (SELECT checkpoint, verifier_key FROM logs WHERE s.v <> '' OFFSET 0) AS found"
            )
            assert row is not None
            checkpoint = Checkpoint.read(row["checkpoint"], Verifier.from_text(row["verifier_key"]))
            line = WITNESS.cosign(checkpoint.text, real_now())
            await take_cosignature(product, Scope.whole_election(1), row["checkpoint"] + line, real_now())
            return checkpoint

        return self.run(done)

    def __call__(self, *arguments: str) -> Result:
        """Run `silog log`."""
        return self.silog("log", *arguments)


@pytest.fixture
def log(silog: Silog, database: Endpoint) -> Log:
    return Log(silog, database)


def test_the_standing_of_a_log_is_said_from_before_its_beginning(log: Log) -> None:
    log.scan(2)
    before = log("status").output
    log.sign()
    log("witnesses", "add", WITNESS.witness.text)
    log.scan(3)
    between = log("status").output
    log.cosign()
    log.sign()
    after = log("status").output

    assert before == (
        "PILKADA  no log yet: it begins with the first start of a server that signs\n"
        "    2 scans wait for their place, the first since 2024-12-20 12:00:00 WIB\n"
    )
    assert re.fullmatch(
        r"PILKADA  2 entries, signed \d{4}-\d\d-\d\d \d\d:\d\d:\d\d WIB\n"
        r"    key silog\.example/PILKADA/[0-9a-f]{6}\+[0-9a-f]{8}\+AQ?[A-Za-z0-9+/]+=*\n"
        r"    3 scans wait for their place, the first since 2024-12-20 12:00:00 WIB\n"
        r"    witness bawaslu\.example/1 has cosigned nothing\n",
        between,
    )
    assert "PILKADA  5 entries" in after
    assert "wait" not in after
    assert re.search(r"    witness bawaslu\.example/1 cosigned 2 entries at \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ\n", after)


def test_witnesses_are_added_listed_and_removed(log: Log) -> None:
    added = log("witnesses", "add", WITNESS.witness.text)
    again = log("witnesses", "add", WITNESS.witness.text)
    listed = log("witnesses", "list")
    removed = log("witnesses", "remove", WITNESS.name, "--reason", "Kunci hilang")
    gone = log("witnesses", "remove", WITNESS.name, "--reason", "Kunci hilang")
    wrong = log("witnesses", "add", "bawaslu.example/1+00000000+AQAA")

    assert added.output == "bawaslu.example/1 is a witness of the log of PILKADA.\n"
    assert (again.exit_code, "is a witness already" in again.stderr) == (1, True)
    assert listed.output.startswith(f"{WITNESS.witness.text}  since ")
    assert listed.output.endswith(" WIB  has cosigned nothing\n")
    assert removed.output == "bawaslu.example/1 is no witness of the log of PILKADA any more.\n"
    assert (gone.exit_code, "has no witness 'bawaslu.example/1'" in gone.stderr) == (1, True)
    assert (wrong.exit_code, "That is no verifier's key" in wrong.stderr) == (2, True)
    assert log("witnesses", "list").output == ""


def test_a_log_that_is_right_is_found_right(log: Log) -> None:
    log("witnesses", "add", WITNESS.witness.text)
    for count in (300, 215):
        log.scan(count)
        log.sign()
        log.cosign()
    log.scan(2)
    audited = log("audit", "PILKADA")

    assert (audited.exit_code, audited.stderr) == (0, "")
    assert audited.output == (
        "PILKADA: 515 places, 4 tiles, 2 cosignatures were read, and 2 scans that wait. All of it follows from what was signed.\n"
    )


def test_an_empty_log_is_found_right_and_none_is_said_to_be_none(log: Log) -> None:
    none = log("audit", "PILKADA")
    log.sign()

    assert (none.exit_code, "The log of PILKADA has not begun." in none.stderr) == (1, True)
    assert log("audit", "PILKADA").output.startswith("PILKADA: 0 places, 0 tiles, 0 cosignatures were read, and 0 scans that wait. All")
    assert "There is no election" in log("audit", "NOWHERE").stderr


_FAULTS: list[tuple[str, list[str]]] = [
    (
        "UPDATE scans SET event = convert_to(replace(convert_from(event, 'UTF8'), 'GOOD', 'WET'), 'UTF8') WHERE seq = 8",
        ["Place 7: the event of scan ID is not the one that was put there."],
    ),
    (
        "DELETE FROM scans WHERE seq = 8",
        ["Place 7: its scan ID is not there."],
    ),
    (
        "UPDATE scans SET signature = set_byte(signature, 0, get_byte(signature, 0) # 1) WHERE seq = 8",
        ["Place 7: the event of scan ID is not what the device ID signed."],
    ),
    (
        "DELETE FROM log_entries WHERE log_index = 7",
        ["Place 7: no scan has it.", "The scan ID has no place and does not wait for one."],
    ),
    (
        "UPDATE log_entries SET region_code = '21.03.04' WHERE log_index = 7",
        ["Place 7: the scan ID is of another region there."],
    ),
    (
        "UPDATE log_entries SET log_index = 600 WHERE log_index = 7",
        ["Place 7: no scan has it.", "The scan ID has a place that the log of 300 has not."],
    ),
    (
        "UPDATE log_tiles SET hashes = set_byte(hashes, 7 * 32, get_byte(hashes, 7 * 32) # 1) WHERE level = 0 AND number = 0",
        [
            "Place 7: the event of scan ID is not the one that was put there.",
            "bawaslu.example/1 has cosigned another tree of 300 places.",
            "Tile 0 of level 1 does not follow from the tiles of level 0.",
            "The root of the 300 places is not the one that the log names.",
        ],
    ),
    (
        "UPDATE log_tiles SET hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1) WHERE level = 1",
        ["Tile 0 of level 1 does not follow from the tiles of level 0."],
    ),
    ("DELETE FROM log_tiles WHERE level = 1", ["Tile 0 of level 1 is not there."]),
    ("DELETE FROM log_tiles WHERE level = 0 AND number = 1", ["Tile 1 of level 0 is not there."]),
    (
        "UPDATE log_tiles SET hashes = hashes || hashes WHERE level = 1",
        ["Tile 0 of level 1 does not follow from the tiles of level 0."],
    ),
    (
        "UPDATE log_tiles SET number = 2 WHERE level = 0 AND number = 1",
        ["Tile 1 of level 0 is not there.", "Tile 2 of level 0 is of no tree"],
    ),
    (
        "UPDATE logs SET root = sha256('x')",
        [
            "The root of the 300 places is not the one that the log names.",
            "The checkpoint that was signed is one of 300 places, and not the log's own.",
        ],
    ),
    (
        "UPDATE logs SET checkpoint = replace(checkpoint, '300', '299')",
        ["The checkpoint: The signature of silog.example/PILKADA/ID does not belong to this text."],
    ),
    (
        f"UPDATE log_cosignatures SET line = {_REVERSED}",
        ["What bawaslu.example/1 cosigned at 300 places: The signature of bawaslu.example/1 does not belong to this text."],
    ),
    ("UPDATE log_cosignatures SET size = 400", ["bawaslu.example/1 has cosigned 400 places, and the log has 300."]),
    ("UPDATE log_waiting SET leaves = sha256('x') || sha256('y')", ["The scan ID waits with another hash than its event has."] * 2),
    ("DELETE FROM log_waiting", ["The scan ID has no place and does not wait for one."] * 2),
    (
        (
            "INSERT INTO log_waiting (election_id, scan_ids, region_codes, leaves)"
            " SELECT 1, ARRAY[id], ARRAY[region_code], sha256('\\x00' || event) FROM scans WHERE seq = 8"
        ),
        ["The scan ID waits for a place and has one."],
    ),
]


def test_whatever_is_wrong_is_found_and_named(log: Log) -> None:
    log("witnesses", "add", WITNESS.witness.text)
    log.scan(300)
    log.sign()
    log.cosign()
    log.scan(2)
    for change, says in _FAULTS:
        with log.spoiled(change):
            audited = log("audit", "PILKADA")

        said = [
            re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=PILKADA/)[0-9a-f]{6}|[A-Z2-7]{16}", "ID", line) for line in audited.stderr.splitlines()
        ]
        assert (audited.exit_code, len(said)) == (1, len(says)), (change, said, audited.output)
        assert all(line.startswith(expected) for line, expected in zip(said, says, strict=True)), (change, said)
        assert f"{len(says):,} fault" in audited.output
    assert log("audit", "PILKADA").exit_code == 0


def test_an_event_that_was_changed_before_the_log_was_signed_is_found_by_its_devices_signature(log: Log) -> None:
    log.scan(1)
    log.sign()
    log.scan(3)
    log.change(
        "UPDATE scans SET event = convert_to(replace(convert_from(event, 'UTF8'), 'GOOD', 'WET'), 'UTF8') WHERE seq IN (2, 4)",
        "UPDATE log_waiting SET leaves = (SELECT string_agg(sha256('\\x00' || event), '' ORDER BY seq) FROM scans WHERE seq > 1)",
    )
    waiting = log("audit", "PILKADA")
    log.sign()
    placed = log("audit", "PILKADA")

    by_phone = f"is not what the device {log.phone.device_id} signed."
    assert (waiting.exit_code, placed.exit_code) == (1, 1)
    assert [line.count(f", which waits, {by_phone}") for line in waiting.stderr.splitlines()] == [1, 1]
    assert [line[:7] for line in placed.stderr.splitlines() if line.endswith(by_phone)] == ["Place 1", "Place 3"]


def test_of_many_faults_the_first_are_said_and_all_are_counted(log: Log) -> None:
    log.scan(300)
    log.sign()
    with log.spoiled("DELETE FROM scans"):
        audited = log("audit", "PILKADA")

    assert "300 faults:" in audited.output
    assert len(audited.stderr.splitlines()) == 21
    assert audited.stderr.endswith("\n... and 280 more.\n")


def test_a_log_is_exported_as_files_of_which_its_tree_can_be_built(log: Log, tmp_path: Path) -> None:
    folder = tmp_path / "published"
    log("witnesses", "add", WITNESS.witness.text)
    log.scan(300)
    log.sign()
    log.cosign()
    first = log("export", "PILKADA", str(folder))
    unchanged = log("export", "PILKADA", str(folder))
    log.scan(300)
    log.sign()
    second = log("export", "PILKADA", str(folder))

    assert first.output == f"{folder}: the checkpoint of 300 entries, and 3 tiles that were not there.\n"
    assert unchanged.output == f"{folder}: the checkpoint of 300 entries, and 0 tiles that were not there.\n"
    assert second.output == f"{folder}: the checkpoint of 600 entries, and 3 tiles that were not there.\n"
    checkpoint = _published(log, folder)
    tiles = {tile: (folder / "tile" / tile_path(tile, width)).read_bytes() for tile, width in edge_of(600)}
    assert (checkpoint.size, checkpoint.root) == (600, RightEdge.of(600, tiles).root())
    assert (folder / "tile/0/000").stat().st_size == 256 * HASH_BYTES
    assert (folder / "checkpoint").stat().st_mode & 0o777 == 0o644
    assert [path.name for path in folder.rglob(".*")] == []


def test_the_witnesses_lines_are_exported_with_the_checkpoint(log: Log, tmp_path: Path) -> None:
    log("witnesses", "add", WITNESS.witness.text)
    log.scan(3)
    log.sign()
    log.cosign()
    log("export", "PILKADA", str(tmp_path / "published"))

    assert "\N{EM DASH} bawaslu.example/1 " in (tmp_path / "published" / "checkpoint").read_text()


def test_what_was_published_is_never_replaced_by_less_or_by_another_log(log: Log, tmp_path: Path) -> None:
    folder = tmp_path / "published"
    log.scan(3)
    log.sign()
    log("export", "PILKADA", str(folder))
    published = (folder / "checkpoint").read_text()
    log.change("UPDATE logs SET size = 2")
    behind = log("export", "PILKADA", str(folder))
    log.change("UPDATE logs SET size = 3, root = sha256('x')")
    forked = log("export", "PILKADA", str(folder))
    log.change("UPDATE logs SET size = 4")
    broken = log("export", "PILKADA", str(folder))

    assert (behind.exit_code, "has 3 entries, and the database 2 or others" in behind.stderr) == (1, True)
    assert (forked.exit_code, "The database is older than what was published" in forked.stderr) == (1, True)
    assert (broken.exit_code, "Tile 0 of level 0 lacks hashes" in broken.stderr) == (1, True)
    assert (folder / "checkpoint").read_text() == published
    (folder / "checkpoint").write_text("another")
    assert "is not of this log" in log("export", "PILKADA", str(folder)).stderr


def test_a_folder_that_cannot_be_written_is_named(log: Log, tmp_path: Path) -> None:
    log.scan(1)
    log.sign()
    (tmp_path / "file").write_text("")
    refused = log("export", "PILKADA", str(tmp_path / "file" / "below"))

    assert (refused.exit_code, "cannot be written: Not a directory" in refused.stderr) == (1, True)


def _published(log: Log, folder: Path) -> Checkpoint:
    key = re.search(r"key (\S+)", log("status").output)
    assert key is not None
    checkpoint = Checkpoint.read((folder / "checkpoint").read_text(), Verifier.from_text(key[1]))
    leaves = (folder / "tile" / tile_path(Tile(0, 0))).read_bytes()

    async def events(product: Database) -> list[bytes]:
        async with product.unit_of_work(Scope.whole_election(1)) as work:
            rows = await (await work.driver).fetch("SELECT event FROM scans JOIN log_entries ON scan_id = id ORDER BY log_index")
        return [row["event"] for row in rows]

    assert leaves == b"".join(leaf_hash(event) for event in log.run(events)[:256])
    return checkpoint
