"""`silog log follow`: a monitor for somebody else's machine, which may be a witness as well."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from silog.cli.ledger.keys import LOG_KEY, named, read_key_file
from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.ledger.outside import NOT_TAKEN, Following, Memory, RemoteLog, Seen
from silog.ledger.rules import CosigningKey, Verifier

_PASSING: Final = frozenset({"NO_ANSWER", "WRONG_TILES", "NOT_A_NOTE", "NOT_A_CHECKPOINT"})
"""What may be otherwise at the next look. Everything else ends the following, so that somebody looks into it."""


@click.command()
@click.argument("url")
@LOG_KEY
@click.option(
    "--memory", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file that remembers the newest checkpoint."
)
@click.option(
    "--every", "every_s", type=click.FloatRange(1, 86_400), default=60, show_default=True, metavar="SECONDS", help="How often to look."
)
@click.option("--once", is_flag=True, help="Look once and end: for cron.")
@click.option("--cosign", "key_file", type=click.Path(path_type=Path, dir_okay=False), help="Be a witness, with this private key.")
@click.option("--as", "name", metavar="NAME", help="The witness's name, as the log knows it.")
def follow(  # noqa: PLR0917 -- click gives every option by its name
    url: str, verifier: Verifier, memory: Path, every_s: float, key_file: Path | None, name: str | None, *, once: bool
) -> None:
    """Follow the log at URL (https://SERVER/log/ELECTION): each checkpoint must be signed and begin with all that was seen before.

    Ends with 1, and leaves both checkpoints beside the memory as evidence, where entries were taken away or changed, or another key signs.
    """
    if (key_file is None) != (name is None):
        raise click.UsageError("A witness needs --cosign and --as.")
    cosigner = None if key_file is None or name is None else named(name, read_key_file(key_file))
    following = Following(RemoteLog.at(url), verifier, Memory(memory))
    with following.memory.held():
        asyncio.run(_Watch(following, cosigner).look() if once else _follow(_Watch(following, cosigner), every_s))


async def _follow(watch: "_Watch", every_s: float) -> None:
    unheard_since: datetime | None = None
    while True:
        try:
            await watch.look()
            unheard_since = None
        except SilogError as error:
            if error.code == NOT_TAKEN:  # the log itself was right
                unheard_since = None
                _say(_on_one_line(error), err=True)
            elif error.code in _PASSING:
                unheard_since = unheard_since or real_now()
                _say(f"{_on_one_line(error)} Not seen to be right since {unheard_since:%Y-%m-%d %H:%M:%SZ}.", err=True)
            else:
                raise
        await asyncio.sleep(every_s)


@dataclass(slots=True)
class _Watch:
    """Looks, and says what is new."""

    following: Following
    cosigner: CosigningKey | None
    _said: Seen | None = None

    async def look(self) -> None:
        seen = await self.following.look()
        if self._said is None or self._said.checkpoint != seen.checkpoint:
            _say(_sentence(seen))
            self._said = seen
        if self.cosigner is not None:
            line = self.cosigner.cosign(seen.checkpoint.text, real_now())
            await self.following.log.hand_in(seen.note + line)


def _on_one_line(error: SilogError) -> str:
    return f"{error.message} {error.hint}".strip()


def _sentence(seen: Seen) -> str:
    newest, before = seen.checkpoint, seen.before
    if before is None:
        follows = "remembered from now on"
    elif before == newest:
        follows = "as before"
    else:
        follows = f"it begins with the {before.size:,} that were remembered"
    return f"{newest.origin}: {newest.size:,} entries, signed; {follows}."


def _say(text: str, *, err: bool = False) -> None:
    click.echo(f"{real_now():%Y-%m-%d %H:%M:%SZ}  {text}", err=err)
