"""Witnesses of a log: who is one, what is taken of them, and where it is shown."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.applications import Starlette
from tests.custody.world import World
from tests.factories.logs import Tree, entries
from tests.ledger.conftest import Logged

from silog.composition import join_rooms
from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.scope import Scope
from silog.ledger.keys import have_key
from silog.ledger.rules import Checkpoint, CosigningKey, Proof, SigningKey, cosigned_at, leaf_hash
from silog.ledger.sequencing import Sequencer
from silog.ledger.serving import log_routes
from silog.ledger.witness_queries import witnesses_of
from silog.ledger.witness_serving import witness_routes
from silog.ledger.witnessing import MOST_AHEAD, MOST_WITNESSES, add_witness, remove_witness
from silog.people.rules import Role, Viewer
from silog.people.viewers import Viewers

BAWASLU = CosigningKey("bawaslu.example/1", Ed25519PrivateKey.from_private_bytes(bytes([1] * 32)))
CAMPUS = CosigningKey("kampus.example", Ed25519PrivateKey.from_private_bytes(bytes([2] * 32)))


class Cosigned(Logged):
    """A log with its witnesses' doors."""

    async def key(self) -> SigningKey:
        """What signs it."""
        return have_key(self.sequencer.key_file, self.sequencer.origin).of((await self.verifier()).name)

    @property
    def operator(self) -> Viewer:
        """Who registers witnesses."""
        return Viewer("silog log", Role.COORDINATOR, "", self.world.election.id, "LATIHAN")

    async def register(self, *keys: CosigningKey) -> None:
        """Register witnesses."""
        for key in keys:
            await add_witness(self.world.database, self.world.election, key.witness, self.operator)

    async def hand_in(self, note: str | bytes) -> tuple[int, str]:
        """Hand in a note; give the status, and the code of the refusal."""
        answer = await self.client.post("/log/LATIHAN/cosignature", content=note)
        return answer.status_code, answer.json()["code"] if answer.text else ""

    async def cosign(self, *keys: CosigningKey, ahead: timedelta = timedelta(0)) -> str:
        """Have witnesses cosign the newest checkpoint and hand that in; give the note without their lines."""
        head: str = await self.world.owner.fetchval("SELECT checkpoint FROM logs")
        text = head.partition("\n\n")[0] + "\n"
        assert await self.hand_in(head + "".join(key.cosign(text, real_now() + ahead) for key in keys)) == (200, "")
        return head

    async def text(self, path: str) -> str:
        """Get a file of the log."""
        answer = await self.client.get(f"/log/LATIHAN/{path}")
        assert answer.status_code == 200, answer.text
        return answer.text

    async def refused(self, path: str) -> tuple[int, str]:
        """Ask for what there is not; give the status, and the code of the refusal."""
        answer = await self.client.get(f"/log/LATIHAN/{path}")
        return answer.status_code, answer.json()["code"]


@pytest.fixture
async def log(world: World, tmp_path: Path) -> AsyncIterator[Cosigned]:
    """A log of three scans."""
    join_rooms(world.database)
    viewers = Viewers(world.database)
    app = Starlette(routes=[*log_routes(world.database, viewers), *witness_routes(world.database, viewers)])
    sequencer = Sequencer(world.database, tmp_path / "log" / "key.pem", "silog.example")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://silog.test") as client:
        log = Cosigned(world, sequencer, await world.device(), client)
        await log.scan(3)
        await sequencer.give_all_places()
        yield log


async def test_what_witnesses_cosign_stands_below_the_checkpoint(log: Cosigned) -> None:
    await log.register(CAMPUS, BAWASLU)
    head = await log.cosign(CAMPUS)
    await log.cosign(BAWASLU)
    note = await log.text("checkpoint")

    assert note.startswith(head)
    assert note == await log.text("checkpoint/witnessed")
    assert Checkpoint.read(note, await log.verifier()).size == 3
    for key in (BAWASLU, CAMPUS):
        assert abs(real_now() - cosigned_at(note, key.witness)) < timedelta(minutes=1)
    lines = note.removeprefix(head).splitlines()
    assert [line.split(" ")[1] for line in lines] == ["bawaslu.example/1", "kampus.example"]


