"""Standbys of the season, as its story has them: villagers' boats and a ship of the state, called where something of a plan does not sail.

They sail nothing of the season's own plan, so they have no phones and report nothing.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.movement.actions import add_conveyances
from silog.movement.rules import Conveyance, ConveyanceKind
from silog.places.queries import Election, FacilityFacts, facilities_of
from silog.planning.actions.offering import offer_fleet
from silog.planning.rules import VesselTerms
from silog.training.facts import Season


@dataclass(frozen=True, slots=True)
class Standbys:
    """The conveyances, and the terms on which plans may call them."""

    conveyances: tuple[Conveyance, ...]
    terms: tuple[VesselTerms, ...]
    source: str


async def ensure_standbys(database: Database, election: Election, season: Season) -> None:
    """Give an election its standbys; those that are there stay as they are. One whose port is not there is left out."""
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        places = {place.code: place for place in await facilities_of(work.connection)}
    found = standbys_of(season, places)
    await add_conveyances(database, election.id, found.conveyances)
    regions = {one.code: one.region_code for one in found.conveyances}
    await offer_fleet(database, election.id, found.terms, regions, found.source)


def standbys_of(season: Season, places: Mapping[str, FacilityFacts]) -> Standbys:
    """Read who lies where, for as long as the season lasts."""
    read = _read()
    pairs = [_standby(season, regency, row, places[port]) for regency, row, port in _lying(read) if port in places]
    return Standbys(tuple(one for one, _ in pairs), tuple(terms for _, terms in pairs), read["source"])


def _lying(read: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """Give the regency, the kind and the port of each."""
    for regency, ports in read.items():
        if regency not in {"source", "kinds"}:
            for kind, row in read["kinds"].items():
                yield from ((regency, row, port) for port in ports[kind])


def _standby(season: Season, regency: str, row: Mapping[str, Any], port: FacilityFacts) -> tuple[Conveyance, VesselTerms]:
    code = f"CNV-{row['code']}-{port.code}"
    physical = (row["capacity_boxes"], row["speed_kn"], row["clearance_m"], row["wave_limit_m"])
    conveyance = Conveyance(code, f"{row['label']} {port.name}", ConveyanceKind(row["kind"]), regency, port.code, *physical)
    times = (season.clock_starts, season.voting.opens)
    return conveyance, VesselTerms(code, row["crew_hours"], row["cost_per_hour"], 0, None, *times, row["rank"], row["notice_hours"])


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files("silog.training").joinpath("scenario", "standbys.toml").read_text(encoding="utf-8"))
