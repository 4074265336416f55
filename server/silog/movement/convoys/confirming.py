"""What an escort does with the own convoy: confirm to have been there. Sent twice it is kept once, and what was said is never changed."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from silog.errors import SilogError
from silog.kit.database import Database, UnitOfWork
from silog.movement.convoys.asking import convoy_numbered, refuse_unknown_place, time_of_election
from silog.movement.convoys.rules import PresenceStep, Word, checked_word, refuse_nowhere
from silog.movement.convoys.tables import presence_confirmations
from silog.people.actions import AuditEntry, as_json, note
from silog.people.rules import Viewer


async def confirm_presence(
    database: Database, viewer: Viewer, number: int, step: PresenceStep, word: Word, *, received_at: datetime | None = None
) -> bool:
    """Keep that the escort was there when the convoy left, passed or arrived; say whether that was new.

    `received_at` is the election's time where it is not what the clock shows. A convoy that was dissolved meanwhile takes it all the same:
    the escort was there. Refused: another's convoy, no place, an id under which something else was said before.
    """
    said = checked_word(word)
    refuse_nowhere(step, said)
    async with database.unit_of_work(viewer.scope) as work:
        convoy = await convoy_numbered(work, viewer, number, locked=False)
        await refuse_unknown_place(work, viewer, number, said.place_code)
        now = received_at or await time_of_election(work, viewer)
        is_new = await _keep(work, viewer, (number, convoy["region_code"], step), said, now)
        if is_new:
            after = as_json({"step": step, "place": said.place_code, "at": said.at.isoformat()})
            await note(work, viewer, now, AuditEntry(convoy["region_code"], "election:convoy:confirm", str(number), "", None, after))
    return is_new


async def _keep(work: UnitOfWork, viewer: Viewer, about: tuple[int, str, PresenceStep], said: Word, now: datetime) -> bool:
    number, region, step = about
    row = {
        "election_id": viewer.election_id,
        "id": said.id,
        "convoy_id": number,
        "region_code": region,
        "step": step.value,
        "place_code": said.place_code,
        "at": said.at,
        "received_at": now,
        "actor": viewer.name or "",
        "point": located(said),
    }
    p = presence_confirmations.c
    made = insert(presence_confirmations).values(row).on_conflict_do_nothing().returning(p.id)
    if (await work.connection.execute(made)).first() is not None:
        return True
    asked = select(p.convoy_id, p.step, p.place_code, p.at).where(p.election_id == viewer.election_id, p.id == said.id)
    refuse_another((await work.connection.execute(asked)).one_or_none(), (number, step.value, said.place_code, said.at))
    return False


def located(said: Word) -> object:
    """The position of a word as the database takes it; None where the phone did not know it."""
    return None if said.point is None else func.ST_SetSRID(func.ST_MakePoint(*said.point), 4326)


def refuse_another(kept: Iterable[object] | None, said: tuple[object, ...]) -> None:
    """Refuse an id under which something else is kept, or something that is not in sight."""
    if kept is None or tuple(kept) != said:
        raise SilogError("ID_CONFLICT", "Something else was said under this id before.", "Make a new id for each confirmation and report.")
