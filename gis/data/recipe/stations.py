"""Polling stations: how many each village has, how many voters each has, and where it stands.

Published are the stations per district and the voters per regency at Pilkada 2024, and the stations per village of February
2024. Everything finer is an estimate, every position is synthetic.
"""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from recipe.csvfile import read_rows
from recipe.gazetteer import Region
from recipe.placement import spread
from recipe.shares import fraction_of, largest_remainder
from silog_gis.geodesy import distance_m
from silog_gis.land import Ashore, Land

HEADER = ["code", "region_code", "number", "lon", "lat", "landmass", "registered_voters", "quality", "moved_m"]
LARGEST_STATION = 600
"""No station has more voters (PKPU on voter lists, Pilkada 2024)."""
UNEVENNESS = 0.2
"""Stations differ by up to a tenth either way from their mean, as neighbourhoods do."""
WIDEST_M = 3_000.0
DISTRICT_CODE_LENGTH = len("21.03.04")


def stations_of_villages(figures: Path) -> dict[str, int]:
    """Share each district's stations of Pilkada 2024 to its villages by their stations of February 2024."""
    rows = read_rows(figures / "regions.csv")
    districts = {row["code"]: int(row["stations_2024_11"]) for row in rows if len(row["code"]) == DISTRICT_CODE_LENGTH}
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        if len(row["code"]) > DISTRICT_CODE_LENGTH:
            weights[row["code"].rpartition(".")[0]][row["code"]] = float(row["stations_2024_02"])
    shares = (largest_remainder(total, weights[code], least=1) for code, total in sorted(districts.items()))
    return {village: count for share in shares for village, count in share.items()}


def voters_of_stations(codes: Iterable[str], figures: Path) -> dict[str, int]:
    """Share the voters of each regency over its stations; a district with a figure of its own is shared by itself first."""
    left = {row["code"]: int(row["registered_voters"]) for row in read_rows(figures / "voters.csv")}
    voters: dict[str, int] = {}
    remaining = sorted(codes)
    for area in sorted(left, key=lambda code: (-len(code), code)):
        mine = [code for code in remaining if code.startswith(f"TPS-{area}.")]
        total = left[area]
        remaining = [code for code in remaining if code not in set(mine)]
        voters |= largest_remainder(total, {code: 1 + UNEVENNESS * (fraction_of(code, "voters") - 0.5) for code in mine})
        parent = area.rpartition(".")[0]
        if parent in left:
            left[parent] -= total
    crowded = [code for code, count in voters.items() if count > LARGEST_STATION]
    if crowded:
        message = f"more than {LARGEST_STATION} voters at {', '.join(crowded)}"
        raise ValueError(message)
    return voters


def place_stations(
    land: Land, villages: list[Region], anchors: dict[str, Ashore], counts: dict[str, int], voters: dict[str, int]
) -> Iterable[tuple[object, ...]]:
    """Place the stations of each village round its point, at most half way to the next village; rows of stations.csv."""
    for village in villages:
        count = counts[village.code]
        places = spread(land, anchors[village.code], village.code, count, _radius_m(village, villages))
        for number, at in enumerate(places, start=1):
            code = station_code(village.code, number)
            position = (at.lon, at.lat, at.landmass)
            yield code, village.code, number, *position, voters[code], "SYNTHETIC", round(at.moved_m)


def station_code(village: str, number: int) -> str:
    """Give the code of a village's n-th polling station: `TPS-21.03.04.1003-001`."""
    return f"TPS-{village}-{number:03d}"


def _radius_m(village: Region, villages: list[Region]) -> float:
    here = (village.lon, village.lat)
    others = (other for other in villages if other is not village and abs(other.lat - village.lat) < 0.1)  # noqa: PLR2004 - 11 km
    nearest_m = min((distance_m(here, (other.lon, other.lat)) for other in others), default=WIDEST_M)
    return min(WIDEST_M, nearest_m / 2)
