"""What this machine knows to have been signed, beside the database: on an older copy of that nothing shall be signed."""

import fcntl
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

from silog.errors import SilogError
from silog.ledger.queries import Head
from silog.ledger.rules import Checkpoint, Verifier

RESTORE: Final = "It was restored from an older copy, or changed by hand: restore the newest. docs/log.md says what else can be done."


@dataclass(slots=True)
class Memory:
    """The newest checkpoint of one log that was signed here, in a file."""

    path: Path
    verifier: Verifier
    _read: tuple[str, Checkpoint] | None = field(default=None, init=False)

    @property
    def newest(self) -> Checkpoint | None:
        """Give the newest one; None where none is known. SilogError where the file is not one that this key has signed.

        It is read each time, since another process may have written it; the signature is checked where it is another than the last.
        """
        try:
            note = self.path.read_text()
        except FileNotFoundError:
            return None
        read = self._read
        if read is None or read[0] != note:
            self._read = read = note, Checkpoint.read(note, self.verifier)
        return read[1]

    def refuse_less(self, head: Checkpoint) -> None:
        """Refuse a head that is behind what was signed, or beside it: whoever saw that would find the log to have forgotten."""
        known = self.newest
        if known is not None and (known.size > head.size or (known.size == head.size and known.root != head.root)):
            held = f"{head.size:,}" if known.size > head.size else "others"
            raise SilogError(
                "LOG_BEHIND", f"The log {head.origin} was signed with {known.size:,} entries, and the database holds {held}.", RESTORE
            )

    def keep(self, head: Head) -> None:
        """Know this one from now on, also after the machine lost its power. One that is known already, or a newer, costs nothing.

        Threads and processes may do this at once, and in any order: the newest stays.
        """
        if self._knows(head):
            return
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self._knows(head):
                return
            draft = self.path.with_suffix(".new")
            with draft.open("w") as file:
                file.write(head.note)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)

    def _knows(self, head: Head) -> bool:
        newest = self.newest
        return newest is not None and newest.size >= head.checkpoint.size


@dataclass(frozen=True, slots=True)
class Memories:
    """What is known of every log that was signed here: in a folder, where each has a file of its own."""

    folder: Path
    _found: dict[Verifier, Memory] = field(default_factory=dict, init=False)

    def of(self, verifier: Verifier) -> Memory:
        """Give what is known of one."""
        return self._found.setdefault(verifier, Memory(self.folder / f"{quote(verifier.name, safe='')}.checkpoint", verifier))
