"""What every input of planners shares: whose it may be, how it is refused, and its entry in the audit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import UnitOfWork
from silog.people.actions import AuditEntry, as_json, note
from silog.people.rules import Viewer
from silog.places.queries import election_numbered
from silog.places.rules import is_within
from silog.planning.queries import StoredPlan
from silog.planning.rules import Wrong
from silog.planning.words import sentence
from silog_gis.plan.whole.reason import Reason


class InputRefusedError(SilogError):
    """An input cannot be so; `field` is the part of it that is wrong."""

    def __init__(self, field: str, code: str, message: str, hint: str = "") -> None:
        super().__init__(code, message, hint)
        self.field = field


class PlanActRefusedError(InputRefusedError):
    """A plan cannot be asked for, called off or adopted so: `reason` says it in both languages, the message in English."""

    def __init__(self, field: str, code: str, reason: Reason) -> None:
        super().__init__(field, code, sentence(reason, "en"))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Change:
    """One change for the audit: whose region, what was done to which thing, why, and what was there and is."""

    region_code: str
    action: str
    object_code: str
    reason: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None


def refuse_wrong(wrong: Wrong | None) -> None:
    """Refuse what the rules call wrong."""
    if wrong is not None:
        raise InputRefusedError(wrong[0], "BAD_PLAN_INPUT", f"`{wrong[0]}` {wrong[1]}.")


def refuse_elsewhere(viewer: Viewer, region_code: str, field: str, what: str) -> None:
    """Refuse what belongs to a region beyond the viewer's, though it may be in sight."""
    if not is_within(region_code, viewer.region_code):
        facts: dict[str, str | int | float] = {"what": what, "region": region_code, "yours": viewer.region_code}
        raise PlanActRefusedError(field, "FORBIDDEN", Reason(code="BELONGS_ELSEWHERE", facts=facts))


def stands(plan: StoredPlan) -> dict[str, str | int | float]:
    """Name a plan and how it stands, as reasons say it."""
    return {"number": plan.number, "state_word": f"STATE_{plan.state.value}"}


async def time_now(work: UnitOfWork, viewer: Viewer) -> datetime:
    """Give the election's time."""
    return (await election_numbered(work.connection, viewer.election_id)).clock.time_at(real_now())


async def keep(work: UnitOfWork, table: Table, row: Mapping[str, Any]) -> None:
    """Insert a row, or set the one of the same key anew."""
    keys = [column.name for column in table.primary_key]
    statement = insert(table).values(row)
    others = {name: statement.excluded[name] for name in row if name not in keys}
    await work.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others))


async def audited(work: UnitOfWork, viewer: Viewer, change: Change) -> None:
    """Write a change into the audit, in its own transaction."""
    before, after = (None if said is None else as_json(said) for said in (change.before, change.after))
    entry = AuditEntry(change.region_code, change.action, change.object_code, change.reason, before, after)
    await note(work, viewer, await time_now(work, viewer), entry)
