"""What may be done in movement: plan conveyances and shipments, take positions, follow scans.

Nothing here moves a box. Boxes move in the world; scans say so, and this room keeps what follows from them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Final, cast

import numpy as np
import shapely

from silog.custody.facts import ScansRecorded
from silog.custody.rules import ScanType
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.clock import real_now
from silog.kit.columns import texts
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.movement import queries
from silog.movement.following import ARRIVE_BEFORE_GOING_ON, FOLLOW, FORGET_IMPOSSIBLE
from silog.movement.keeping_track import begin_and_end_tracks, keep_track
from silog.movement.months import have_months
from silog.movement.rules import Conveyance, DeadZone, PositionError, PositionReport, Shipment, broken_shipment, first_waits, judge_position
from silog.movement.thinning import retention
from silog.movement.tolerances import tolerance_by_mode
from silog.movement.track_writing import FORGET_DEAD_ZONES, KEEP_DEAD_ZONES
from silog.movement.writing import ADD_CONVEYANCES, ADD_LEGS, ADD_POSITIONS, ADD_SHIPMENT_BOXES, ADD_SHIPMENTS, BEGIN_JOURNEYS, KEEP_NEWEST
from silog.places.queries import election_numbered

CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far ahead of the election's clock a tracker's own clock may run before its report is refused."""


_TELL_TIMES: Final = frozenset({ScanType.DEPART, ScanType.ARRIVE, ScanType.CHECK})
"""Scans that say when a leg was travelled, also when they come late; of the others only a box's newest says anything."""


@dataclass(frozen=True, slots=True)
class PositionsReported:
    """Positions that were not known before, announced within the transaction that stores them."""

    election_id: int
    positions: tuple[PositionReport, ...]
    regions: tuple[str, ...]
    """The region of each position's conveyance."""


@dataclass(frozen=True, slots=True)
class PositionsOutcome:
    """How many reports of a batch are stored now, new or known before, and why the others are not."""

    accepted: int
    errors: tuple[PositionError, ...]


async def add_conveyances(database: Database, election_id: int, conveyances: Sequence[Conveyance]) -> int:
    """Add what carries boxes; a code that exists already stays as it is. Answers how many are new."""
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        driver = await work.driver
        rows = [
            (c.code, c.name, c.kind, c.region_code, c.home_code, c.capacity_boxes, c.speed_kn, c.clearance_m, c.wave_limit_m)
            for c in conveyances
        ]
        return len(await driver.fetch(ADD_CONVEYANCES, election_id, *_columns(rows, 9)))


async def keep_dead_zones(database: Database, election_id: int, zones: Sequence[DeadZone]) -> None:
    """Keep these zones, and no others: where silence is expected of conveyances. Trips are judged by them from their next report on.

    Refused: a zone that is no valid polygon.
    """
    for zone in zones:
        if shapely.is_empty(zone.area) or not shapely.is_valid(zone.area):
            raise SilogError(WRONG_INPUT, f"The dead zone {zone.code} is no valid polygon.", "Close each ring, and let none cross itself.")
    rows = [(z.code, z.name, z.region_code, shapely.to_wkb(shapely.multipolygons(shapely.get_parts(z.area))), z.source) for z in zones]
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        driver = await work.driver
        await driver.execute(FORGET_DEAD_ZONES, election_id)
        await driver.execute(KEEP_DEAD_ZONES, election_id, *_columns(rows, 5))


async def plan_shipments(database: Database, election_id: int, shipments: Sequence[Shipment]) -> None:
    """Store shipments with their legs and boxes, all or none; every box then waits for its first leg, or stands where its scans say.

    Refused: a code that exists, a shipment whose legs do not join in place and time, boxes or conveyances this election does not have.
    """
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        await plan_shipments_within(work, shipments)


async def plan_shipments_within(work: UnitOfWork, shipments: Sequence[Shipment]) -> None:
    """Do what `plan_shipments` does within a transaction that does more; its scope must be the whole election's."""
    if not shipments:
        return
    _refuse_broken(shipments)
    await _refuse_unknown(work, shipments)
    await _store_plan(work, shipments)
    driver = await work.driver
    await driver.execute(BEGIN_JOURNEYS, work.scope.election_id, *_columns(first_waits(shipments, tolerance_by_mode()), 4))
    now = (await election_numbered(work.connection, work.scope.election_id)).clock.time_at(real_now())
    await _follow(work, await queries.newest_scans(work, chain.from_iterable(s.box_codes for s in shipments)), now)


