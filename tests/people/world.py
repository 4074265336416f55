"""Two elections side by side."""

from dataclasses import dataclass

import asyncpg


@dataclass(frozen=True)
class Elections:
    """The numbers of a training and a real election."""

    training: int
    real: int


async def add_places(owner: asyncpg.Connection, election: int) -> None:
    """Two stations of a village in Serasan, their district's committee, and one of Lingga."""
    levels = {5: "REGENCY", 8: "DISTRICT", 13: "VILLAGE"}
    for code in ("21.03.04", "21.03.04.1003", "21.04.01"):
        await owner.execute(
            "INSERT INTO regions (code, parent_code, level, name) VALUES ($1, $2, $3, $1)", code, code.rpartition(".")[0], levels[len(code)]
        )
    places: list[tuple[str, str, str, int | None]] = [("PPK", "PPK-21.03.04", "21.03.04", None), ("PPK", "PPK-21.04.01", "21.04.01", None)]
    places += [("POLLING_STATION", f"TPS-21.03.04.1003-00{number}", "21.03.04.1003", number) for number in (1, 2)]
    for kind, code, region, number in places:
        await owner.execute(
            """INSERT INTO facilities
                 (election_id, code, kind, name, region_code, point, quality, source, station_number, registered_voters)
               VALUES ($1, $2, $3, $4, $5, 'SRID=4326;POINT(109.03 2.51)', 'SYNTHETIC', 'uji', $6::smallint, $7)""",
            election,
            code,
            kind,
            code if number is None else f"TPS {number}",
            region,
            number,
            None if number is None else 300,
        )
