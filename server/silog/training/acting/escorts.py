"""What escorts do in the season: they confirm most of what was scanned a while ago, and some report what happened.

Everything goes by the actions that an escort's phone reaches. Keys follow from what is said, so whoever plays on after a crash says
nothing twice.
"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from silog.alerts.reporting import Report, report_of_convoy
from silog.alerts.rules import ConvoyReportKind
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.movement.convoys.confirming import confirm_presence
from silog.movement.convoys.rules import PresenceStep, Word
from silog.people.rules import Role, Viewer
from silog.places.queries import Election
from silog.training.acting.chance import source
from silog.training.facts import Escorting

_KEYS: Final = UUID("6f0c3f2e-6d0b-5b7b-9a53-5d6b2f6f1c11")
"""The namespace of the keys of what escorts say in training."""
_HAPPENED: Final = """
WITH stops AS (
  SELECT m.convoy_id, e.step, e.place, min(e.planned_at) AS planned_at, min(e.at) AS at
  FROM convoy_shipments AS m JOIN legs AS l ON l.election_id = m.election_id AND l.shipment_code = m.shipment_code
  CROSS JOIN LATERAL (VALUES ('DEPARTURE', l.from_code, l.planned_depart_at, l.departed_at),
    ('ARRIVAL', l.to_code, l.planned_arrive_at, l.arrived_at)) AS e (step, place, planned_at, at)
  WHERE m.election_id = $1 AND m.left_at IS NULL AND l.mode <> 'TRANSFER' GROUP BY 1, 2, 3
), numbered AS (SELECT *, row_number() OVER (PARTITION BY convoy_id ORDER BY planned_at, step DESC, place) AS number FROM stops)
SELECT s.convoy_id, s.step, s.place, s.at, s.number, c.name, c.region_code, c.escort_id, c.escort_name
FROM numbered AS s JOIN convoys AS c ON c.election_id = $1 AND c.id = s.convoy_id AND c.escort_id IS NOT NULL
WHERE s.at <= $2 AND NOT EXISTS (SELECT FROM presence_confirmations AS p WHERE p.election_id = $1 AND p.convoy_id = s.convoy_id
  AND p.step = s.step AND p.place_code = s.place)
ORDER BY s.at, s.convoy_id, s.step, s.place"""
_SAID: Final = {
    ConvoyReportKind.WEATHER: "Ombak 2 sampai 2,5 meter. Nakhoda berlindung, kotak ditutup terpal.",
    ConvoyReportKind.BREAKDOWN: "Mesin mati, sedang diperbaiki awak. Kotak aman dan dijaga.",
    ConvoyReportKind.DELAY: "Berangkat terlambat karena menunggu muatan lain.",
    ConvoyReportKind.DAMAGE: "Satu kotak basah di sudut, segel utuh. Sudah dipindahkan.",
}


async def act_as_escorts(database: Database, election: Election, escorting: Escorting, seed: int, until: datetime) -> int:
    """Confirm what was scanned before `until`, each stop a while after its scan; say how many words were new."""
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        rows = await (await work.driver).fetch(_HAPPENED, election.id, until)
    said = 0
    for row in rows:
        luck = source(seed, "escort", row["name"], row["region_code"], row["step"], row["place"])
        is_said, after = luck.random() < escorting.confirmed_share, escorting.confirms_after_most * luck.random()
        at = row["at"] + timedelta(minutes=1) + after
        if is_said and at <= until:
            said += await _say(database, election, row, at)
            if row["number"] == 1 and luck.random() < escorting.reports_share:
                await _report(database, election, row, at, luck.choice(list(_SAID)))
    return said


def _escort(election: Election, row: Any) -> Viewer:  # noqa: ANN401 -- a row of _HAPPENED
    return Viewer(row["escort_name"], Role.ESCORT, row["region_code"], election.id, election.code, person_id=row["escort_id"])


async def _say(database: Database, election: Election, row: Any, at: datetime) -> bool:  # noqa: ANN401
    key = uuid5(_KEYS, f"{election.id}|{row['convoy_id']}|{row['step']}|{row['place']}")
    word = Word(str(key), at, row["place"])
    return await confirm_presence(database, _escort(election, row), row["convoy_id"], PresenceStep(row["step"]), word, received_at=at)


async def _report(database: Database, election: Election, row: Any, at: datetime, kind: ConvoyReportKind) -> None:  # noqa: ANN401
    word = Word(str(uuid5(_KEYS, f"{election.id}|{row['convoy_id']}|REPORT")), at, row["place"])
    await report_of_convoy(database, _escort(election, row), row["convoy_id"], Report(kind, _SAID[kind], word), received_at=at)
