"""What an escort reports of the own convoy: it opens an incident like any other, with an owner, acknowledgement and resolution."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from silog.alerts.handling import Step, checked_text, note_step
from silog.alerts.rules import ConvoyReportKind, IncidentKind
from silog.alerts.tables import convoy_reports, incident_facts, incidents
from silog.kit.database import Database, UnitOfWork
from silog.movement.convoys.asking import convoy_numbered, refuse_unknown_place, time_of_election
from silog.movement.convoys.confirming import located, refuse_another
from silog.movement.convoys.rules import Word, checked_word
from silog.people.actions import as_json
from silog.people.rules import Viewer

_OPENED: Final = "OPENED"


@dataclass(frozen=True, slots=True)
class Report:
    """What happened: of which kind, in the escort's words, and when and where."""

    kind: ConvoyReportKind
    text: str
    word: Word


async def report_of_convoy(database: Database, viewer: Viewer, number: int, report: Report, *, received_at: datetime | None = None) -> int:
    """Open an incident for what an escort reports of the own convoy, and give the incident's number.

    Sent again it opens nothing, and gives the number of then. `received_at` is the election's time where it is not what the clock shows.
    Refused: another's convoy, no text, an unknown place, an id under which
    something else was reported before.
    """
    text, said = checked_text(report.text), checked_word(report.word)
    async with database.unit_of_work(viewer.scope) as work:
        convoy = await convoy_numbered(work, viewer, number, locked=False)
        await refuse_unknown_place(work, viewer, number, said.place_code)
        now, region = received_at or await time_of_election(work, viewer), convoy["region_code"]
        row = {
            "election_id": viewer.election_id,
            "id": said.id,
            "convoy_id": number,
            "region_code": region,
            "kind": report.kind.value,
            "text": text,
            "place_code": said.place_code,
            "point": located(said),
            "at": said.at,
            "received_at": now,
        }
        made = insert(convoy_reports).values(actor=viewer.name or "", **row).on_conflict_do_nothing().returning(convoy_reports.c.id)
        if (await work.connection.execute(made)).first() is None:
            return await _opened_before(work, viewer, said.id, (number, report.kind.value, text, said.place_code, said.at))
        of_group = {"kind": IncidentKind.CONVOY.value, "group_key": said.id, "region_code": region, "opened_at": now, "last_at": now}
        opened = insert(incidents).values(election_id=viewer.election_id, **of_group).returning(incidents.c.id)
        incident: int = (await work.connection.execute(opened)).scalar_one()
        fact = {"key": f"CONVOY:{said.id}", "incident_id": incident, "region_code": region, "at": said.at}
        await work.connection.execute(insert(incident_facts).values(election_id=viewer.election_id, **fact))
        after = as_json({"convoy": number, "kind": report.kind.value, "place": said.place_code})
        await note_step(work, viewer, Step(incident, region, now, _OPENED, text, after))
    return incident


async def _opened_before(work: UnitOfWork, viewer: Viewer, key: str, said: tuple[object, ...]) -> int:
    r, i = convoy_reports.c, incidents.c
    asked = select(r.convoy_id, r.kind, r.text, r.place_code, r.at).where(r.election_id == viewer.election_id, r.id == key)
    refuse_another((await work.connection.execute(asked)).one_or_none(), said)
    its_own = (i.election_id == viewer.election_id, i.kind == IncidentKind.CONVOY.value, i.group_key == key)
    number: int = (await work.connection.execute(select(i.id).where(*its_own))).scalar_one()
    return number
