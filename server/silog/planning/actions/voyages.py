"""Timetabled voyages: typed one by one, or loaded from a file as a whole. Each one that changes is audited."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import delete, insert

from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.movement.queries import missing_conveyances, missing_places
from silog.people.actions import checked_reason
from silog.people.rules import Role, Viewer
from silog.places.actions import Written
from silog.places.queries import election_numbered
from silog.places.reading import File, Problems
from silog.places.rules import is_within
from silog.planning.actions.keeping import Change, InputRefusedError, audited, keep, refuse_elsewhere, refuse_wrong
from silog.planning.queries import StoredVoyage, voyages_of
from silog.planning.reading import read_voyages
from silog.planning.rules import Voyage, wrong_voyage
from silog.planning.tables import voyage_calls, voyages
from silog.routes.actions.areas import LOADER

SET: Final = "election:voyage:set"


async def set_voyage(database: Database, viewer: Viewer, voyage: Voyage, reason: str) -> None:
    """Set a voyage for the viewer's region and all below it; one of the same code is replaced, one without room is not planned with."""
    said = checked_reason(reason)
    refuse_wrong(wrong_voyage(voyage))
    async with database.unit_of_work(viewer.scope) as work:
        await _refuse_unknown(work, [voyage])
    # The code may be another region's, out of sight: codes are one list for the whole election.
    async with database.unit_of_work(Scope.whole_election(viewer.election_id)) as work:
        standing = {one.voyage.code: one for one in await voyages_of(work, [voyage.code])}.get(voyage.code)
        if standing is not None:
            refuse_elsewhere(viewer, standing.region_code, "code", voyage.code)
        await _store(work, viewer, voyage, standing, said)


async def load_voyages(database: Database, election_id: int, file: File, region: str, *, is_dry_run: bool = False) -> Written:
    """Load a file of voyages for a region: all of it or nothing. Loading the same file again changes nothing."""
    problems = Problems(file.name)
    rows = read_voyages(file, problems)
    problems.refuse()
    written = Written()
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        election = await election_numbered(work.connection, election_id)
        loader = Viewer(LOADER, Role.COORDINATOR, region, election_id, election.code)
        await _refuse_unknown(work, rows)
        standing = {one.voyage.code: one for one in await voyages_of(work, [row.code for row in rows])}
        for row in rows:
            before = standing.get(row.code)
            if before is not None and not is_within(before.region_code, region):
                raise SilogError(WRONG_INPUT, f"Voyage {row.code} belongs to {before.region_code}.", "Load it with that --region.")
            if before is not None and before.voyage == row:
                written += Written(unchanged=1)
                continue
            await _store(work, loader, row, before, f"loaded from {file.name}")
            written += Written(inserted=1) if before is None else Written(changed=1)
        if is_dry_run:
            await work.undo()
    return written


async def _refuse_unknown(work: UnitOfWork, rows: Sequence[Voyage]) -> None:
    """Refuse conveyances and places that are not in sight."""
    missing = await missing_conveyances(work, {row.conveyance_code for row in rows if "\x00" not in row.conveyance_code})
    if missing:
        message = f"There is no conveyance {', '.join(missing[:5])} in sight ({len(missing)} are unknown)."
        raise InputRefusedError("conveyance", "UNKNOWN_CONVEYANCE", message, "Ask for conveyances: they list the codes.")
    missing = await missing_places(work, {call.place_code for row in rows for call in row.calls if "\x00" not in call.place_code})
    if missing:
        message = f"There is no place {', '.join(missing[:5])} in sight ({len(missing)} are unknown)."
        raise InputRefusedError("calls", "UNKNOWN_PLACE", message, "Ask for facilities: they list the codes.")


async def _store(work: UnitOfWork, viewer: Viewer, voyage: Voyage, before: StoredVoyage | None, reason: str) -> None:
    region = viewer.region_code if before is None else before.region_code
    key = {"election_id": viewer.election_id}
    row = {"code": voyage.code, "region_code": region, "conveyance_code": voyage.conveyance_code, "source": voyage.source}
    await keep(work, voyages, {**key, **row, "capacity_boxes": voyage.capacity_boxes})
    c = voyage_calls.c
    await work.connection.execute(delete(voyage_calls).where(c.election_id == viewer.election_id, c.voyage_code == voyage.code))
    calls = [
        {**key, "voyage_code": voyage.code, "number": number, "region_code": region}
        | {"place_code": call.place_code, "arrives_at": call.arrives_at, "departs_at": call.departs_at}
        for number, call in enumerate(voyage.calls, 1)
    ]
    await work.connection.execute(insert(voyage_calls), calls)
    was = None if before is None else _described(before.voyage)
    await audited(work, viewer, Change(region, SET, voyage.code, reason, was, _described(voyage)))


def _described(voyage: Voyage) -> Mapping[str, object]:
    calls = [[call.place_code, call.arrives_at.isoformat(), call.departs_at.isoformat()] for call in voyage.calls]
    return {"conveyance": voyage.conveyance_code, "capacity_boxes": voyage.capacity_boxes, "calls": calls, "source": voyage.source}
