"""The register of seals of the season: numbers issued to the warehouses before boxes are sealed, published before the first leave."""

from datetime import datetime
from typing import Final

from silog.custody.actions import issue_seals, publish_register
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.people.rules import Role, Viewer
from silog.places.queries import Election
from silog.training.acting.seals import issued_seals
from silog.training.facts import Season
from silog.training.queries import box_names

_IS_SEALED: Final = """SELECT EXISTS (SELECT FROM seals WHERE election_id = $1) OR EXISTS (SELECT FROM sealings WHERE election_id = $1)"""
_ISSUED: Final = "LATIHAN: segel diserahkan ke gudang sebelum pengepakan"
_PUBLISHED: Final = "LATIHAN: daftar segel diumumkan sebelum pengiriman pertama"


async def ensure_seals(database: Database, election: Election, season: Season) -> None:
    """Issue the season's seals to its warehouses, unless some were issued, or put on, already: a number is issued before its use."""
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        if await (await work.driver).fetchval(_IS_SEALED, election.id):
            return
        stations = [name.station for name in sorted((await box_names(work)).values())]
    for warehouse, numbers in issued_seals(stations, season.sealing.spare_share).items():
        office = _office(election, warehouse.removeprefix("WH-"))
        await issue_seals(database, office, [(number, warehouse) for number in numbers], _ISSUED, at=season.packing_starts)


async def publish(database: Database, election: Election, regency: str, at: datetime) -> None:
    """Publish the register of a regency's seals, as its office does."""
    await publish_register(database, _office(election, regency), regency, _PUBLISHED, at=at)


def _office(election: Election, regency: str) -> Viewer:
    return Viewer("Operator LATIHAN", Role.OPERATOR, regency, election.id, election.code)
