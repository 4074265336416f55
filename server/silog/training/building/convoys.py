"""Convoys of the season: what one ship or boat carries at one time between a warehouse and PPKs of one regency, with police aboard."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from silog.kit.clock import WIB
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.movement.convoys.forming import EscortWanted, NewConvoy, form_convoy
from silog.people.actions import ensure_user
from silog.people.rules import Role, Viewer
from silog.places.queries import Election
from silog.training.facts import Scenario

_HAS_CONVOYS: Final = "SELECT EXISTS (SELECT FROM convoys WHERE election_id = $1)"
_TOGETHER: Final = """
SELECT left(s.region_code, 5) AS regency, s.direction, first.conveyance_code, c.name AS conveyance, first.planned_depart_at AS departs_at,
  array_agg(s.code ORDER BY s.code) AS shipments
FROM shipments AS s
JOIN LATERAL (SELECT l.conveyance_code, l.planned_depart_at FROM legs AS l
  WHERE l.election_id = s.election_id AND l.shipment_code = s.code AND l.mode = 'SEA' ORDER BY l.number LIMIT 1) AS first ON true
JOIN conveyances AS c ON c.election_id = s.election_id AND c.code = first.conveyance_code
WHERE s.election_id = $1 AND (starts_with(s.origin_code, 'WH-') OR starts_with(s.destination_code, 'WH-'))
  AND EXISTS (SELECT FROM legs AS l WHERE l.election_id = s.election_id AND l.shipment_code = s.code AND l.mode <> 'TRANSFER'
    AND l.arrived_at IS NULL)
GROUP BY 1, 2, 3, 4, 5 ORDER BY 5, 3, 1"""


@dataclass(frozen=True, slots=True)
class _Together:
    """Shipments of one regency that go on board of one conveyance at one time."""

    regency: str
    direction: str
    conveyance: str
    departs_at: datetime
    shipments: list[str]


async def ensure_convoys(database: Database, election: Election, scenario: Scenario) -> None:
    """Form the convoys of shipments that go by sea, unless the election has convoys already; what has arrived needs none."""
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        driver = await work.driver
        if await driver.fetchval(_HAS_CONVOYS, election.id):
            return
        found = await _groups(work)
    office = Viewer("Silog LATIHAN", Role.COORDINATOR, "", election.id, election.code)
    for one in found:
        unit = scenario.escorting.unit_of[one.regency]
        account = await ensure_user(database, election.id, f"{unit} · {one.conveyance}", Role.ESCORT, one.regency)
        way = "" if one.direction == "OUTBOUND" else " kembali"
        name = f"{one.conveyance}{way} · {one.departs_at.astimezone(WIB):%d/%m %H.%M}"
        await form_convoy(database, office, NewConvoy(name, one.shipments, EscortWanted(unit, account.name), "LATIHAN"))


async def _groups(work: UnitOfWork) -> list[_Together]:
    rows = await (await work.driver).fetch(_TOGETHER, work.scope.election_id)
    return [_Together(r["regency"], r["direction"], r["conveyance"], r["departs_at"], r["shipments"]) for r in rows]
