"""The table of files in PROVENANCE.md: rows and checksum of each, written by the run that wrote the files."""

import hashlib
import re
from pathlib import Path

from recipe.csvfile import read_rows

ORIGIN = {
    "kepri_land.fgb": "GSHHG",
    "regions.csv": "idn-area-data; points from figures/regions.csv",
    "islands.csv": "idn-area-data; landmass by this recipe",
    "facilities.csv": "figures/ports.csv, figures/warehouses.csv, village points; berths and landings by this recipe",
    "stations.csv": "figures/regions.csv, figures/voters.csv; positions by this recipe",
    "frontier.csv": "Keppres 6/2017 and the distribution of 2024, reason and source in each row; written by hand",
    "figures/regions.csv": "see below",
    "figures/ports.csv": "see below",
    "figures/voters.csv": "see below",
    "figures/warehouses.csv": "the towns of KPU's offices, from the accounts of 2024",
}


def table(data: Path, landmasses: int) -> str:
    """Give the table's rows for a data folder."""
    lines = []
    for name, origin in ORIGIN.items():
        path = data / name
        rows = len(read_rows(path)) if path.suffix == ".csv" else landmasses
        lines.append(f"| {name} | {rows:,} | `{hashlib.sha256(path.read_bytes()).hexdigest()}` | {origin} |")
    return "\n".join(lines)


def update(page: Path, data: Path, landmasses: int) -> None:
    """Write the rows into the page, between the head of its table and the next heading."""
    text = page.read_text(encoding="utf-8")
    found = re.sub(r"(?s)(\| file \|[^\n]*\n\|---[^\n]*\n).*?(\n\n## )", rf"\g<1>{table(data, landmasses)}\g<2>", text, count=1)
    page.write_text(found, encoding="utf-8")
