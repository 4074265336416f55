"""The audit: who changed what, when and why. One entry is written in the transaction of what it tells, and is never changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import insert

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import UnitOfWork
from silog.people.rules import Viewer
from silog.people.tables import audit

LONGEST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change: `action` is subject:object:action, `before` and `after` are JSON texts of what was there and what is."""

    region_code: str
    action: str
    object_code: str
    reason: str
    before: str | None
    after: str | None


def checked_reason(reason: str) -> str:
    """Give a reason as it will stand in the audit; REASON_MISSING or BAD_REASON where nobody could learn anything from it."""
    said = " ".join(reason.split())
    if not said:
        raise SilogError("REASON_MISSING", "The reason is empty.", "Say in a few words why: it stands in the audit.")
    if len(said) > LONGEST_REASON or not said.isprintable():
        message = f"The reason has {len(said)} characters or holds control characters; it may have {LONGEST_REASON}."
        raise SilogError("BAD_REASON", message, "Say it shorter, in plain text.")
    return said


def as_json(facts: Mapping[str, object]) -> str:
    """Write what was there, or is, as the audit keeps it; what is None is left out."""
    return json.dumps({name: value for name, value in facts.items() if value is not None}, ensure_ascii=False)


async def note(work: UnitOfWork, viewer: Viewer, at: datetime, entry: AuditEntry) -> None:
    """Write one entry; `at` is the election's time, the moment of recording is real time."""
    row = {
        "election_id": viewer.election_id,
        "region_code": entry.region_code,
        "at": at,
        "recorded_at": real_now(),
        "actor": viewer.name or "",
        "role": viewer.role.value,
        "action": entry.action,
        "object_code": entry.object_code,
        "reason": entry.reason,
        "before": entry.before,
        "after": entry.after,
    }
    await work.connection.execute(insert(audit).values(row))
