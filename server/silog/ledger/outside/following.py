"""Following a log: each new checkpoint must be signed, and must begin with all that was remembered.

A log that shows different people different trees can be found out in no other way: by those who remember what they were shown. What is
remembered is therefore never replaced by what does not follow from it, and what contradicts it is kept as evidence.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from silog.errors import SilogError
from silog.ledger.outside.memory import Memory
from silog.ledger.outside.remote import RemoteLog
from silog.ledger.rules import EMPTY_ROOT, Checkpoint, RightEdge, Verifier
from silog.ledger.rules.tiles import edge_of, hashes_of, tiles_for
from silog.ledger.rules.tree import consistency_ranges, is_consistent

LIED: Final = frozenset({"SHRANK", "FORKED", "KEY_CHANGED"})
"""What ends the trust in a log, or in whoever serves it; anything else may be put right by asking again."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A checkpoint that held, as it was signed, and the one that was remembered before; None where it is the first."""

    note: str
    checkpoint: Checkpoint
    before: Checkpoint | None


@dataclass(frozen=True, slots=True)
class Following:
    """One log, the key it must sign with, and what is remembered of it."""

    log: RemoteLog
    verifier: Verifier
    memory: Memory

    async def look(self) -> Seen:
        """Ask for the newest checkpoint, demand that it follows from what is remembered, and remember it.

        SilogError where it does not, and the memory is as before; of what is in `LIED` both notes lie beside it then.
        """
        remembered = self.memory.read(self.verifier)
        note = await self.log.checkpoint()
        try:
            newest = self._read(note, is_first=remembered is None)
            if remembered is None:
                await self._demand_tiles(newest)
            else:
                await self._demand_consistency(remembered[1], newest)
        except _Lie as lie:
            raise self._with_evidence(lie, remembered, note) from lie
        if remembered is None or remembered[1] != newest:
            self.memory.keep(note)
        return Seen(note, newest, None if remembered is None else remembered[1])

    def _read(self, note: str, *, is_first: bool) -> Checkpoint:
        try:
            newest = Checkpoint.read(note, self.verifier)
        except SilogError as error:
            if is_first or error.code in {"NOT_A_NOTE", "NOT_A_CHECKPOINT"}:
                raise
            message = f"What the log shows is not signed with the key that it had. {error.message}"
            raise _Lie("KEY_CHANGED", message) from error
        if newest.size == 0 and newest.root != EMPTY_ROOT:
            raise SilogError("NOT_A_CHECKPOINT", "The checkpoint of an empty log has another root than an empty tree.")
        return newest

    async def _demand_tiles(self, newest: Checkpoint) -> None:
        """See that the right edge of the tree is served and has the root that was signed."""
        tiles = await self.log.tiles([tile for tile, _ in edge_of(newest.size)], newest.size)
        if RightEdge.of(newest.size, tiles).root() != newest.root:
            raise _wrong_tiles(newest)

    async def _demand_consistency(self, old: Checkpoint, newest: Checkpoint) -> None:
        if newest.size < old.size:
            raise _Lie(
                "SHRANK",
                f"The log had {old.size:,} entries and shows {newest.size:,}.",
                "An old answer that somebody has kept can look so: ask the log past any cache. If it stays so, entries were taken away.",
            )
        if newest.size == old.size:
            if newest.root != old.root:
                raise _Lie("FORKED", f"The log has signed two different trees of {old.size:,} entries.", _FORKED)
            return
        ranges = consistency_ranges(old.size, newest.size)
        beginning = [(0, old.size)] if old.size else []
        tiles = await self.log.tiles(tiles_for([*ranges, *beginning]), newest.size)
        proof = hashes_of(ranges, tiles)
        shown = hashes_of(beginning, tiles)[0] if old.size else EMPTY_ROOT
        if not is_consistent(old.size, newest.size, shown, newest.root, proof):
            raise _wrong_tiles(newest)
        if shown != old.root:
            message = f"The log's tree of {newest.size:,} entries does not begin with the {old.size:,} entries that it had signed."
            raise _Lie("FORKED", message, _FORKED, shown, proof)

    def _with_evidence(self, lie: "_Lie", remembered: tuple[str, Checkpoint] | None, note: str) -> SilogError:
        texts = {"served.note": note, "why.txt": lie.text} | ({} if remembered is None else {"remembered.note": remembered[0]})
        kept = self.memory.keep_evidence(note, texts)
        return SilogError(lie.code, lie.message, f"{lie.hint}\nThe evidence: {', '.join(map(str, kept))}".lstrip())


_FORKED: Final = "Both notes bear its signature: whoever has them can show that it showed different people different trees."


class _Lie(Exception):  # noqa: N818 -- what it is
    """The log contradicts what it signed before, with what shows it."""

    def __init__(self, code: str, message: str, hint: str = "", shown: bytes = b"", proof: Sequence[bytes] = ()) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self._shown, self._proof = code, message, hint, shown, proof

    @property
    def text(self) -> str:
        """The finding as a file: in words, and with the hashes by which anybody can reckon it again."""
        lines = [self.message, self.hint]
        if self._shown:
            lines += ["The new tree begins with a tree of this root, as the hashes below it show (RFC 6962, section 2.1.2):"]
            lines += [b64encode(one).decode() for one in (self._shown, *self._proof)]
        return "".join(f"{line}\n" for line in lines if line)


def _wrong_tiles(newest: Checkpoint) -> SilogError:
    message = f"The tiles that are served do not belong to the checkpoint of {newest.size:,} entries."
    return SilogError("WRONG_TILES", message, "Nothing was remembered. Ask again; if it stays so, whoever serves them has changed them.")
