"""What is wrong with a file, said by row and column, all of it at once: nobody should load a file ten times to find ten mistakes."""

from dataclasses import dataclass, field
from typing import Final

from silog.errors import WRONG_INPUT, SilogError

_MOST_SHOWN: Final = 50


@dataclass(slots=True)
class Problems:
    """Collects what is wrong. `unit` is what the file's parts are called: rows of a CSV (the header is row 1), features of GeoJSON."""

    file: str
    unit: str = "row"
    _found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, message: str, row: int | None = None, column: str | None = None) -> None:
        """Note one problem, where it is and what is wrong there."""
        where = ", ".join([*([f"{self.unit} {row}"] if row is not None else []), *([f"column {column}"] if column else [])])
        self._found.append((row or 0, f"{where}: {message}" if where else message))

    def __len__(self) -> int:
        return len(self._found)

    @property
    def lines(self) -> list[str]:
        """Every problem, in the order of the file."""
        return [line for _, line in sorted(self._found, key=lambda found: found[0])]

    def refuse(self) -> None:
        """Raise BAD_INPUT with everything that was found, if anything was."""
        if not self._found:
            return
        lines = self.lines
        more = [f"and {len(lines) - _MOST_SHOWN:,} more"] if len(lines) > _MOST_SHOWN else []
        said = "1 thing is wrong" if len(lines) == 1 else f"{len(lines):,} things are wrong"
        body = "\n".join(f"  {line}" for line in lines[:_MOST_SHOWN] + more)
        raise SilogError(
            WRONG_INPUT, f"{self.file} was not loaded: {said}.\n{body}", "Nothing was changed. Correct the file and load it again."
        )
