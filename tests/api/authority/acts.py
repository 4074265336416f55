"""What the matrix tries: for every mutation an act that makes sense in a region, the right it wants, and what it may reach."""

import base64
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, update
from tests.api.authority.cast import ELSEWHERE, HERE, OFFICE, Actor
from tests.factories.world import NOW, code_of
from tests.factories.world.planning import documents

from silog.alerts.handling import Subject, report_incident
from silog.custody.actions.registering import issue_seals
from silog.custody.device import DeviceSigner
from silog.custody.rules import ScanType
from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.movement.convoys.forming import EscortWanted, NewConvoy, form_convoy
from silog.movement.tables import legs, shipments
from silog.people.actions import Enrolment, Invited, enrol_device, ensure_user, invite_devices, make_bearer_token
from silog.people.queries import session_of
from silog.people.rules import KeyAlgorithm, Right, Role, token_hash
from silog.planning.rules import PlanState
from silog.planning.tables import plans

Input = dict[str, Any]
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Act:
    """One mutation. `of` makes an input that is about a region; `shows` is what is asked of the payload.

    `right`: what it wants; None where everybody who has signed in may do it. `is_open`: no session is wanted at all.
    `reaches_everywhere`: it is no matter of regions. `refuses_in_payload`: who has not the right may still do it
    with what is their own, and is told so as of a thing that is not there. `is_audited`: not
    where what was sent is itself the record, signed or timed, of what a device did. `succeeded` says whether something was done.
    """

    of: Callable[[Database, Actor, str], Awaitable[Input]]
    shows: str
    right: Right | None
    succeeded: Callable[[Any], bool] = lambda payload: payload["errors"] == []
    is_open: bool = False
    reaches_everywhere: bool = False
    refuses_in_payload: bool = False
    is_audited: bool = True


def _key() -> tuple[Ed25519PrivateKey, bytes]:
    key = Ed25519PrivateKey.generate()
    return key, key.public_key().public_bytes_raw()


async def _new_device(database: Database, region: str) -> tuple[str, Ed25519PrivateKey]:
    key, public = _key()
    return await enrol_device(database, 1, Enrolment(f"HP {next(_numbers)}", region, KeyAlgorithm.ED25519, public)), key


async def _scans(database: Database, _: Actor, region: str) -> Input:
    number, key = await _new_device(database, region)
    scan = DeviceSigner("LATIHAN-2024", number, key).scan(ScanType.CHECK, code_of(1, 1), f"WH-{region}", NOW)
    return {"scans": [{"event": scan.event, "detail": scan.detail, "signature": scan.signature, "key": scan.key}]}


async def _positions(_: Database, __: Actor, region: str) -> Input:
    minute = next(_numbers)
    at = f"2024-11-19T{minute // 60 % 24:02d}:{minute % 60:02d}:00Z"
    return {"positions": [{"conveyance": f"CNV-{region}", "at": at, "lon": 105.2, "lat": 3.2}]}


async def _port(_: Database, __: Actor, region: str) -> Input:
    port, lon = {HERE: ("PORT-BARAT", 105.103), ELSEWHERE: ("PORT-TIMUR", 105.397)}[region]
    return {"port": port, "berth": {"lon": lon, "lat": round(3.05 + next(_numbers) % 9 / 1000, 3)}, "reason": "Dermaga rusak"}


def _area(region: str) -> Input:
    lon = {HERE: 108.0, ELSEWHERE: 106.0}[region]
    ring = [[lon, 1.2], [lon + 0.1, 1.2], [lon + 0.1, 1.3], [lon, 1.2]]
    return {"area": {"type": "Polygon", "coordinates": [ring]}, "kind": "RESTRICTED", "rule": "AVOID", "source": "uji", "reason": "Latihan"}


