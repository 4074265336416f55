"""CSV as every reference file is written: UTF-8, a header, LF line ends, points with at most six decimals."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

Row = dict[str, str]


def read_rows(path: Path) -> list[Row]:
    """Read the rows of a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write rows in the order given, None as nothing; answers how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(["" if cell is None else _plain(cell) for cell in row])
            count += 1
    return count


def _plain(cell: object) -> object:
    """Write a float without trailing zeros and never in powers of ten."""
    if not isinstance(cell, float):
        return cell
    text = f"{cell:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
