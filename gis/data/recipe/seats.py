"""The seat of each district: the village whose town its committee would sit in."""

from pathlib import Path

from recipe.csvfile import read_rows
from recipe.facilities import Facility
from recipe.gazetteer import Region

URBAN_MARK = "1"
"""The last group of a village code begins with 1 for a kelurahan (urban) and 2 for a desa."""


def district_seats(regions: list[Region], havens: list[Facility], figures: Path) -> dict[str, str]:
    """Choose the village of each district's committee: by name, a port, urban, then most stations of February 2024.

    A village that bears the district's name, or has it as its first word, is its seat wherever there is one.
    """
    counts = {row["code"]: int(row["stations_2024_02"]) for row in read_rows(figures / "regions.csv")}
    with_port = {port.region_code for port in havens if port.kind == "PORT"}
    names = {region.code: region.name for region in regions}

    def rank(village: Region) -> tuple[object, ...]:
        is_namesake = village.name.startswith(names[str(village.parent)])
        is_urban = village.code.rpartition(".")[2].startswith(URBAN_MARK)
        return is_namesake, village.code in with_port, is_urban, counts[village.code], village.code

    seats: dict[str, Region] = {}
    for village in regions:
        if village.level == "VILLAGE":
            district = str(village.parent)
            seats[district] = max(seats.get(district, village), village, key=rank)
    return {district: village.code for district, village in seats.items()}
