"""A log at an address: its checkpoint, its tiles, and where a cosignature goes. What it gives is checked by whoever asked for it."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from silog.errors import SilogError
from silog.ledger.outside.asking import NO_ANSWER, WITHIN_S, Answer, ask, checked_url
from silog.ledger.rules.notes import MOST_NOTE_BYTES
from silog.ledger.rules.tiles import WIDTH, Tile, tile_path
from silog.ledger.rules.tree import HASH_BYTES

NOT_TAKEN: Final = "NOT_TAKEN"
_AT_A_TIME: Final = 4
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class RemoteLog:
    """A log over HTTP, by its own address without a slash at its end."""

    url: str
    within_s: float = WITHIN_S

    @classmethod
    def at(cls, url: str) -> "RemoteLog":
        """Take an address as a person types it; BAD_INPUT where it is none."""
        return cls(checked_url(url))

    async def checkpoint(self) -> str:
        """Ask for the newest checkpoint, as a signed note that nobody has checked yet."""
        answer = await self._ask(f"{self.url}/checkpoint", MOST_NOTE_BYTES)
        return _text(_granted(f"{self.url}/checkpoint", answer))

    async def tiles(self, wanted: Iterable[Tile], size: int) -> dict[Tile, bytes]:
        """Ask for tiles, each with at least the hashes that it has in a tree of `size` leaves; NO_ANSWER where one is not to be had."""
        order = sorted(set(wanted))
        places = asyncio.Semaphore(_AT_A_TIME)

        async def one(tile: Tile) -> bytes:
            async with places:
                return await self._tile(tile, tile.width_in(size))

        found = await asyncio.gather(*map(one, order))
        return dict(zip(order, found, strict=True))

    async def hand_in(self, note: str) -> None:
        """Hand in a checkpoint with one's cosignature; NOT_TAKEN with the log's own words where it does not take it."""
        url = f"{self.url}/cosignature"
        try:
            _granted(url, await self._ask(url, MOST_NOTE_BYTES, note.encode()))
        except SilogError as error:
            raise SilogError(NOT_TAKEN, f"The cosignature was not taken: {error.message}", error.hint) from error

    async def _tile(self, tile: Tile, width: int) -> bytes:
        """Ask for a tile; where one that is not full is gone, for the full one that took its place."""
        url = f"{self.url}/tile/{tile_path(tile, width)}"
        answer = await self._ask(url, WIDTH * HASH_BYTES)
        if answer.status == HTTPStatus.NOT_FOUND and width < WIDTH:
            url = f"{self.url}/tile/{tile_path(tile)}"
            answer = await self._ask(url, WIDTH * HASH_BYTES)
        content = _granted(url, answer)
        if len(content) < width * HASH_BYTES:
            raise SilogError(NO_ANSWER, f"{url} gave {len(content):,} bytes, and the tile has {width * HASH_BYTES:,}.")
        return content[: width * HASH_BYTES]

    async def _ask(self, url: str, most_bytes: int, body: bytes | None = None) -> Answer:
        return await ask(url, most_bytes, body, within_s=self.within_s)


def _granted(url: str, answer: Answer) -> bytes:
    """Give the body of an answer that gives what was asked for; SilogError with what it says instead."""
    if answer.status == HTTPStatus.OK:
        return answer.body
    if answer.location:
        raise SilogError(NO_ANSWER, f"{url} sends elsewhere: {_shown(answer.location)}", "If you trust that address, name it instead.")
    said = _said(answer.body)
    raise SilogError(NO_ANSWER, f"{url} answers with {answer.status}{f': {said}' if said else '.'}")


def _said(body: bytes) -> str:
    """What a refusal says in words, on one line that no terminal obeys."""
    try:
        said = json.loads(body)
        text = f"{said['message']} {said.get('hint') or ''}" if isinstance(said, dict) and "message" in said else ""
    except (ValueError, RecursionError):
        text = ""
    return _shown(text or body.decode(errors="replace"))


def _shown(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:_SHOWN]


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise SilogError("NOT_A_NOTE", "The checkpoint is no text.", "A signed note is UTF-8.") from error
