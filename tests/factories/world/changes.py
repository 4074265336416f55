"""What offices have changed: the audit, and areas of the sea."""

from datetime import timedelta

from tests.factories import territory
from tests.factories.world.building import Builder


def add_changes(world: Builder) -> None:
    """What officials did, in regions of every level."""
    for number, region in enumerate(("21", "21.03", "21.03.04", "21.05", "21.03", "12.19", "21")):
        world.add(
            "audit",
            region_code=region,
            at=world.moment(),
            recorded_at=world.now,
            actor=('Budi "Laut"', "Siti\\")[number % 2],
            role=("OPERATOR", "COORDINATOR")[number % 2],
            action=("election:port:move", "election:sea_area:set")[number % 2],
            object_code=(f"PORT-{region}", "AREA-1")[number % 2],
            reason='Dermaga "lama"\trusak',
            before=None if number % 3 == 0 else '{"berth": [104.1, 1.5]}',
            after='{"berth": [104.2, 1.5]}',
        )


def add_sea_areas(world: Builder) -> None:
    """Add areas that hold, have ended or are to come."""
    for number, region in enumerate(("21", "21.03", "21.05", "12", "21")):
        lon, lat = territory.middle(region)
        world.add(
            "sea_areas",
            code=f"AREA-{number}",
            region_code=region,
            name=f'Perairan "{number}" \\ 島',
            kind=("FOREIGN", "RESTRICTED")[number % 2],
            rule=("AVOID", "COST")[number % 2],
            cost_factor=1.5 + number if number % 2 else None,
            valid_from=None if number % 3 == 0 else world.now - timedelta(days=number),
            valid_to=None if number % 2 else world.now + timedelta(hours=number - 2),
            area=f"SRID=4326;MULTIPOLYGON((({lon} {lat},{lon + 0.3} {lat},{lon + 0.3} {lat + 0.2},{lon} {lat})))",
            source="https://contoh.id/peta?a=1&b=2",
        )
