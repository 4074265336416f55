"""Setting what plans are made of: terms of vessels, tides, the bulletin, deadlines and handling times. Each change is audited."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, insert, select

from silog.kit.database import Database, UnitOfWork
from silog.movement.queries import conveyance_regions
from silog.people.actions import checked_reason
from silog.people.rules import Viewer
from silog.places.queries import facilities_of, region_facts
from silog.planning.actions.keeping import Change, InputRefusedError, audited, keep, refuse_elsewhere, refuse_wrong
from silog.planning.rules import (
    Because,
    Figures,
    SeaState,
    TideWindow,
    VesselTerms,
    wrong_figures,
    wrong_sea_state,
    wrong_source,
    wrong_terms,
    wrong_tides,
)
from silog.planning.tables import handling_times, plan_deadlines, sea_states, tide_windows, vessel_terms

VESSEL: Final = "election:vessel_terms:set"
TIDES: Final = "election:tides:set"
SEA: Final = "election:sea_state:set"
FIGURES: Final = "election:plan_figures:set"


async def set_vessel_terms(database: Database, viewer: Viewer, terms: VesselTerms, because: Because) -> None:
    """Say on what terms plans may use a conveyance; from then on it is part of the fleet of its region."""
    said = checked_reason(because.reason)
    refuse_wrong(wrong_terms(terms) or wrong_source(because.source))
    async with database.unit_of_work(viewer.scope) as work:
        region = (await conveyance_regions(work, _sound([terms.conveyance_code]))).get(terms.conveyance_code)
        if region is None:
            message = f"There is no conveyance {terms.conveyance_code!r} in your sight."
            raise InputRefusedError("conveyance", "UNKNOWN_CONVEYANCE", message, "Ask for conveyances: they list the codes.")
        refuse_elsewhere(viewer, region, "conveyance", terms.conveyance_code)
        row = {"election_id": viewer.election_id, "region_code": region, **asdict(terms), "source": because.source.strip()}
        before = await _standing(work, select(vessel_terms).where(vessel_terms.c.conveyance_code == terms.conveyance_code))
        await keep(work, vessel_terms, row)
        await audited(work, viewer, Change(region, VESSEL, terms.conveyance_code, said, before, as_audited(row)))


async def set_tides(database: Database, viewer: Viewer, place: str, windows: Sequence[TideWindow], because: Because) -> None:
    """Say when boats can land at a place: these windows and no others; none at all means always."""
    said = checked_reason(because.reason)
    refuse_wrong(wrong_tides(windows) or wrong_source(because.source))
    async with database.unit_of_work(viewer.scope) as work:
        found = await facilities_of(work.connection, codes=_sound([place]))
        if not found:
            message = f"There is no place {place!r} in your sight."
            raise InputRefusedError("place", "UNKNOWN_PLACE", message, "Ask for facilities: they list the codes.")
        region = found[0].region_code
        refuse_elsewhere(viewer, region, "place", place)
        t = tide_windows.c
        its_own = (t.election_id == viewer.election_id) & (t.place_code == place)
        before = [
            [row.opens_at.isoformat(), row.closes_at.isoformat()]
            for row in await work.connection.execute(select(t.opens_at, t.closes_at).where(its_own))
        ]
        await work.connection.execute(delete(tide_windows).where(its_own))
        shared = {"election_id": viewer.election_id, "region_code": region, "source": because.source.strip()}
        rows = [{**shared, **asdict(window)} for window in windows]
        if rows:
            await work.connection.execute(insert(tide_windows), rows)
        after = {"windows": [[one.opens_at.isoformat(), one.closes_at.isoformat()] for one in windows], "source": because.source}
        await audited(work, viewer, Change(region, TIDES, place, said, {"windows": before}, after))


async def set_sea_state(database: Database, viewer: Viewer, state: SeaState, because: Because) -> None:
    """Write down a line of the bulletin: how high the waves of a region's waters are expected to be on a day."""
    said = checked_reason(because.reason)
    refuse_wrong(wrong_sea_state(state) or wrong_source(because.source))
    async with database.unit_of_work(viewer.scope) as work:
        await _refuse_unknown_region(work, viewer, state.region_code)
        s = sea_states.c
        row = {"election_id": viewer.election_id, **asdict(state), "source": because.source.strip()}
        before = await _standing(work, select(sea_states).where(s.region_code == state.region_code, s.day == state.day))
        await keep(work, sea_states, row)
        await audited(work, viewer, Change(state.region_code, SEA, f"{state.region_code}/{state.day}", said, before, as_audited(row)))


async def set_figures(database: Database, viewer: Viewer, region: str, figures: Figures, because: Because) -> None:
    """Set deadlines of tiers and handling times for a region and all in it; those that are not named stay."""
    said = checked_reason(because.reason)
    refuse_wrong(wrong_figures(figures.deadlines, figures.handling) or wrong_source(because.source))
    async with database.unit_of_work(viewer.scope) as work:
        await _refuse_unknown_region(work, viewer, region)
        shared = {"election_id": viewer.election_id, "region_code": region, "source": because.source.strip()}
        d, h = plan_deadlines.c, handling_times.c
        before = {
            "deadlines": await _all(work, select(d.tier, d.due_at, d.target).where(d.region_code == region)),
            "handling": await _all(work, select(h.place_kind, h.base_minutes, h.box_minutes).where(h.region_code == region)),
        }
        for deadline in figures.deadlines:
            await keep(work, plan_deadlines, {**shared, **asdict(deadline)})
        for one in figures.handling:
            await keep(work, handling_times, {**shared, **asdict(one)})
        deadlines, handling = ([as_audited(asdict(one)) for one in said_of] for said_of in (figures.deadlines, figures.handling))
        after = {"deadlines": deadlines, "handling": handling}
        await audited(work, viewer, Change(region, FIGURES, region, said, before, {**after, "source": because.source}))


async def _refuse_unknown_region(work: UnitOfWork, viewer: Viewer, region: str) -> None:
    if "\x00" in region or region not in await region_facts(work.connection, [region]):
        raise InputRefusedError("region", "UNKNOWN_REGION", f"There is no region {region!r}.", "Ask for regions: they list the codes.")
    refuse_elsewhere(viewer, region, "region", region)


async def _standing(work: UnitOfWork, asked: Any) -> dict[str, object] | None:  # noqa: ANN401 -- a Select of any table
    row = (await work.connection.execute(asked)).mappings().one_or_none()
    return None if row is None else as_audited(dict(row))


async def _all(work: UnitOfWork, asked: Any) -> list[dict[str, object]]:  # noqa: ANN401 -- a Select of any columns
    return [as_audited(dict(row)) for row in (await work.connection.execute(asked)).mappings()]


def as_audited(row: dict[str, Any]) -> dict[str, object]:
    """Give a row as the audit keeps it: without the election, times as text."""
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in row.items() if name != "election_id"
    }


def _sound(codes: Sequence[str]) -> list[str]:
    """Leave out codes that name nothing: PostgreSQL takes no NUL."""
    return [code for code in codes if "\x00" not in code]
