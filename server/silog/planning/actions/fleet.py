"""The fleet from a file: conveyances and their terms, all of them or none. Each whose terms change is audited."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.movement.queries import conveyance_regions, missing_places
from silog.movement.tables import conveyances
from silog.people.rules import Role, Viewer
from silog.places.actions import Written
from silog.places.actions.bulk import upsert
from silog.places.queries import election_numbered, region_facts
from silog.places.reading import File, Problems
from silog.places.rules import is_within
from silog.planning.actions.inputs import VESSEL, as_audited
from silog.planning.actions.keeping import Change, audited, keep
from silog.planning.reading import FleetRow, read_fleet
from silog.planning.tables import vessel_terms
from silog.routes.actions.areas import LOADER


async def load_fleet(database: Database, election_id: int, file: File, region: str, *, is_dry_run: bool = False) -> Written:
    """Load conveyances of a region with their terms. Loading the same file again changes nothing.

    Refused: a region or home that is not known, a conveyance that belongs, or is to belong, to another region.
    """
    problems = Problems(file.name)
    rows = read_fleet(file, problems)
    problems.refuse()
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        election = await election_numbered(work.connection, election_id)
        await _refuse_unfit(work, rows, region)
        loader = Viewer(LOADER, Role.COORDINATOR, region, election_id, election.code)
        written = Written()
        for row in rows:
            written += await _keep(work, loader, row, file.name)
        if is_dry_run:
            await work.undo()
    return written


async def _keep(work: UnitOfWork, loader: Viewer, row: FleetRow, name: str) -> Written:
    done = await upsert(work, conveyances, [_columns(loader.election_id, row)])
    has_new_terms = await _keep_terms(work, loader, row, name)
    return Written(changed=1) if done.is_same and has_new_terms else done


async def _refuse_unfit(work: UnitOfWork, rows: Sequence[FleetRow], region: str) -> None:
    standing = await conveyance_regions(work, [row.conveyance.code for row in rows])
    regions = {row.conveyance.region_code for row in rows}
    unknown = regions - (await region_facts(work.connection, sorted(regions))).keys()
    homes = await missing_places(work, {row.conveyance.home_code for row in rows if row.conveyance.home_code})
    elsewhere = [
        row.conveyance.code
        for row in rows
        if not all(is_within(one, region) for one in {row.conveyance.region_code, standing.get(row.conveyance.code, region)})
    ]
    for what, found in (
        ("regions are not known", sorted(unknown)),
        ("homes are not known", homes),
        ("belong to another region", elsewhere),
    ):
        if found:
            raise SilogError(WRONG_INPUT, f"Of the fleet these {what}: {', '.join(found[:5])}.", "Nothing was changed.")


async def _keep_terms(work: UnitOfWork, loader: Viewer, row: FleetRow, name: str) -> bool:
    """Keep the terms of one conveyance; says whether they are other than before."""
    if row.terms is None:
        return False
    code = row.conveyance.code
    wanted = {"election_id": loader.election_id, "region_code": row.conveyance.region_code, **asdict(row.terms), "source": row.source}
    t = vessel_terms.c
    its_own = (t.election_id == loader.election_id) & (t.conveyance_code == code)
    standing = (await work.connection.execute(select(vessel_terms).where(its_own))).mappings().one_or_none()
    if standing is not None and dict(standing) == wanted:
        return False
    await keep(work, vessel_terms, wanted)
    before = None if standing is None else as_audited(dict(standing))
    await audited(work, loader, Change(row.conveyance.region_code, VESSEL, code, f"loaded from {name}", before, as_audited(wanted)))
    return True


def _columns(election_id: int, row: FleetRow) -> dict[str, Any]:
    facts = asdict(row.conveyance)
    return {"election_id": election_id, **facts, "kind": row.conveyance.kind.value}