async def _new_area(_: Database, __: Actor, region: str) -> Input:
    """A new area is its maker's region's; elsewhere, the code is that of another region's area, which nobody else may set anew."""
    code = f"DAERAH-{next(_numbers)}" if region == HERE else "AREA-2"
    return _area(region) | {"code": code, "name": "Daerah latihan"}


async def _old_area(_: Database, __: Actor, region: str) -> Input:
    return {"code": {HERE: "AREA-1", ELSEWHERE: "AREA-2"}[region], "reason": "Selesai"}


async def _invitation(_: Database, __: Actor, region: str) -> Input:
    return {"role": "PPK", "region": region, "label": "PPK"}


async def _enrolment(database: Database, _: Actor, region: str) -> Input:
    (sheet,) = await invite_devices(database, OFFICE, Invited(Role.PPK, region, "PPK"))
    return {"invitation": sheet.code, "algorithm": "ED25519", "publicKey": base64.b64encode(_key()[1]).decode()}


async def _lost(database: Database, _: Actor, region: str) -> Input:
    return {"key": (await _new_device(database, region))[0], "afterSeq": 0, "reason": "Hilang"}


async def _contact(_: Database, __: Actor, ___: str) -> Input:
    return {"queueLength": next(_numbers), "clock": "2024-11-20T05:00:00Z"}


async def _session(database: Database, _: Actor, region: str) -> Input:
    user = await ensure_user(database, 1, f"Orang {region}", Role.KPPS, region)
    found = await session_of(database, token_hash(await make_bearer_token(database, user.id)), real_now())
    return {"id": f"Session:1:{found.viewer.session_id if found else uuid4()}"}


async def _new_account(_: Database, __: Actor, region: str) -> Input:
    return {"name": f"Orang {next(_numbers)}", "role": "PPK", "region": region}


async def _account(database: Database, _: Actor, region: str) -> Input:
    user = await ensure_user(database, 1, f"Orang {next(_numbers)}", Role.PPK, region)
    return {"id": f"Account:1:{user.id}"}


async def _closed(database: Database, who: Actor, region: str) -> Input:
    return await _account(database, who, region) | {"reason": "Pindah tugas"}


async def _taken_back(database: Database, _: Actor, region: str) -> Input:
    label = f"Hilang {next(_numbers)}"
    await invite_devices(database, OFFICE, Invited(Role.PPK, region, label))
    async with database.unit_of_work(Scope.whole_election(1)) as work:
        found: UUID = await (await work.driver).fetchval("SELECT id FROM invitations WHERE label = $1", label)
    return {"ids": [str(found)], "reason": "Lembar hilang"}


async def _clock(_: Database, __: Actor, ___: str) -> Input:
    return {"speed": 60.0 + next(_numbers)}


async def _seals(_: Database, __: Actor, region: str) -> Input:
    return {"placeCode": f"WH-{region}", "numbers": [f"BARU-{next(_numbers)}"], "reason": "Kiriman"}


async def _register(database: Database, _: Actor, region: str) -> Input:
    """There is something new to publish each time."""
    await issue_seals(database, replace(OFFICE, region_code=region), [(f"BARU-{next(_numbers)}", f"WH-{region}")], "Kiriman")
    return {"region": region, "reason": "Sebelum pengiriman"}


async def _report(_: Database, __: Actor, region: str) -> Input:
    return {"placeCode": f"WH-{region}", "text": "Gudang tergenang"}


async def _incident(database: Database, region: str) -> str:
    office = replace(OFFICE, region_code=region)
    return f"Incident:1:{await report_incident(database, office, Subject(place_code=f'WH-{region}'), 'Gudang tergenang')}"


async def _acknowledged(database: Database, _: Actor, region: str) -> Input:
    return {"id": await _incident(database, region), "text": "Kami periksa"}


async def _assigned(database: Database, _: Actor, region: str) -> Input:
    owner = await ensure_user(database, 1, f"Petugas {region}", Role.OPERATOR, region)
    return {"id": await _incident(database, region), "owner": owner.name, "text": "Mohon diperiksa"}


