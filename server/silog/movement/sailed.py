"""The way a conveyance has come: its positions as they were reported and, over each silence between them, the way the sea allows.

A line straight across a silence would run over islands. What is drawn there keeps the conveyance's clearance and says that it is inferred.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from silog.errors import SilogError
from silog.kit.database import Database
from silog.movement.queries import clearance_kept, reported_fixes
from silog.movement.rules import LonLat
from silog.people.rules import Viewer
from silog.routes.desk import RouteDesk
from silog_gis.geodesy import length_m
from silog_gis.sea.found import NoWay
from silog_gis.track import Fix
from silog_gis.track.gaps import GAP, Gap, Router, gaps

MOST_POSITIONS: Final = 5_000
MOST_INFERRED: Final = 40
"""So many silences are told of, the newest, and what came after them: each asks for a route."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the way. `coords` is None, with the reason, where nothing was heard and no way was found."""

    from_at: datetime
    to_at: datetime
    coords: tuple[LonLat, ...] | None
    length_m: float
    is_inferred: bool
    reason: str | None = None


async def stretches_of(
    database: Database, desk: RouteDesk, viewer: Viewer, code: str, period: tuple[datetime | None, datetime | None]
) -> list[Stretch]:
    """Give the way of one conveyance in a period (from, and before; None: open), oldest first.

    Refused where the viewer has no such conveyance in sight.
    """
    async with database.unit_of_work(viewer.scope) as work:
        found = await clearance_kept(work, code) if "\x00" not in code else None
        if found is None:
            message = f"There is no conveyance {code!r} in your sight."
            raise SilogError("UNKNOWN_CONVEYANCE", message, "Ask for conveyances: they list the codes.")
        fixes = _recent(await reported_fixes(work, code, period, MOST_POSITIONS))
    if not _silent(fixes):
        return list(_stretches(fixes, {}))
    # What goes by land needs no router; one that was never asked before takes most of a minute to build.
    if found.clearance_m is None:
        return list(_stretches(fixes, _silences(_NoWater(), fixes)))
    clearance_m = found.clearance_m
    return await desk.ask(lambda routers: list(_stretches(fixes, _silences(routers.sea(clearance_m), fixes))))


class _NoWater:
    """Answers for what does not go by sea."""

    def route(self, _a: LonLat, _b: LonLat, /) -> NoWay:
        return NoWay("it goes by land or air, where no way is inferred")


def _silent(fixes: Sequence[Fix]) -> list[int]:
    """Number the positions before which nothing was heard for long."""
    return [number for number, (before, after) in enumerate(pairwise(fixes), 1) if after.at - before.at > GAP]


def _recent(fixes: Sequence[Fix]) -> Sequence[Fix]:
    """Leave out what lies before the newest silences that can be looked at."""
    silent = _silent(fixes)
    return fixes[silent[-MOST_INFERRED - 1] :] if len(silent) > MOST_INFERRED else fixes


def _silences(router: Router, fixes: Sequence[Fix]) -> dict[datetime, Gap]:
    """Give what lies in each silence, by when it began."""
    return {gap.from_at: gap for gap in gaps(fixes, router)}


def _stretches(fixes: Sequence[Fix], silences: dict[datetime, Gap]) -> Iterator[Stretch]:
    run = list(fixes[:1])
    for before, after in pairwise(fixes):
        silence = silences.get(before.at)
        if silence is None:
            run.append(after)
            continue
        yield from _reported(run)
        yield Stretch(silence.from_at, silence.to_at, silence.coords, silence.length_m, is_inferred=True, reason=silence.reason)
        run = [after]
    yield from _reported(run)


def _reported(run: Sequence[Fix]) -> Iterator[Stretch]:
    """Positions without a silence between them; one by itself is no way."""
    if len(run) > 1:
        coords = tuple((fix.lon, fix.lat) for fix in run)
        yield Stretch(run[0].at, run[-1].at, coords, length_m(coords), is_inferred=False)
