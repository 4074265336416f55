"""Taking printed invitations back: a sheet that was lost enrols nobody."""

from collections import Counter
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import update

from silog.errors import WRONG_INPUT, SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.people.actions.auditing import AuditEntry, as_json, checked_reason, note
from silog.people.rules import Viewer
from silog.people.tables import invitations
from silog.places.queries import election_numbered

MOST_AT_ONCE: Final = 200
TAKEN_BACK: Final = "device:invitation:revoke"


async def take_back_invitations(database: Database, viewer: Viewer, ids: Sequence[UUID], reason: str) -> None:
    """Let invitations of the viewer's territory enrol nobody any more, all of them or none; one that was used is no longer there."""
    said, wanted = checked_reason(reason), set(ids)
    if not 1 <= len(wanted) <= MOST_AT_ONCE:
        raise SilogError(WRONG_INPUT, f"{len(wanted)} invitations are too few or too many: name 1 to {MOST_AT_ONCE}.", "Do it in parts.")
    async with database.unit_of_work(viewer.scope) as work:
        i, now = invitations.c, real_now()
        unused = update(invitations).where(
            i.election_id == viewer.election_id, i.id.in_(wanted), i.used_at.is_(None), i.revoked_at.is_(None)
        )
        found = (await work.connection.execute(unused.values(revoked_at=now).returning(i.id, i.region_code, i.label))).all()
        if len(found) != len(wanted):
            message = f"{len(wanted) - len(found)} of these invitations are not in your territory, or were used or taken back meanwhile."
            raise SilogError("UNKNOWN_INVITATION", message, "Ask `unusedInvitations` for those that stand. Nothing was changed.")
        at = (await election_numbered(work.connection, viewer.election_id)).clock.time_at(now)
        for region, count in sorted(Counter(one.region_code for one in found).items()):
            before = as_json({"invitations": count, "labels": sorted(one.label for one in found if one.region_code == region)})
            await note(work, viewer, at, AuditEntry(region, TAKEN_BACK, region, said, before, None))
