"""`silog verify`: a proof that a scan is in the log, checked with nothing but the files and the log's key."""

import binascii
from base64 import b64decode
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Final

import click

from silog.cli.ledger.keys import LOG_KEY, KeyText
from silog.custody.events import read_event
from silog.custody.refusals import Refusal
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.clock import WIB
from silog.ledger.rules import HASH_BYTES, Proof, Verifier, Witness, cosigned_at, leaf_hash

_FILE: Final = click.Path(path_type=Path, exists=True, dir_okay=False)
_MOST_BYTES: Final = 2**20
_UNREADABLE: Final = frozenset({"NOT_A_PROOF", "NOT_A_NOTE", "NOT_A_CHECKPOINT"})


@click.command()
@click.argument("proof", type=_FILE)
@click.option("--event", type=_FILE, help="The signed event, byte for byte.")
@click.option("--leaf", metavar="BASE64", help="Instead of the event, its leaf hash.")
@LOG_KEY
@click.option(
    "--witness", "witnesses", type=KeyText(Witness), multiple=True, help="Demand that this witness has cosigned. May be repeated."
)
def verify(proof: Path, event: Path | None, leaf: str | None, verifier: Verifier, witnesses: Sequence[Witness]) -> None:
    """Check the .tlog-proof PROOF with no server and no network: 0 where it holds, 1 where it does not, 2 where it cannot be read."""
    if (event is None) == (leaf is None):
        raise click.UsageError("Give the event by --event, or its leaf hash by --leaf.")
    text = _proof_text(proof)
    content = None if event is None else _content(event)
    hashed = _leaf(leaf or "") if content is None else leaf_hash(content)
    try:
        read = Proof.read(text)
        checkpoint = read.check(verifier, hashed)
        times = [(one.name, cosigned_at(read.checkpoint, one)) for one in witnesses]
    except SilogError as error:
        if error.code in _UNREADABLE:
            raise SilogError(WRONG_INPUT, f"{proof}: {error.message}", error.hint) from error
        if error.code == "NOT_IN_LOG" and content is not None and _holds(text, verifier, content.rstrip(b"\r\n")):
            hint = "Without the line break at the end of the file it is: the device signed none."
            raise SilogError(error.code, f"{event} as it stands is not in the log.", hint) from error
        raise
    what = "The entry with this hash" if event is None else event.name
    click.echo(
        f"{what} is in the log {checkpoint.origin}, at place {read.index:,} of {checkpoint.size:,} entries (the first is 0); "
        f"the log's key {verifier.key_id.hex()} has signed it."
    )
    for name, at in times:
        click.echo(f"{name} saw this tree on {at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC, and it followed from all that it had seen before.")
    if content is not None:
        click.echo(_said(content))


def _holds(text: str, verifier: Verifier, content: bytes) -> bool:
    try:
        Proof.read(text).check(verifier, leaf_hash(content))
    except SilogError:
        return False
    return True


def _proof_text(path: Path) -> str:
    content = _content(path)
    if b"\r" in content:
        raise SilogError(WRONG_INPUT, f"{path} has line breaks that a proof has not.", "Take the file as the server gave it, not as text.")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise SilogError(WRONG_INPUT, f"{path} is no text, and so no proof.") from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise SilogError(WRONG_INPUT, f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > _MOST_BYTES:
        raise SilogError(WRONG_INPUT, f"{path} is longer than {_MOST_BYTES:,} bytes: it is neither proof nor event.")
    return content


def _leaf(text: str) -> bytes:
    try:
        hashed = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        hashed = b""
    if len(hashed) != HASH_BYTES:
        raise SilogError(WRONG_INPUT, f"--leaf {text!r} is no hash.", "It is 32 bytes in base64, as Scan.leafHash gives them.")
    return hashed


def _said(content: bytes) -> str:
    """Say what an event says, or that it is none of ours: the log proves that it was there, not that it is true."""
    try:
        event = read_event(content.decode())
    except (Refusal, UnicodeDecodeError):
        return "It is no scan as Silog's devices sign them."
    return (
        f"It says: {event.type} of box {event.box} at {event.place}, {event.device_clock_at.astimezone(WIB):%Y-%m-%d %H:%M:%S} WIB by the "
        f"clock of device {event.device_id}, whose event {event.seq} it is, in {event.election}."
    )
