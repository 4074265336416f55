"""From the bytes of a CSV or GeoJSON file to records of named cells."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from silog.places.reading.problems import Problems

_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was given: its name for messages, its bytes, and the region outside which its rows are left aside."""

    name: str
    content: bytes
    only: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns a file must and may have; `aliases` are other names that public files use for them."""

    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    aliases: Mapping[str, str] = field(default_factory=dict)

    def name(self, header: str) -> str:
        """Give our name of a column, whatever its case and spaces."""
        plain = header.strip().lower()
        return self.aliases.get(plain, plain)

    def check(self, found: list[str], problems: Problems, given: frozenset[str] = frozenset()) -> None:
        """Note unknown, doubled and missing columns; `given` are known from elsewhere, as a feature's point is."""
        known = self.required | self.optional
        for name in dict.fromkeys(found):
            if name not in known:
                problems.add(f"is not known here; known are {', '.join(sorted(known))}", column=name or "(empty)")
            elif found.count(name) > 1:
                problems.add("stands more than once in the header", column=name)
        for name in sorted(self.required - set(found) - given):
            problems.add("is missing", column=name)


@dataclass(frozen=True, slots=True)
class Record:
    """One row or feature: its number, its cells by column, and the geometry of a feature that is no point."""

    row: int
    cells: Mapping[str, str]
    shape: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """All records of a file, and which columns it has."""

    columns: frozenset[str]
    records: list[Record]


def read_records(file: File, columns: Columns, problems: Problems) -> Records:
    """Read CSV (comma or semicolon) or GeoJSON, told apart by the first character; UTF-8, with or without a byte order mark."""
    try:
        text = file.content.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as error:
        problems.add(
            f"is not UTF-8 text: byte 0x{file.content[error.start]:02x} at position {error.start}. Save it as UTF-8 and try again."
        )
        return Records(frozenset(), [])
    if not text.strip():
        problems.add("The file is empty.")
        return Records(frozenset(), [])
    found = _features(text, columns, problems) if text.lstrip().startswith("{") else _rows(text, columns, problems)
    if not found.records and not problems:
        problems.add("The file has no rows.")
    return found


def _rows(text: str, columns: Columns, problems: Problems) -> Records:
    first = text.split("\n", 1)[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first and "," not in first else ",", strict=True)
    try:
        header = [columns.name(name) for name in next(lines)]
        columns.check(header, problems)
        return Records(frozenset(header), list(_numbered(lines, header, problems)))
    except csv.Error as error:
        problems.add(f"cannot be read as CSV: {error}", row=lines.line_num)
        return Records(frozenset(), [])


def _numbered(lines: Iterator[list[str]], header: list[str], problems: Problems) -> Iterator[Record]:
    for row, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            problems.add(f"has {len(cells)} cells, and the header has {len(header)}", row=row)
            continue
        yield Record(row, dict(zip(header, map(str.strip, cells), strict=True)))


def _features(text: str, columns: Columns, problems: Problems) -> Records:
    problems.unit = "feature"
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        problems.add(f"The file cannot be read as GeoJSON: {error}")
        return Records(frozenset(), [])
    features = document.get("features") if document.get("type") == "FeatureCollection" else None
    if not isinstance(features, list):
        problems.add("The file is JSON but no GeoJSON FeatureCollection.")
        return Records(frozenset(), [])
    if "crs" in document and not any(name in json.dumps(document["crs"]) for name in ("CRS84", "4326")):
        problems.add("The coordinates are not in longitude and latitude (WGS 84); export the file in EPSG:4326.")
    records = [record for number, feature in enumerate(features, start=1) if (record := _feature(number, feature, columns, problems))]
    names = list(dict.fromkeys(name for record in records for name in record.cells))
    columns.check(names, problems, given=frozenset({"lon", "lat"}))
    return Records(frozenset(names), records)


def _refuse_constant(name: str) -> None:
    message = f"{name} is no number in JSON"
    raise ValueError(message)


def _feature(number: int, feature: object, columns: Columns, problems: Problems) -> Record | None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature" or not isinstance(feature.get("properties") or {}, dict):
        problems.add("is no GeoJSON Feature", row=number)
        return None
    cells = {columns.name(name): _cell(value) for name, value in (feature.get("properties") or {}).items()}
    for name in [name for name, value in cells.items() if value is None]:
        problems.add("holds an object or a list, and must hold one value", row=number, column=name)
        return None
    return _placed(number, {name: value or "" for name, value in cells.items()}, feature.get("geometry"), problems)


def _cell(value: object) -> str | None:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip() if isinstance(value, str | int | float) else None


def _placed(number: int, cells: dict[str, str], geometry: object, problems: Problems) -> Record | None:
    if geometry is None:
        return Record(number, cells)
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in {"Point", "Polygon", "MultiPolygon"} or not isinstance(coordinates, list):
        problems.add(
            f"{kind or 'this'} is no geometry that can be loaded; use a Point (for regions also Polygon or MultiPolygon)", row=number
        )
        return None
    if kind != "Point":
        return Record(number, cells, geometry)
    if len(coordinates) < 2 or not all(isinstance(value, int | float) for value in coordinates):  # noqa: PLR2004 -- lon and lat
        problems.add("the point has no longitude and latitude", row=number)
        return None
    return Record(number, {"lon": str(coordinates[0]), "lat": str(coordinates[1])} | cells)
