"""A small archipelago: two provinces, five regencies, and every kind of name that a program can trip over."""

from typing import Final

from tests.factories.writing import Row, point

VILLAGES: Final = (
    "21.03.04.1003",
    "21.03.04.2004",
    "21.03.05.2001",
    "21.05.02.1001",
    "21.05.02.2002",
    "21.71.01.1001",
    "12.19.01.2001",
)
_NAMES: Final = ('Desa "Air" Payang', "Pulau\\Laut", "Sedanau\nTimur", "Tanjung 100%_Kumbik", "Ségéh 島", "O'Lopo\t</script>")
_LEVELS: Final = {2: "PROVINCE", 5: "REGENCY", 8: "DISTRICT", 13: "VILLAGE"}


def codes() -> list[str]:
    """Every region's code, from the provinces down."""
    found = {".".join(village.split(".")[:depth]) for village in VILLAGES for depth in range(1, 5)}
    return sorted(found | {"21.04"}, key=lambda code: (len(code), code))


def middle(code: str) -> tuple[float, float]:
    """Where a region lies: apart from all others, and never on a border of a test's area."""
    place = codes().index(code)
    return 104.0123 + place * 0.2517, 0.5371 + place * 0.1913


def regions() -> list[Row]:
    """Rows of `regions`: one in three without a label, one in four with an area."""
    return [_region(number, code) for number, code in enumerate(codes())]


def _region(number: int, code: str) -> Row:
    lon, lat = middle(code)
    square = f"(({lon} {lat},{lon + 0.1} {lat},{lon + 0.1} {lat + 0.1},{lon} {lat}))"
    return {
        "code": code,
        "parent_code": code.rpartition(".")[0] or None,
        "level": _LEVELS[len(code)],
        "name": _NAMES[number % len(_NAMES)] if number % 2 else f"Wilayah {code}",
        "label": None if number % 3 == 0 else point(lon, lat),
        "area": f"SRID=4326;MULTIPOLYGON({square})" if number % 4 == 1 else None,
        "is_area_approximate": number % 2 == 0,
        "is_3t": code.startswith("21.03"),
    }


def islands() -> list[Row]:
    """Rows of `islands`: names repeat, and some belong to no regency."""
    regencies = [code for code in codes() if len(code) == 5]
    return [
        {
            "code": f"21.{number % 7:02d}.4{number:04d}",
            "regency_code": None if number % 4 == 0 else regencies[number % len(regencies)],
            "name": f"Pulau {_NAMES[number % 3]}",
            "point": point(104.0321 + number * 0.171, 0.6113 + number * 0.137),
            "is_populated": number % 2 == 0,
            "is_outermost": number % 5 == 0,
            "landmass": number,
        }
        for number in range(14)
    ]