async def test_the_newest_that_was_cosigned_stays_where_the_log_goes_on(log: Cosigned) -> None:
    await log.register(BAWASLU)
    assert await log.refused("checkpoint/witnessed") == (404, "NOT_WITNESSED_YET")
    await log.cosign(BAWASLU)
    witnessed = await log.text("checkpoint")
    await log.scan()
    await log.sequencer.give_all_places()

    assert Checkpoint.read(await log.text("checkpoint"), await log.verifier()).size == 4
    assert (await log.text("checkpoint")).count("\N{EM DASH}") == 1
    assert await log.text("checkpoint/witnessed") == witnessed


async def test_a_proof_shows_offline_that_a_witness_saw_the_tree(log: Cosigned) -> None:
    await log.register(BAWASLU)
    (new,) = await log.scan()
    assert await log.refused(f"proof/{new}/witnessed") == (404, "NOT_LOGGED_YET")
    await log.sequencer.give_all_places()
    assert await log.refused(f"proof/{new}/witnessed") == (404, "NOT_WITNESSED_YET")
    await log.cosign(BAWASLU)
    (newer,) = await log.scan()
    await log.sequencer.give_all_places()

    event = (await log.events())[3]
    proof = Proof.read(await log.text(f"proof/{new}/witnessed"))
    assert proof.check(await log.verifier(), leaf_hash(event)).size == 4
    assert abs(real_now() - cosigned_at(proof.checkpoint, BAWASLU.witness)) < timedelta(minutes=1)
    assert Proof.read(await log.text(f"proof/{new}")).check(await log.verifier(), leaf_hash(event)).size == 5
    assert await log.refused(f"proof/{newer}/witnessed") == (404, "NOT_WITNESSED_YET")


async def test_an_older_checkpoint_that_was_signed_may_be_cosigned_still(log: Cosigned) -> None:
    await log.register(BAWASLU)
    old: str = await log.world.owner.fetchval("SELECT checkpoint FROM logs")
    await log.scan(300)
    await log.sequencer.give_all_places()
    text = old.partition("\n\n")[0] + "\n"

    assert await log.hand_in(old + BAWASLU.cosign(text, real_now())) == (200, "")
    assert Checkpoint.read(await log.text("checkpoint/witnessed"), await log.verifier()).size == 3


async def test_a_later_word_takes_the_place_of_an_earlier_one_and_no_earlier_one_that_of_a_later(log: Cosigned) -> None:
    await log.register(BAWASLU)
    await log.cosign(BAWASLU)
    first = cosigned_at(await log.text("checkpoint"), BAWASLU.witness)
    await log.cosign(BAWASLU, ahead=timedelta(minutes=2))
    later = cosigned_at(await log.text("checkpoint"), BAWASLU.witness)
    await log.cosign(BAWASLU, ahead=timedelta(minutes=1))

    assert timedelta(minutes=1, seconds=50) < later - first < timedelta(minutes=3)
    assert cosigned_at(await log.text("checkpoint"), BAWASLU.witness) == later
    assert (await log.text("checkpoint")).count("bawaslu") == 1
    assert await log.world.owner.fetchval("SELECT count(*) FROM log_cosignatures") == 1


async def test_nothing_is_taken_that_does_not_hold(log: Cosigned) -> None:
    await log.register(BAWASLU)
    head: str = await log.world.owner.fetchval("SELECT checkpoint FROM logs")
    text = head.partition("\n\n")[0] + "\n"
    honest = await log.checkpoint()
    forked = Checkpoint(honest.origin, 3, bytes(32))
    ahead = Checkpoint(honest.origin, 4, bytes(32))
    elsewhere = Checkpoint("silog.example/LAIN", 3, honest.root)
    stranger = SigningKey(honest.origin, Ed25519PrivateKey.generate())
    key = await log.key()
    now, soon = real_now(), real_now() + MOST_AHEAD + timedelta(minutes=1)
    cases: list[tuple[str | bytes, int, str]] = [
        (head, 403, "UNKNOWN_WITNESS"),
        (head + CAMPUS.cosign(text, now), 403, "UNKNOWN_WITNESS"),
        (head + CosigningKey(BAWASLU.name, Ed25519PrivateKey.generate()).cosign(text, now), 403, "UNKNOWN_WITNESS"),
        (head + BAWASLU.cosign(forked.text, now), 403, "BAD_SIGNATURE"),
        (head + BAWASLU.cosign(text, soon), 400, "AHEAD_OF_TIME"),
        (honest.signed(stranger) + BAWASLU.cosign(text, now), 403, "NOT_SIGNED"),
        (forked.signed(key) + BAWASLU.cosign(forked.text, now), 409, "NOT_OUR_TREE"),
        (ahead.signed(key) + BAWASLU.cosign(ahead.text, now), 409, "NOT_OUR_TREE"),
        (elsewhere.signed(key) + BAWASLU.cosign(elsewhere.text, now), 400, "ANOTHER_LOG"),
        (Tree(entries(3)).note + BAWASLU.cosign(Tree(entries(3)).checkpoint.text, now), 403, "NOT_SIGNED"),
        ("", 400, "NOT_A_NOTE"),
        (b"\xff\xfe", 400, "NOT_A_NOTE"),
        ("x" * 70_000, 413, "TOO_LARGE"),
    ]

    for note, status, code in cases:
        assert await log.hand_in(note) == (status, code), note[:200]
    assert await log.world.owner.fetchval("SELECT count(*) FROM log_cosignatures") == 0
    assert await log.text("checkpoint") == head


