"""Printing labels and invitations: who may, which, what is written down of it. Pages are set outside of the transaction."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import asyncpg

from silog.documents.queries import labelled_boxes, names_of
from silog.documents.rules import LabelFormat, LabelledBox, LabelOrder, refuse_silent_reprint
from silog.errors import SilogError
from silog.kit import locks
from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.kit.locks import Space
from silog.people.actions import AuditEntry, Invitation, Invited, checked_reason, invite_devices, note
from silog.people.rules import Right, Viewer
from silog.people.rules.invitations import MOST_INVITATIONS
from silog.places.queries import Election, election_numbered, region_facts
from silog.places.rules import is_within

ACTION: Final = "user:labels:print"
_FIRST_TIME: Final = "-"


@dataclass(frozen=True, slots=True)
class LabelRun:
    """Labels that count as printed: what their pages are set from. The boxes say how often they were printed *before* this run."""

    election: Election
    format: LabelFormat
    boxes: tuple[LabelledBox, ...]
    at: datetime

    @property
    def reprinted(self) -> int:
        """How many of the boxes had labels already."""
        return sum(box.printed > 0 for box in self.boxes)


async def print_labels(database: Database, viewer: Viewer, order: LabelOrder, *, most_boxes: int | None = None) -> LabelRun:
    """Count the labels as printed and audit it; refused as a whole, and then nothing is counted.

    Who asks holds PRINT_LABELS and works in the region. The count is taken before the pages are set: should they then get lost, a box
    has one label fewer than is written down, never one more.
    """
    viewer.demand(Right.PRINT_LABELS)
    reason = checked_reason(order.reason) if order.reason.strip() else ""
    async with database.unit_of_work(viewer.scope) as work:
        election = await election_numbered(work.connection, viewer.election_id)
        await _refuse_foreign_region(work, viewer, order.region_code)
        driver = await work.driver
        await locks.be_alone(driver, Space.PRINTING, viewer.election_id)
        boxes = await labelled_boxes(driver, viewer.election_id, order.region_code, order.boxes, is_unprinted_only=order.is_unprinted_only)
        _refuse_wrong_number(boxes, order, most_boxes)
        refuse_silent_reprint(boxes, reason)
        run = LabelRun(election, order.format, tuple(boxes), election.clock.time_at(real_now()))
        await _count(driver, run)
        await note(work, viewer, run.at, _entry(run, replace(order, reason=reason)))
    return run


@dataclass(frozen=True, slots=True)
class InvitationRun:
    """Invitations that were made: what their sheets are set from. `names` are those of their regions and places, by code."""

    election: Election
    invitations: tuple[Invitation, ...]
    names: Mapping[str, str]


async def print_invitations(database: Database, viewer: Viewer, wanted: Invited, *, most: int = MOST_INVITATIONS) -> InvitationRun:
    """Make invitations to be printed; the making is audited. Should their pages get lost, so are their codes: nothing keeps them.

    Who asks holds MANAGE_DEVICES; `invite_devices` says what else is refused, and then none is made.
    """
    viewer.demand(Right.MANAGE_DEVICES)
    made = await invite_devices(database, viewer, wanted, most=most)
    async with database.unit_of_work(viewer.scope) as work:
        election = await election_numbered(work.connection, viewer.election_id)
        names = await names_of(work.connection, {one.region_code for one in made}, {one.place_code for one in made if one.place_code})
    return InvitationRun(election, tuple(made), names)


async def _refuse_foreign_region(work: UnitOfWork, viewer: Viewer, region_code: str) -> None:
    if "\x00" in region_code or not await region_facts(work.connection, [region_code]):
        hint = "Codes are dotted, for example 21.03 or 21.03.04.1003."
        raise SilogError("UNKNOWN_REGION", f"There is no region {region_code[:40]!r}.", hint)
    if not is_within(region_code, viewer.region_code):
        message = f"You work in {viewer.region_code}, and {region_code} lies outside of it."
        raise SilogError("FORBIDDEN", message, "Ask the office of that region, or the province.")


def _refuse_wrong_number(boxes: Sequence[LabelledBox], order: LabelOrder, most_boxes: int | None) -> None:
    missing = sorted(set(order.boxes) - {box.code for box in boxes})
    if missing and not order.is_unprinted_only:
        message = f"{len(missing)} of the boxes named are not in {order.region_code}, {missing[0][:40]!r} for one."
        raise SilogError("NO_BOXES", message, "Look the box up: its region is that of its polling station.")
    if not boxes:
        kind = "unlabelled boxes" if order.is_unprinted_only else "boxes"
        hint = "Issue them first: silog boxes issue." if not order.is_unprinted_only else "Every box there has its labels."
        raise SilogError("NO_BOXES", f"There are no {kind} in {order.region_code}.", hint)
    if most_boxes is not None and len(boxes) > most_boxes:
        message = f"{order.region_code} has {len(boxes):,} boxes, and at most {most_boxes:,} are printed at once."
        raise SilogError("TOO_MANY_BOXES", message, "Print district by district, or on the server: silog labels --region.")


async def _count(driver: asyncpg.Connection, run: LabelRun) -> None:
    await driver.execute(
        """INSERT INTO label_prints (election_id, box_code, region_code, prints, last_printed_at)
           SELECT $1, code, region_code, 1, $2 FROM unnest($3::text[], $4::text[]) AS printed(code, region_code)
           ON CONFLICT (election_id, box_code)
           DO UPDATE SET prints = label_prints.prints + 1, last_printed_at = excluded.last_printed_at""",
        run.election.id,
        run.at,
        [box.code for box in run.boxes],
        [box.region_code for box in run.boxes],
    )


def _entry(run: LabelRun, order: LabelOrder) -> AuditEntry:
    """Name each box that was printed again with how often it had been; of the others their number is enough."""
    again = {box.code: box.printed for box in run.boxes if box.printed}
    after = {"format": run.format, "boxes": len(run.boxes), "reprinted": {code: times + 1 for code, times in again.items()}}
    thing = run.boxes[0].code if len(order.boxes) == 1 else order.region_code
    before = json.dumps({"printed": again}) if again else None
    return AuditEntry(order.region_code, ACTION, thing, order.reason or _FIRST_TIME, before, json.dumps(after))
