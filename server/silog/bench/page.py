"""The page of measurements: sections that commands write, each its own, and leave the others as they are."""

from pathlib import Path
from typing import Final

_PREFACE: Final = """# Performance

What the product costs, measured and not estimated. Each section below is written by the command that it names, from what that command
measured; nobody types a figure into this page. To measure on another machine, run the command there.
"""


def write_section(page: Path, name: str, text: str) -> None:
    """Put a section into the page in place of its last edition, else at the end; the page is made if there is none."""
    begins, ends = f"<!-- silog bench {name}: begins -->", f"<!-- silog bench {name}: ends -->"
    found = page.read_text() if page.exists() else _PREFACE
    section = f"{begins}\n{text.strip()}\n{ends}"
    before, begun, rest = found.partition(begins)
    _, ended, after = rest.partition(ends)
    is_there = bool(begun and ended)
    page.write_text(f"{before}{section}{after}" if is_there else f"{found.rstrip()}\n\n{section}\n")
