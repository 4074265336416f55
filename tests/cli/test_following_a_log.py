"""`silog log follow` and `silog log witness-key`, as somebody types them who runs no server of ours."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from starlette.responses import JSONResponse, Response
from tests.factories.logs import KEY, ServedLog, Tree, entries, served_log

from silog.cli import main
from silog.kit.clock import real_now
from silog.ledger.rules import Checkpoint, Witness, cosigned_at

PATIENCE_S = 20
SAID = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ  (.*)\n")


@pytest.fixture
async def log() -> AsyncIterator[ServedLog]:
    async with served_log() as log:
        log.show(Tree(entries(3)))
        yield log


async def silog(*arguments: object) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, main, [str(one) for one in arguments])


async def follow(log: ServedLog, memory: Path, *arguments: object) -> Result:
    return await silog("log", "follow", log.url, "--key", KEY.verifier.text, "--memory", memory, "--once", *arguments)


async def test_looking_once_says_what_was_seen(log: ServedLog, tmp_path: Path) -> None:
    said = []
    for size in (3, 3, 12):
        log.show(Tree(entries(size)))
        result = await follow(log, tmp_path / "memory")
        assert result.exit_code == 0
        said += SAID.findall(result.output)

    assert said == [
        "silog-kepri/UJI: 3 entries, signed; remembered from now on.",
        "silog-kepri/UJI: 3 entries, signed; as before.",
        "silog-kepri/UJI: 12 entries, signed; it begins with the 3 that were remembered.",
    ]


async def test_a_lie_ends_with_1_and_names_the_evidence(log: ServedLog, tmp_path: Path) -> None:
    await follow(log, tmp_path / "memory")
    log.show(Tree(entries(3, at_1=b"another")))
    result = await follow(log, tmp_path / "memory")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "The log has signed two different trees of 3 entries." in result.stderr
    named = [Path(one) for one in re.findall(r"[^ ,\n]*memory\.evidence-[^ ,\n]*", result.stderr)]
    assert len(named) == 3
    assert {Tree(entries(3)).note, log.note} < {path.read_text() for path in named}


async def test_a_witness_cosigns_what_it_saw_and_hands_it_in(log: ServedLog, tmp_path: Path) -> None:
    made = await silog("log", "witness-key", tmp_path / "key", "--name", "bawaslu.example/1")
    witness = Witness.from_text(made.stdout)
    result = await follow(log, tmp_path / "memory", "--cosign", tmp_path / "key", "--as", "bawaslu.example/1")

    assert result.exit_code == 0
    (note,) = log.handed_in
    assert Checkpoint.read(note, KEY.verifier) == Tree(entries(3)).checkpoint
    assert abs((real_now() - cosigned_at(note, witness)).total_seconds()) < PATIENCE_S


async def test_a_witness_never_cosigns_what_does_not_follow(log: ServedLog, tmp_path: Path) -> None:
    await silog("log", "witness-key", tmp_path / "key", "--name", "bawaslu.example/1")
    as_witness = ("--cosign", tmp_path / "key", "--as", "bawaslu.example/1")
    await follow(log, tmp_path / "memory", *as_witness)
    for lie in (Tree(entries(2)), Tree(entries(3, at_0=b"x")), Tree(entries(4, at_0=b"x"))):
        log.show(lie)
        assert (await follow(log, tmp_path / "memory", *as_witness)).exit_code == 1

    assert len(log.handed_in) == 1


async def test_what_the_log_says_to_a_cosignature_is_said(log: ServedLog, tmp_path: Path) -> None:
    await silog("log", "witness-key", tmp_path / "key", "--name", "nobody.example")
    said = {"code": "UNKNOWN_WITNESS", "message": "No witness of this log is nobody.example.", "hint": "Ask its operator."}
    log.answers["cosignature"] = JSONResponse(said, 403)
    result = await follow(log, tmp_path / "memory", "--cosign", tmp_path / "key", "--as", "nobody.example")

    assert result.exit_code == 1
    assert f"The cosignature was not taken: {log.url}/cosignature answers with 403: No witness of this log is nobody" in result.stderr
    assert "Ask its operator." in result.stderr
    assert (tmp_path / "memory").read_text() == log.note


async def test_whoever_goes_on_says_what_is_new_and_outlives_an_outage_but_no_lie(log: ServedLog, tmp_path: Path) -> None:
    await silog("log", "witness-key", tmp_path / "key", "--name", "bawaslu.example/1")
    log.answers["cosignature"] = Response("", 403)
    command = ("log", "follow", log.url, "--key", KEY.verifier.text, "--memory", str(tmp_path / "memory"), "--every", "1")
    as_witness = ("--cosign", str(tmp_path / "key"), "--as", "bawaslu.example/1")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "silog.cli", *command, *as_witness, stdout=pipe, stderr=pipe, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    )
    assert process.stdout is not None
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE_S):
        assert b"remembered from now on" in await process.stdout.readline()
        assert re.search(rb"The cosignature was not taken: [^ ]+ answers with 403\.\n", await process.stderr.readline())
        del log.answers["cosignature"]
        log.answers["checkpoint"] = Response("", 503)
        assert b"answers with 503. Not seen to be right since " in await process.stderr.readline()
        log.show(Tree(entries(5)))
        del log.answers["checkpoint"]
        assert b"5 entries, signed; it begins with the 3" in await process.stdout.readline()
        log.show(Tree(entries(4)))
        rest, said = await process.communicate()

    assert Checkpoint.read(log.handed_in[-1], KEY.verifier).size == 5
    assert (process.returncode, rest) == (1, b"")
    assert b"The log had 5 entries and shows 4." in said


async def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = await silog("log", "witness-key", tmp_path / "key", "--name", "bawaslu.example/1")
    again = await silog("log", "witness-key", tmp_path / "key", "--name", "bawaslu.example/1")

    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert (first.exit_code, again.exit_code, first.stdout) == (0, 0, again.stdout)
    assert ("is new" in first.stderr, "nothing was changed" in again.stderr) == (True, True)


async def test_a_bad_name_makes_no_key(tmp_path: Path) -> None:
    result = await silog("log", "witness-key", tmp_path / "key", "--name", "Bawaslu Kepri")

    assert (result.exit_code, (tmp_path / "key").exists()) == (2, False)
    assert "'Bawaslu Kepri' cannot be the name of a key" in result.stderr


async def test_a_key_that_others_may_read_or_of_another_kind_is_refused(log: ServedLog, tmp_path: Path) -> None:
    key = tmp_path / "key"
    await silog("log", "witness-key", key, "--name", "bawaslu.example/1")
    key.chmod(0o640)
    open_to_all = await follow(log, tmp_path / "memory", "--cosign", key, "--as", "bawaslu.example/1")
    key.write_bytes(generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key.chmod(0o600)
    other_kind = await follow(log, tmp_path / "memory", "--cosign", key, "--as", "bawaslu.example/1")
    absent = await follow(log, tmp_path / "memory", "--cosign", tmp_path / "none", "--as", "bawaslu.example/1")
    unnamed = await follow(log, tmp_path / "memory", "--cosign", key)

    assert [one.exit_code for one in (open_to_all, other_kind, absent, unnamed)] == [2, 2, 2, 2]
    assert f"chmod 600 {key}" in open_to_all.stderr
    assert "holds no private key of Ed25519" in other_kind.stderr
    assert "cannot be read" in absent.stderr
    assert "needs --cosign and --as" in unnamed.stderr
    assert not (tmp_path / "memory").exists()