async def report_positions(
    database: Database, scope: Scope, positions: Sequence[PositionReport], received_at: datetime
) -> PositionsOutcome:
    """Store where conveyances were. The same report again changes nothing; one wrong report does not hold up the others.

    Only conveyances in `scope` can be reported: unlike a scan, a report is signed by no device, so it counts for no more than who
    sends it. Others are answered like ones that do not exist. `received_at` is the election's time. A report that comes late is kept
    as track; the conveyance shows its newest position.
    """
    async with database.unit_of_work(scope) as work:
        # A text with a NUL names nothing, and PostgreSQL takes none.
        asked = (report.conveyance_code for report in positions if "\x00" not in report.conveyance_code)
        regions = await queries.conveyance_regions(work, asked)
        good, errors = _sort_out(positions, regions.keys(), received_at + CLOCK_SKEW)
        fresh, monthless = await _store_positions(work, good, received_at)
        if fresh:
            fact = PositionsReported(scope.election_id, tuple(fresh), tuple(regions[report.conveyance_code] for report in fresh))
            await work.announce(fact)
    await have_months(database, scope, (at for at in monthless if at > received_at - retention().longest))
    return PositionsOutcome(len(good), tuple(errors))


async def follow_scans(work: UnitOfWork, fact: ScansRecorded) -> None:
    """Keep journeys and the times of legs in step with scans, in the transaction that records them. To be joined to `ScansRecorded`.

    Boxes with no plan, and scans at places their plan does not name, leave everything as it is: such a box becomes late by itself.
    """
    await _follow(
        work,
        [
            (scan.box_code, scan.region_code, scan.type, scan.place_code, scan.occurred_at, scan.is_newest)
            for scan in fact.scans
            if scan.state is not None and (scan.is_newest or scan.type in _TELL_TIMES)
        ],
        fact.received_at,
    )


def _sort_out(
    positions: Sequence[PositionReport], known: Iterable[str], latest: datetime
) -> tuple[list[PositionReport], list[PositionError]]:
    known = set(known)
    good, errors = [], []
    for index, report in enumerate(positions):
        wrong = judge_position(report, is_known=report.conveyance_code in known, latest=latest)
        if wrong is None:
            good.append(report)
        else:
            errors.append(PositionError(index, *wrong))
    return good, errors


async def _store_positions(
    work: UnitOfWork, good: Sequence[PositionReport], received_at: datetime
) -> tuple[list[PositionReport], list[datetime]]:
    """Store positions, and give those that are new, and the times of those whose month has no partition."""
    if not good:
        return [], []
    driver = await work.driver
    stored = await driver.fetch(
        ADD_POSITIONS,
        work.scope.election_id,
        received_at,
        texts(p.conveyance_code for p in good),
        [p.at for p in good],
        *([p.lon for p in good], [p.lat for p in good], [p.course_deg for p in good], [p.speed_kn for p in good]),
    )
    is_new = {(row["conveyance_code"], row["at"]) for row in stored}
    fresh = {(p.conveyance_code, p.at): p for p in good if (p.conveyance_code, p.at) in is_new}
    if fresh:
        columns = texts(code for code, _ in fresh), [at for _, at in fresh]
        await driver.execute(KEEP_NEWEST, work.scope.election_id, *columns)
        await keep_track(work, list(fresh.values()), received_at)
    return list(fresh.values()), [row["at"] for row in stored if row["is_monthless"]]


async def _follow(work: UnitOfWork, scans: Sequence[tuple[object, ...]], now: datetime) -> None:
    """Follow scans given as rows of followed_scan, known `now`."""
    if not scans:
        return
    driver, election = await work.driver, work.scope.election_id
    moved = [row for step in _in_steps(scans) for row in await driver.fetch(FOLLOW, election, step, *_tolerances())]
    if moved:
        ships = sorted({row["conveyance_code"] for row in moved})
        await driver.execute(FORGET_IMPOSSIBLE, election, ships)
        moved += await driver.fetch(ARRIVE_BEFORE_GOING_ON, election, ships)
        await begin_and_end_tracks(work, moved, now)