async def _resolved(database: Database, _: Actor, region: str) -> Input:
    return {"id": await _incident(database, region), "resolution": "Air surut, kotak kering"}


async def _terms(_: Database, __: Actor, region: str) -> Input:
    times = {"fromAt": "2024-11-20T00:00:00Z", "untilAt": "2024-11-26T00:00:00Z"}
    return {"conveyance": f"CNV-{region}", "crewHours": 10, "costPerHour": next(_numbers), **times, **_SAID}


async def _voyage(_: Database, __: Actor, region: str) -> Input:
    """A new voyage is its maker's region's; elsewhere, the code is that of another region's voyage."""
    calls = [{"place": place, "arrivesAt": at, "departsAt": at} for place, at in (("WH-21.03", _DAY), ("PORT-BARAT", _NEXT_DAY))]
    code = f"PELAYARAN-{next(_numbers)}" if region == HERE else "VOYAGE-1-3"
    return {"code": code, "conveyance": f"CNV-{HERE}", "capacityBoxes": 20, "calls": calls, **_SAID}


async def _tides(_: Database, __: Actor, region: str) -> Input:
    day = f"2024-11-{next(_numbers) % 9 + 20}"
    return {"place": f"WH-{region}", "windows": [{"opensAt": f"{day}T01:00:00Z", "closesAt": f"{day}T04:00:00Z"}], **_SAID}


async def _sea_state(_: Database, __: Actor, region: str) -> Input:
    return {"region": region, "day": "2024-11-24", "waveM": 1 + next(_numbers) / 1000, **_SAID}


async def _figures(_: Database, __: Actor, region: str) -> Input:
    return {"region": region, "deadlines": [{"tier": 0, "dueAt": _DAY, "target": 0.5 + next(_numbers) / 10_000}], **_SAID}


async def _proposal(database: Database, _: Actor, region: str) -> Input:
    """There is always room for one more."""
    async with database.unit_of_work(Scope.whole_election(1)) as work:
        waiting = plans.c.state == PlanState.QUEUED.value
        await work.connection.execute(update(plans).where(waiting).values(state=PlanState.CANCELLED.value))
    return {"region": region, "seconds": 5, "reason": "Latihan"}


async def _new_plan(database: Database, region: str, state: PlanState) -> int:
    """A plan in a state, about no station at all."""
    task, proposal = documents(NOW, region)
    row = {"election_id": 1, "region_code": region, "state": state.value, "seed": 0, "seconds": 5, "reason": "Latihan", "asked_by": "Siti"}
    times = {"asked_at": NOW, "begins_at": NOW, "queued_at": NOW}
    shown = {} if state is PlanState.QUEUED else {"task": task, "proposal": proposal}
    adopted = {"adopted_at": NOW, "adopted_by": "Siti"} if state is PlanState.ADOPTED else {}
    async with database.unit_of_work(Scope.whole_election(1)) as work:
        made = insert(plans).values(**row, **times, **shown, **adopted).returning(plans.c.number)
        number: int = (await work.connection.execute(made)).scalar_one()
    return number


async def _replanned(database: Database, who: Actor, region: str) -> Input:
    await _proposal(database, who, region)
    return {"plan": await _new_plan(database, region, PlanState.ADOPTED), "seconds": 5, "reason": "Kapal terlambat"}


async def _cancelled(database: Database, who: Actor, region: str) -> Input:
    await _proposal(database, who, region)
    return {"plan": await _new_plan(database, region, PlanState.QUEUED), "reason": "Tidak jadi"}


async def _adopted(database: Database, _: Actor, region: str) -> Input:
    return {"plan": await _new_plan(database, region, PlanState.READY), "reason": "Disetujui"}


