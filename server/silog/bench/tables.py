"""Tables of text, for a terminal and for a page."""

from collections.abc import Iterable, Sequence
from typing import Final

Row = Sequence[str]
_NAMES: Final = 2


def for_terminal(headings: Row, rows: Iterable[Row]) -> str:
    """Align columns with spaces: the first two to the left, figures to the right."""
    table = [headings, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(headings))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < _NAMES else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in table
    )


def for_page(headings: Row, rows: Iterable[Row]) -> str:
    """Write a Markdown table: the first two columns to the left, figures to the right."""
    rule = ["---" if column < _NAMES else "---:" for column in range(len(headings))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (headings, rule, *rows))
