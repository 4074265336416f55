"""Facilities of every kind, in every region."""

from tests.factories import territory
from tests.factories.world.building import Builder
from tests.factories.writing import point


def add_places(world: Builder) -> None:
    """Add them."""
    for code in territory.codes():
        lon, lat = territory.middle(code)
        if len(code) == 2:
            _place(world, "AIRPORT", f"AIR-{code}", code, (lon, lat))
        elif len(code) == 5:
            _place(world, "WAREHOUSE", f"WH-{code}", code, (lon, lat))
            _place(world, "PORT", f"PORT-{code}", code, (lon + 0.01, lat), berth=point(lon + 0.0125, lat - 0.0011))
        elif len(code) == 8:
            _place(world, "PPK", f"PPK-{code}", code, (lon, lat))
            _place(world, "LANDING", f"LDG-{code}", code, (lon, lat), berth=point(lon, lat + 0.001))
        else:
            _place(world, "PPS", f"PPS-{code}", code, (lon, lat))
            for number in range(1, 3):
                _place(world, "POLLING_STATION", f"TPS-{code}-{number:03d}", code, (lon + number * 0.0017, lat), number=number)


def _place(
    world: Builder, kind: str, code: str, region: str, at: tuple[float, float], *, berth: str | None = None, number: int | None = None
) -> None:
    world.add(
        "facilities",
        code=code,
        kind=kind,
        name=f"{kind.title()} {region}" + ('"\\' if number == 2 else ""),
        region_code=region,
        point=point(*at),
        berth=berth,
        quality=world.chance.choice(["SURVEYED", "RECALLED", "CHECK", "DERIVED", "SYNTHETIC"]),
        moved_m=world.chance.randint(0, 300),
        source="https://contoh.id/?a=1&b=2",
        is_3t=region.startswith("21.03"),
        station_number=number,
        registered_voters=None if number is None else 100 * number,
    )