async def _new_shipment(database: Database, region: str) -> str:
    """A shipment over one leg that has not begun."""
    code, warehouse = f"KRM-BARU-{next(_numbers)}", f"WH-{region}"
    ends = {"planned_depart_at": NOW, "planned_arrive_at": NOW + timedelta(hours=4)}
    row = {"election_id": 1, "region_code": region, **ends}
    leg = {"shipment_code": code, "number": 1, "mode": "LAND", "conveyance_code": f"CNV-{region}", "length_m": 1.0, "is_estimate": True}
    way = {"from_code": warehouse, "to_code": f"PORT-{region}", "route": "SRID=4326;LINESTRING(105 3,105.1 3)"}
    called = {"name": code, "direction": "OUTBOUND", "origin_code": warehouse, "destination_code": f"PORT-{region}"}
    async with database.unit_of_work(Scope.whole_election(1)) as work:
        await work.connection.execute(insert(shipments).values(code=code, **called, **row))
        await work.connection.execute(insert(legs).values(**leg, **way, **row))
    return code


async def new_convoy(database: Database, region: str) -> str:
    """A convoy under the escort of its region."""
    office, escort = replace(OFFICE, region_code=region), EscortWanted("Polres", f"ESCORT {region}")
    new = NewConvoy("Konvoi", [await _new_shipment(database, region)], escort, "Latihan")
    return f"Convoy:1:{await form_convoy(database, office, new)}"


async def _formed(database: Database, _: Actor, region: str) -> Input:
    shipment = await _new_shipment(database, region)
    return {"name": "Konvoi", "shipments": [shipment], "escort": {"unit": "Polres"}, "reason": "Latihan"}


async def _changed(database: Database, _: Actor, region: str) -> Input:
    shipment = await _new_shipment(database, region)
    return {"id": await new_convoy(database, region), "escort": {"unit": "Lanal"}, "add": [shipment], "reason": "Latihan"}


async def _dissolved(database: Database, _: Actor, region: str) -> Input:
    return {"id": await new_convoy(database, region), "reason": "Selesai"}


async def _confirmed(database: Database, _: Actor, region: str) -> Input:
    where = {"placeCode": f"WH-{region}", "position": {"lon": 105.2, "lat": 3.2}, "at": "2024-11-20T05:00:00Z"}
    return {"id": await new_convoy(database, region), "key": str(uuid4()), "step": "DEPARTURE", **where}


async def _reported(database: Database, _: Actor, region: str) -> Input:
    said = {"kind": "WEATHER", "text": "Ombak tinggi", "at": "2024-11-20T05:00:00Z"}
    return {"id": await new_convoy(database, region), "key": str(uuid4()), **said}


