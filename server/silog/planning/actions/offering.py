"""What a whole fleet and its timetable are given at once, by whoever builds an election: nobody's single change, so nothing is audited."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from sqlalchemy.dialects.postgresql import insert

from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.planning.rules import VesselTerms, Voyage
from silog.planning.tables import vessel_terms, voyage_calls, voyages

_ROWS_AT_ONCE = 500


async def offer_fleet(database: Database, election_id: int, terms: Sequence[VesselTerms], regions: Mapping[str, str], source: str) -> None:
    """Say on what terms conveyances may be planned with; `regions` gives the region of each. Terms that stand stay."""
    rows = [{"election_id": election_id, "region_code": regions[one.conveyance_code], "source": source, **asdict(one)} for one in terms]
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            await work.connection.execute(insert(vessel_terms).values(rows[start : start + _ROWS_AT_ONCE]).on_conflict_do_nothing())


async def offer_voyages(database: Database, election_id: int, timetable: Sequence[Voyage], region: str) -> None:
    """Give an election timetabled voyages, for a region and all in it; those of the same code stay as they are."""
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        for voyage in timetable:
            key = {"election_id": election_id, "region_code": region}
            row = {"conveyance_code": voyage.conveyance_code, "capacity_boxes": voyage.capacity_boxes, "source": voyage.source}
            await work.connection.execute(insert(voyages).values(code=voyage.code, **row, **key).on_conflict_do_nothing())
            calls = [{**key, "voyage_code": voyage.code, "number": number, **asdict(call)} for number, call in enumerate(voyage.calls, 1)]
            await work.connection.execute(insert(voyage_calls).values(calls).on_conflict_do_nothing())
