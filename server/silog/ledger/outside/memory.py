"""What whoever follows a log remembers of it: one file with the newest checkpoint that held, and beside it what did not, as evidence.

The file is the signed note itself, so anybody can read and check it. It is never half written: a new file takes its place as a whole.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from silog.errors import WRONG_INPUT, SilogError
from silog.ledger.rules import Checkpoint, Verifier


@dataclass(frozen=True, slots=True)
class Memory:
    """A file of the newest verified checkpoint; it need not be there yet."""

    path: Path

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep others from using it while the block lasts; BAD_INPUT where somebody does: two would forget what the other has seen."""
        try:
            lock = self.path.with_name(f"{self.path.name}.lock").open("w")
        except OSError as error:
            raise SilogError(WRONG_INPUT, f"{self.path} cannot be used as memory: {error.strerror}.") from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise SilogError(
                    WRONG_INPUT, f"Somebody is using {self.path} already.", "Each that follows needs a memory of its own."
                ) from error
            yield

    def read(self, verifier: Verifier) -> tuple[str, Checkpoint] | None:
        """Give what is remembered, as note and checkpoint; None where there is nothing yet. SilogError where it is not this log's."""
        try:
            note = self.path.read_bytes().decode()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise SilogError(WRONG_INPUT, f"The memory {self.path} cannot be read: {error}.") from error
        try:
            return note, Checkpoint.read(note, verifier)
        except SilogError as error:
            message = f"The memory {self.path} is not of this log and key: {error.message}"
            raise SilogError("ANOTHER_MEMORY", message, "If the log has a new key, find out why before you begin a new memory.") from error

    def keep(self, note: str) -> None:
        """Remember a note instead of the one before. When this returns it is on the disk."""
        try:
            self._put(self.path, note)
        except OSError as error:
            raise SilogError(
                "NOT_KEPT", f"The memory {self.path} cannot be written: {error.strerror}.", "Nothing was remembered."
            ) from error

    def keep_evidence(self, served: str, texts: Mapping[str, str]) -> list[Path]:
        """Write texts beside the memory, named by the checkpoint that was served; what is there of the same one already stays."""
        which = sha256(served.rpartition("\n\n")[0].encode()).hexdigest()[:12]
        paths = [self.path.with_name(f"{self.path.name}.evidence-{which}-{name}") for name in texts]
        for path, text in zip(paths, texts.values(), strict=True):
            if not path.exists():
                try:
                    self._put(path, text)
                except OSError as error:
                    raise SilogError(
                        "NOT_KEPT", f"The evidence {path} cannot be written: {error.strerror}.", "\n".join(texts.values())
                    ) from error
        return paths

    def _put(self, path: Path, text: str) -> None:
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            try:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
