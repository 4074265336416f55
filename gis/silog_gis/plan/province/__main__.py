"""`python -m silog_gis.plan.province GRAPHS`: make the problems anew, with the graphs of the sea kept in a folder."""

import sys
from pathlib import Path

import msgspec

from silog_gis.land import Land
from silog_gis.plan.province.asked import read_asked
from silog_gis.plan.province.building import document_of
from silog_gis.plan.province.files import FOLDER
from silog_gis.plan.scenarios.reference import Reference
from silog_gis.plan.whole.ways import CoastWays

if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 -- itself, and one folder
        sys.exit("Name one folder, for the graphs of the sea: python -m silog_gis.plan.province GRAPHS")
    reference, ways = Reference.shipped(), CoastWays(Land.load(), Path(sys.argv[1]))
    for path in sorted((Path(__file__).parent / "asked_for").glob("*.toml")):
        document = document_of(read_asked(path), reference, ways)
        target = FOLDER / path.with_suffix(".json").name
        target.write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n")
        sys.stderr.write(f"{target}: {len(document.drops)} drops, {len(document.vessels)} shifts\n")