_SAID: Final = {"source": "Syahbandar", "reason": "Latihan"}
_DAY, _NEXT_DAY = "2024-11-24T00:00:00Z", "2024-11-25T00:00:00Z"
_ERRORS: Final = "errors { code message }"
ACTS: Final[dict[str, Act]] = {
    # A fact is never refused for where it happened: whoever may scan hands in what any enrolled device has signed.
    "recordScans": Act(
        _scans,
        f"results {{ status }} {_ERRORS}",
        Right.RECORD_SCANS,
        lambda payload: [one["status"] for one in payload["results"]] == ["RECORDED"],
        reaches_everywhere=True,
        is_audited=False,
    ),
    "reportPositions": Act(_positions, f"accepted {_ERRORS}", Right.REPORT_POSITIONS, is_audited=False),
    "formConvoy": Act(_formed, f"convoy {{ id }} {_ERRORS}", Right.FORM_CONVOYS),
    "changeConvoy": Act(_changed, f"convoy {{ id }} {_ERRORS}", Right.FORM_CONVOYS),
    "dissolveConvoy": Act(_dissolved, f"convoy {{ id }} {_ERRORS}", Right.FORM_CONVOYS),
    "confirmPresence": Act(_confirmed, f"convoy {{ id }} {_ERRORS}", Right.ESCORT_CONVOYS),
    "reportOfConvoy": Act(_reported, f"incident {{ id }} {_ERRORS}", Right.ESCORT_CONVOYS),
    "movePort": Act(_port, f"legsRerouted {_ERRORS}", Right.MOVE_PORTS),
    "setSeaArea": Act(_new_area, f"seaArea {{ code }} {_ERRORS}", Right.SET_SEA_AREAS),
    "endSeaArea": Act(_old_area, f"seaArea {{ code }} {_ERRORS}", Right.SET_SEA_AREAS),
    "setVesselTerms": Act(_terms, f"isSet {_ERRORS}", Right.MAKE_PLANS),
    "setVoyage": Act(_voyage, f"isSet {_ERRORS}", Right.MAKE_PLANS),
    "setTides": Act(_tides, f"isSet {_ERRORS}", Right.MAKE_PLANS),
    "setSeaState": Act(_sea_state, f"isSet {_ERRORS}", Right.MAKE_PLANS),
    "setPlanningFigures": Act(_figures, f"isSet {_ERRORS}", Right.MAKE_PLANS),
    "proposePlan": Act(_proposal, f"number {_ERRORS}", Right.MAKE_PLANS),
    "replan": Act(_replanned, f"number {_ERRORS}", Right.MAKE_PLANS),
    "cancelPlan": Act(_cancelled, f"number {_ERRORS}", Right.MAKE_PLANS),
    "adoptPlan": Act(_adopted, f"number {_ERRORS}", Right.MAKE_PLANS),
    "issueSeals": Act(_seals, f"issued {_ERRORS}", Right.ISSUE_SEALS),
    "publishSealRegister": Act(_register, f"version {_ERRORS}", Right.ISSUE_SEALS),
    "openIncident": Act(_report, f"incident {{ id }} {_ERRORS}", Right.REPORT_INCIDENTS),
    "acknowledgeIncident": Act(_acknowledged, f"incident {{ id }} {_ERRORS}", Right.MANAGE_INCIDENTS),
    "assignIncident": Act(_assigned, f"incident {{ id }} {_ERRORS}", Right.MANAGE_INCIDENTS),
    "resolveIncident": Act(_resolved, f"incident {{ id }} {_ERRORS}", Right.MANAGE_INCIDENTS),
    "fileObservation": Act(_report, f"observation {{ id }} {_ERRORS}", Right.FILE_OBSERVATIONS),
    "inviteDevices": Act(_invitation, f"invitations {{ regionCode }} {_ERRORS}", Right.MANAGE_DEVICES),
    # Whoever holds the code may: it is the authority.
    "enrolDevice": Act(_enrolment, f"device {{ key }} {_ERRORS}", None, is_open=True, reaches_everywhere=True),
    "revokeDevice": Act(_lost, f"device {{ key }} {_ERRORS}", Right.MANAGE_DEVICES),
    "createAccount": Act(_new_account, f"account {{ id }} path {_ERRORS}", Right.MANAGE_PEOPLE),
    "makeSignInLink": Act(_account, f"account {{ id }} path {_ERRORS}", Right.MANAGE_PEOPLE),
    "closeAccount": Act(_closed, f"account {{ id closedAt }} {_ERRORS}", Right.MANAGE_PEOPLE),
    "takeBackInvitations": Act(_taken_back, f"takenBack {_ERRORS}", Right.MANAGE_DEVICES),
    # Only of the device itself.
    "reportContact": Act(_contact, f"contactAt {_ERRORS}", Right.REPORT_CONTACT, reaches_everywhere=True, is_audited=False),
    "revokeSession": Act(_session, f"endedId {_ERRORS}", Right.MANAGE_PEOPLE, refuses_in_payload=True),
    "setTrainingClock": Act(_clock, f"now {_ERRORS}", Right.SET_TRAINING_CLOCK, reaches_everywhere=True),
}
"""Every mutation of the schema: a new one without an entry fails the test."""