async def test_an_election_without_a_log_takes_no_cosignature(log: Cosigned) -> None:
    nowhere = await log.client.post("/log/NOWHERE/cosignature", content="x")
    await log.world.owner.execute("TRUNCATE log_entries, log_tiles, logs CASCADE")

    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "UNKNOWN_ELECTION")
    assert await log.hand_in("x") == (404, "NO_LOG")


async def test_who_is_no_witness_any_more_is_shown_nowhere_and_may_come_back(log: Cosigned) -> None:
    await log.register(BAWASLU)
    head = await log.cosign(BAWASLU)
    await remove_witness(log.world.database, log.world.election, BAWASLU.name, "Kunci hilang", log.operator)

    assert await log.text("checkpoint") == head
    assert await log.refused("checkpoint/witnessed") == (404, "NOT_WITNESSED_YET")
    assert (await log.hand_in(head + BAWASLU.cosign(head.partition("\n\n")[0] + "\n", real_now())))[1] == "UNKNOWN_WITNESS"
    await log.register(BAWASLU)
    assert (await log.text("checkpoint")).count("bawaslu") == 1


async def test_a_name_and_a_key_stand_for_one_witness(log: Cosigned) -> None:
    await log.register(BAWASLU)
    for other in (CosigningKey(BAWASLU.name, CAMPUS.private), CosigningKey("bawaslu.example/2", BAWASLU.private), BAWASLU):
        with pytest.raises(SilogError) as refused:
            await log.register(other)
        assert refused.value.code == "WITNESS_KNOWN"
    with pytest.raises(SilogError) as refused:
        await remove_witness(log.world.database, log.world.election, CAMPUS.name, "Salah", log.operator)
    assert refused.value.code == "UNKNOWN_WITNESS"
    (only,) = await witnesses_of(log.world.database.reads, Scope.whole_election(log.world.election.id))
    assert (only.witness, only.size, only.cosigned_at) == (BAWASLU.witness, None, None)


async def test_a_log_has_no_more_witnesses_than_a_checkpoint_can_carry(log: Cosigned) -> None:
    await log.register(*(CosigningKey(f"saksi.example/{number}", Ed25519PrivateKey.generate()) for number in range(MOST_WITNESSES)))
    with pytest.raises(SilogError) as refused:
        await log.register(BAWASLU)
    assert refused.value.code == "TOO_MANY_WITNESSES"


async def test_who_registers_a_witness_or_removes_one_stands_in_the_audit(log: Cosigned) -> None:
    await log.register(BAWASLU)
    await remove_witness(log.world.database, log.world.election, BAWASLU.name, "Kunci hilang", log.operator)
    kept = await log.world.owner.fetch("SELECT actor, action, object_code, reason FROM audit WHERE action LIKE '%witness%' ORDER BY id")

    assert [tuple(entry) for entry in kept] == [
        ("silog log", "election:log_witness:add", "bawaslu.example/1", ""),
        ("silog log", "election:log_witness:remove", "bawaslu.example/1", "Kunci hilang"),
    ]


async def test_the_database_lets_no_cosignature_be_taken_back(log: Cosigned) -> None:
    await log.register(BAWASLU)
    await log.cosign(BAWASLU)
    for change in ("cosigned_at = cosigned_at - interval '1 s'", "checkpoint = checkpoint || ' '"):
        with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
            await log.world.owner.execute(f"UPDATE log_cosignatures SET {change}")