def _in_steps(scans: Sequence[tuple[object, ...]]) -> list[list[tuple[object, ...]]]:
    """Part scans so that checks come last, and those of a box one after the other: which leg a check means follows from what is known."""
    steps, checked = [list[tuple[object, ...]]()], Counter[object]()
    for scan in sorted(scans, key=lambda each: cast("datetime", each[4])):
        if scan[2] == ScanType.CHECK:
            checked[scan[0]] += 1
        step = checked[scan[0]] if scan[2] == ScanType.CHECK else 0
        steps += [[] for _ in range(step + 1 - len(steps))]
        steps[step].append(scan)
    return [step for step in steps if step]


def _tolerances() -> tuple[list[str], list[timedelta]]:
    by_mode = tolerance_by_mode()
    return [str(mode) for mode in by_mode], list(by_mode.values())


def _refuse_broken(shipments: Sequence[Shipment]) -> None:
    for shipment in shipments:
        wrong = broken_shipment(shipment)
        if wrong is not None:
            raise SilogError(WRONG_INPUT, f"Shipment {shipment.code} {wrong}.", "Nothing was planned; put it right and plan again.")


async def _refuse_unknown(work: UnitOfWork, shipments: Sequence[Shipment]) -> None:
    carriers = {leg.conveyance_code for shipment in shipments for leg in shipment.legs if leg.conveyance_code}
    boxes = {box for shipment in shipments for box in shipment.box_codes}
    places = {code for shipment in shipments for leg in shipment.legs for code in (leg.from_code, leg.to_code)}
    codes = {shipment.code for shipment in shipments}
    for name, missing in (
        ("conveyances", await queries.missing_conveyances(work, carriers)),
        ("boxes", await queries.missing_boxes(work, boxes)),
        ("places", await queries.missing_places(work, places)),
    ):
        if missing:
            raise SilogError(WRONG_INPUT, f"This election has no {name} {', '.join(missing[:5])}.", f"{len(missing)} are unknown.")
    planned = await queries.planned_shipments(work, codes)
    if planned:
        raise SilogError(WRONG_INPUT, f"Shipments {', '.join(planned[:5])} are planned already.", "Give a new plan new codes.")


async def _store_plan(work: UnitOfWork, shipments: Sequence[Shipment]) -> None:
    driver = await work.driver
    election_id = work.scope.election_id
    await driver.execute(ADD_SHIPMENTS, election_id, *_columns([_shipment_row(s) for s in shipments], 10))
    pairs = [(s.code, box) for s in shipments for box in s.box_codes]
    await driver.execute(ADD_SHIPMENT_BOXES, election_id, *_columns(pairs, 2))
    numbered = [(s, number, leg) for s in shipments for number, leg in enumerate(s.legs, 1)]
    lines = shapely.linestrings(
        np.concatenate([np.asarray(leg.route, dtype=float) for _, _, leg in numbered]),
        indices=np.repeat(np.arange(len(numbered)), [len(leg.route) for _, _, leg in numbered]),
    )
    rows = [
        (
            *(s.code, number, s.region_code, leg.mode, leg.conveyance_code, leg.from_code, leg.to_code),
            *(leg.planned_depart_at, leg.planned_arrive_at, wkb, leg.length_m, leg.is_estimate),
        )
        for (s, number, leg), wkb in zip(numbered, shapely.to_wkb(lines), strict=True)
    ]
    await driver.execute(ADD_LEGS, election_id, *_columns(rows, 12))


def _shipment_row(shipment: Shipment) -> tuple[object, ...]:
    first, last = shipment.legs[0], shipment.legs[-1]
    return (
        *(shipment.code, shipment.name, shipment.region_code, shipment.direction, first.from_code, last.to_code),
        *(first.planned_depart_at, last.planned_arrive_at, shipment.is_3t, shipment.fallback),
    )


def _columns(rows: Sequence[Sequence[object]], width: int) -> list[list[object]]:
    """Turn rows into one list per column, also when there is no row: PostgreSQL unnests them."""
    return [[row[index] for row in rows] for index in range(width)]
