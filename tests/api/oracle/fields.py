"""Every field that is not simply a column of the same name."""

from base64 import b64encode, urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from tests.api.oracle import alerted, answers, escorted, gathered, sealed, tracked
from tests.api.oracle.answers import Answer, geojson, point_of
from tests.api.oracle.arguments import Arguments
from tests.api.oracle.models import Row
from tests.api.oracle.orders import due_at
from tests.api.oracle.sight import Sight, lies_in


def _detail(sight: Sight, scan: Row, name: str) -> Any:  # noqa: ANN401
    detail = sight.details.get(str(scan.id))
    return None if detail is None else getattr(detail, name)


def _base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _photo_named_by(sight: Sight, scan: Row) -> Any:  # noqa: ANN401
    detail = sight.details.get(str(scan.id))
    return None if detail is None or detail.photo_sha256 is None else detail


def _photo(sight: Sight, detail: Row, name: str) -> Any:  # noqa: ANN401
    return getattr(sight.photos.get((detail.photo_sha256, detail.region_code)), name, None)


def _photo_state(sight: Sight, detail: Row) -> str:
    if (detail.photo_sha256, detail.region_code) not in sight.photos:
        return "AWAITED"
    return "STORED" if _photo(sight, detail, "content") is not None else "ERASED"


def _last_word(sight: Sight, witness: Row, name: str) -> Any:  # noqa: ANN401
    return getattr(sight.last_word(witness), name, None)


def _whereabouts(sight: Sight, box: Row) -> Any:  # noqa: ANN401
    seen = [answers.place_of(sight, box), sight.conveyances.get(box.place_code), sight.details.get(str(box.last_scan_id))]
    return next((one.point for one in seen if one is not None and one.point is not None), None)


def _where(sight: Sight, incident: Row) -> Any:  # noqa: ANN401
    report = escorted.report_of(sight, incident)
    told = (report.place_code if report is not None else None) or escorted.unconfirmed_at(sight, incident)
    code = told or incident.group_key
    seen = [report, sight.places.get(code), sight.conveyances.get(incident.group_key)]
    points = [one.point for one in seen if one is not None] + [_whereabouts(sight, box) for box in alerted.boxes_of(sight, incident)]
    return next((point for point in points if point is not None), None)


def _boxes_at(sight: Sight, code: str) -> int:
    return sum(box.place_code == code for box in sight.boxes.values())


def _scans_of(sight: Sight, box: Row, arguments: Arguments) -> list[Row]:
    return [scan for scan in answers.scans(sight, box, arguments) if scan.box_code == box.code]


def _boxes_of(sight: Sight, shipment: Row) -> list[Row]:
    return [sight.boxes[one.box_code] for one in sight.aboard if one.shipment_code == shipment.code and one.box_code in sight.boxes]


QUERY: Final[dict[str, Answer]] = {
    "elections": lambda s, _, __: s.elections,
    "region": lambda s, _, a: s.regions.get(a["code"]),
    "regions": answers.regions,
    "islands": answers.islands,
    "facility": lambda s, _, a: s.places.get(a["code"]),
    "facilities": answers.facilities,
    "pollingStations": answers.polling_stations,
    "nearby": answers.nearby,
    "viewer": lambda s, _, __: s,
    "box": lambda s, _, a: s.boxes.get(answers.read_code(a["code"])),
    "boxes": answers.boxes,
    "scans": answers.scans,
    "seal": lambda s, _, a: s.seals.get(a["number"]),
    "seals": sealed.seals,
    "incidents": alerted.incidents,
    "observations": alerted.observations,
    "convoys": escorted.convoys,
    "escorts": escorted.escorts,
    "sealRegister": sealed.newest_register,
    "sealRegisters": sealed.registers,
    "handovers": answers.handovers,
    "conveyance": lambda s, _, a: s.conveyances.get(a["code"]),
    "conveyances": answers.conveyances,
    "shipment": lambda s, _, a: s.shipments.get(a["code"]),
    "shipments": answers.shipments,
    "track": answers.track,
    "positionsAt": answers.positions_at,
    "progress": answers.progress,
    "summary": answers.summary,
    "devices": answers.devices,
    "sessions": lambda _, __, ___: [],  # nobody is signed in to this database
    "audit": lambda s, _, a: [one for one in s.audit.values() if a.get("objectCode") in (None, one.object_code)],
    "seaAreas": answers.sea_areas,
    "deadZones": answers.dead_zones,
    "tripAlarms": tracked.trip_alarms,
    "endedTripAlarms": tracked.ended_alarms,
    "boxGroups": gathered.box_groups,
    "deviceGroups": gathered.device_groups,
    "accounts": answers.accounts,
    "unusedInvitations": answers.unused_invitations,
    "invitationGroups": gathered.invitation_groups,
    "search": gathered.search,
}
"""`node` and `nodes` are in oracle.py: they need every type's ids."""

_PLACE: Final[dict[str, Answer]] = {
    "region": lambda s, p, _: s.regions.get(p.region_code),
    "position": lambda _, p, __: point_of(p.point),
    "berth": lambda _, p, __: point_of(p.berth),
    "isSynthetic": lambda _, p, __: p.quality == "SYNTHETIC",
    "boxesHere": lambda s, p, _: _boxes_at(s, p.code),
}

FIELDS: Final[dict[str, dict[str, Answer]]] = {
    "Query": QUERY,
    "Viewer": {
        "region": lambda s, _, __: s.regions.get(s.region),
        "election": lambda s, _, __: s.election,
        "device": lambda _, __, ___: None,  # people ask here, and no device
        "grants": lambda _, __, ___: ["PPK", "KPPS"],
    },
    "Election": {
        "id": lambda _, e, __: f"Election:{e.id}",
        "clock": lambda _, e, __: e,
        "log": lambda s, e, _: s.log if e.id == s.election_id else None,
    },
    "Log": {
        "address": lambda s, _, __: f"/log/{s.election.code}",
        "rootHash": lambda _, log, __: b64encode(log.root).decode(),
        "witnesses": lambda s, _, __: s.log_witnesses,
    },
    "LogWitness": {
        "cosignedSize": lambda s, w, _: _last_word(s, w, "size"),
        "cosignedAt": lambda s, w, _: _last_word(s, w, "cosigned_at"),
        "checkpoint": lambda s, w, _: (
            None if _last_word(s, w, "line") is None else _last_word(s, w, "checkpoint") + _last_word(s, w, "line")
        ),
    },
    "ElectionClock": {
        "now": lambda _, e, __: e.clock_shown_at,
        "speed": lambda _, e, __: e.clock_speed,
        "isPaused": lambda _, e, __: e.clock_is_paused,
    },
    "Region": {
        "id": lambda _, r, __: f"Region:{r.code}",
        "parent": lambda s, r, _: s.regions.get(r.parent_code),
        "children": lambda s, r, _: [one for one in s.regions.values() if one.parent_code == r.code],
        "label": lambda _, r, __: point_of(r.label),
        "area": lambda _, r, a: geojson(r.area, a),
        "progress": lambda s, r, _: answers.counts(s, r.code),
        "boxes": lambda s, r, a: [box for box in answers.boxes(s, r, a) if lies_in(box.region_code, r.code)],
    },
    "Island": {
        "id": lambda _, i, __: f"Island:{i.code}",
        "regency": lambda s, i, _: s.regions.get(i.regency_code),
        "position": lambda _, i, __: point_of(i.point),
    },
    "Facility": {**_PLACE, "id": lambda _, p, __: f"Facility:{p.election_id}:{p.code}"},
    "PollingStation": {
        **_PLACE,
        "id": lambda _, p, __: f"PollingStation:{p.election_id}:{p.code}",
        "number": lambda _, p, __: p.station_number,
        "boxes": lambda s, p, _: [box for box in s.boxes.values() if box.station_code == p.code],
    },
    "Box": {
        "id": lambda _, b, __: f"Box:{b.election_id}:{b.code}",
        "station": lambda s, b, _: s.places.get(b.station_code),
        "region": lambda s, b, _: s.regions.get(b.region_code),
        "placeCode": lambda s, b, _: answers.place_code_told(s, b),
        "place": lambda s, b, _: s.places.get(b.place_code),
        "heldBy": lambda s, b, _: s.devices.get(b.holder_id),
        "openHandover": lambda s, b, _: answers.open_handover(s, b),
        "handovers": lambda s, b, _: [one for one in s.handovers if one.box_code == b.code],
        "incidents": lambda s, b, _: alerted.incidents_of(s, b),
        "observations": lambda s, b, _: [one for one in s.observations.values() if one.box_code == b.code],
        "lastScan": lambda s, b, _: s.scans.get(str(b.last_scan_id)),
        "scans": _scans_of,
        "conveyance": lambda s, b, _: s.conveyances.get(b.place_code),
        "holder": lambda s, b, _: getattr(answers.held_by(s, b), "name", None) or answers.place_code_told(s, b),
        "currentPosition": lambda s, b, _: point_of(_whereabouts(s, b)),
        "shipment": lambda s, b, _: s.shipments.get(getattr(s.journeys.get(b.code), "shipment_code", "")),
        "leg": lambda s, b, _: answers.leg_of(s, b),
        "shipments": lambda s, b, _: answers.shipments_of(s, b),
        "dueAt": lambda s, b, _: due_at(s, b),
        "isLate": lambda s, b, _: answers.is_late(s, b),
        "needsAttention": lambda s, b, _: answers.needs_attention(s, b),
    },
    "Scan": {
        "id": lambda _, c, __: f"Scan:{c.election_id}:{c.id}",
        "placeCode": lambda s, c, _: answers.place_code_told(s, c),
        "place": lambda s, c, _: s.places.get(c.place_code),
        "trustedTime": lambda _, c, __: "RECEIVED" if "FUTURE_TIME" in c.flags else "DEVICE",
        "breaches": lambda s, c, _: [finding.breach for finding in s.findings if finding.scan_id == c.id],
        "device": lambda s, c, _: s.devices.get(c.device_id),
        "position": lambda s, c, _: point_of(_detail(s, c, "point")),
        "accuracyM": lambda s, c, _: _detail(s, c, "accuracy_m"),
        "actor": lambda s, c, _: _detail(s, c, "actor"),
        "photo": lambda s, c, _: _photo_named_by(s, c),
        "box": lambda s, c, _: s.boxes.get(c.box_code),
        "conveyance": lambda s, c, _: s.conveyances.get(c.place_code),
        "event": lambda s, c, _: c.event.decode() if s.is_full else None,
        "signature": lambda s, c, _: _base64url(c.signature) if s.is_full else None,
        "leafHash": lambda _, c, __: b64encode(sha256(b"\0" + c.event).digest()).decode(),
        "logIndex": lambda s, c, _: s.log_places.get(str(c.id)),
        "proofUrl": lambda s, c, _: f"/log/{s.election.code}/proof/{c.id}",
    },
    "Photo": {
        "sha256": lambda _, d, __: d.photo_sha256,
        "state": lambda s, d, _: _photo_state(s, d),
        "url": lambda s, d, _: f"/photos/{d.photo_sha256}" if _photo_state(s, d) == "STORED" else None,
        "bytes": lambda s, d, _: None if _photo(s, d, "content") is None else len(_photo(s, d, "content")),
        "width": lambda s, d, _: _photo(s, d, "width"),
        "height": lambda s, d, _: _photo(s, d, "height"),
        "takenBy": lambda _, d, __: d.actor,
        "receivedAt": lambda s, d, _: _photo(s, d, "received_at"),
        "erasedAt": lambda s, d, _: _photo(s, d, "erased_at"),
    },
    "Handover": {
        "isOpen": lambda _, h, __: answers.is_open(h),
        "since": lambda _, h, __: h.given_at or h.taken_at,
        "placeCode": lambda _, h, __: h.given_place_code or h.taken_place_code,
        "place": lambda s, h, _: s.places.get(h.given_place_code or h.taken_place_code),
        "givenBy": lambda s, h, _: s.devices.get(h.given_by),
        "takenBy": lambda s, h, _: s.devices.get(h.taken_by),
        "box": lambda s, h, _: s.boxes[h.box_code],
    },
    "Seal": {
        "region": lambda s, e, _: s.regions.get(e.region_code),
        "place": lambda s, e, _: s.places.get(e.place_code),
        "state": lambda s, e, _: sealed.state(s, e),
        "verifiedBy": lambda s, e, _: sealed.verified_by(s, e),
        "sealings": lambda s, e, _: sealed.sealings_of(s, e),
    },
    "Sealing": {
        "box": lambda s, g, _: s.boxes.get(g.box_code),
        "at": lambda _, g, __: g.applied_at,
        "placeCode": lambda s, g, _: answers.place_code_told(s, g),
        "place": lambda s, g, _: s.places.get(g.place_code),
        "device": lambda s, g, _: s.devices.get(g.device_id),
    },
    "SealRegister": {"region": lambda s, g, _: s.regions.get(g.region_code)},
    "Device": {
        "id": lambda _, d, __: f"Device:{d.election_id}:{d.id}",
        "key": lambda _, d, __: d.id,
        "publicKey": lambda _, d, __: _base64url(d.public_key),
        "region": lambda s, d, _: s.regions.get(d.region_code),
        "place": lambda s, d, _: s.places.get(d.place_code),
        "election": lambda s, _, __: s.election,
        "chain": lambda _, __, ___: None,  # nothing was received of them here
    },
    "Account": {
        "id": lambda _, a, __: f"Account:{a.election_id}:{a.id}",
        "region": lambda s, a, _: s.regions.get(a.region_code),
        "signedInAt": lambda _, __, ___: None,  # nobody is signed in to this database, or was invited to
        "usedAt": lambda _, __, ___: None,
        "sessionCount": lambda _, __, ___: 0,
        "linkUntil": lambda _, __, ___: None,
    },
    "UnusedInvitation": {
        "id": lambda _, i, __: str(i.id),
        "region": lambda s, i, _: s.regions.get(i.region_code),
        "place": lambda s, i, _: s.places.get(i.place_code),
        "isExpired": lambda _, i, __: i.expires_at <= datetime.now(UTC),
    },
    "InvitationGroup": {"region": lambda s, g, _: s.regions.get(g.key)},
    "Conveyance": {
        "id": lambda _, c, __: f"Conveyance:{c.election_id}:{c.code}",
        "region": lambda s, c, _: s.regions.get(c.region_code),
        "home": lambda s, c, _: s.places.get(c.home_code),
        "position": lambda _, c, __: point_of(c.point),
        "boxesAboard": lambda s, c, _: _boxes_at(s, c.code),
        "currentLeg": lambda s, c, _: answers.current_leg(s, c),
        "tracking": lambda s, c, _: tracked.of_conveyance(s, c),
        "legs": lambda s, c, _: answers.legs_on(s, c),
        "boxes": lambda s, c, a: [box for box in answers.boxes(s, c, a) if box.place_code == c.code],
    },
    "Shipment": {
        "id": lambda _, m, __: f"Shipment:{m.election_id}:{m.code}",
        "region": lambda s, m, _: s.regions.get(m.region_code),
        "origin": lambda s, m, _: s.places.get(m.origin_code),
        "destination": lambda s, m, _: s.places.get(m.destination_code),
        "status": lambda s, m, _: answers.status(s, m),
        "tracking": lambda s, m, _: tracked.of_shipment(s, m),
        "legs": lambda s, m, _: answers.legs_of(s, m),
        "boxCount": lambda s, m, _: sum(one.shipment_code == m.code for one in s.aboard),
        "boxes": lambda s, m, _: _boxes_of(s, m),
        "convoy": lambda s, m, _: escorted.convoy_of(s, m),
    },
    "Leg": {
        "id": lambda _, leg, __: f"Leg:{leg.election_id}:{leg.shipment_code}:{leg.number}",
        "shipment": lambda s, leg, _: s.shipments.get(leg.shipment_code),
        "from": lambda s, leg, _: s.places.get(leg.from_code),
        "to": lambda s, leg, _: s.places.get(leg.to_code),
        "route": lambda _, leg, a: geojson(leg.route, a),
        "conveyance": lambda s, leg, _: s.conveyances.get(leg.conveyance_code),
        "tracking": lambda s, leg, _: tracked.of_leg(s, leg),
    },
    "Tracking": {
        "state": lambda s, t, _: tracked.state(s, t),
        "since": lambda s, t, _: tracked.since(s, t),
        "etaP10": lambda s, t, _: tracked.not_past(s, t, t.eta_p10),
        "eta": lambda s, t, _: tracked.not_past(s, t, t.eta),
        "etaP90": lambda s, t, _: tracked.not_past(s, t, t.eta_p90),
        "from": lambda s, t, _: s.places.get(t.from_code),
        "to": lambda s, t, _: s.places.get(t.to_code),
        "conveyance": lambda s, t, _: s.conveyances.get(t.conveyance_code),
        "alarms": lambda s, t, _: tracked.alarms_of(s, t),
    },
    "TripAlarm": {
        "conveyance": lambda s, a, _: s.conveyances.get(a.track.conveyance_code),
        "tracking": lambda _, a, __: a.track,
    },
    "EndedTripAlarm": {
        "from": lambda s, a, _: s.places.get(a.from_code),
        "to": lambda s, a, _: s.places.get(a.to_code),
        "conveyance": lambda s, a, _: s.conveyances.get(a.conveyance_code),
    },
    "Incident": {
        "id": lambda _, i, __: f"Incident:{i.election_id}:{i.id}",
        "region": lambda s, i, _: s.regions.get(i.region_code),
        "place": lambda s, i, _: s.places.get(i.group_key),
        "position": lambda s, i, _: point_of(_where(s, i)),
        "boxCount": lambda s, i, _: len({one.box_code for one in alerted.facts_of(s, i) if one.box_code}),
        "boxes": lambda s, i, _: alerted.boxes_of(s, i),
        "notes": lambda s, i, _: [one for one in s.incident_notes if one.incident_id == i.id],
        "convoyReport": lambda s, i, _: escorted.report_of(s, i),
        "unconfirmedConvoy": lambda s, i, _: escorted.unconfirmed(s, i),
    },
    "Convoy": {
        "id": lambda _, c, __: f"Convoy:{c.election_id}:{c.id}",
        "region": lambda s, c, _: s.regions.get(c.region_code),
        "escort": lambda _, c, __: c.escort_name,
        "state": lambda s, c, _: escorted.state(s, c),
        "shipments": lambda s, c, _: escorted.shipments_of(s, c),
        "boxCount": lambda s, c, _: sum(one.shipment_code in escorted.codes_of(s, c) for one in s.aboard),
        "stops": lambda s, c, _: escorted.stops(s, c),
        "missingCount": lambda s, c, _: escorted.missing(s, c),
        "confirmations": lambda s, c, _: escorted.words_of(s, c),
        "lastConfirmedAt": lambda s, c, _: max((one.at for one in escorted.words_of(s, c)), default=None),
        "incidents": lambda s, c, _: escorted.incidents_of(s, c),
        "incidentCount": lambda s, c, _: sum(one.resolved_at is None for one in escorted.incidents_of(s, c)),
    },
    "ConvoyStop": {
        "place": lambda s, t, _: s.places.get(t.place_code),
        "state": lambda s, t, _: escorted.stop_state(s, t),
        "confirmation": lambda s, t, _: escorted.confirmation(s, t),
    },
    "PresenceConfirmation": {
        "key": lambda _, p, __: p.id,
        "place": lambda s, p, _: s.places.get(p.place_code),
        "position": lambda _, p, __: point_of(p.point),
    },
    "ConvoyReport": {
        "key": lambda _, r, __: r.id,
        "place": lambda s, r, _: s.places.get(r.place_code),
        "position": lambda _, r, __: point_of(r.point),
        "convoy": lambda s, r, _: s.convoys.get(str(r.convoy_id)),
    },
    "Escort": {"region": lambda s, e, _: s.regions.get(e.region_code)},
    "Observation": {
        "id": lambda _, o, __: f"Observation:{o.election_id}:{o.id}",
        "region": lambda s, o, _: s.regions.get(o.region_code),
        "box": lambda s, o, _: s.boxes.get(o.box_code),
        "place": lambda s, o, _: s.places.get(o.place_code),
    },
    "AuditEntry": {
        "id": lambda _, e, __: f"AuditEntry:{e.election_id}:{e.id}",
        "region": lambda s, e, _: s.regions.get(e.region_code),
    },
    "SeaArea": {
        "id": lambda _, a, __: f"SeaArea:{a.election_id}:{a.code}",
        "region": lambda s, a, _: s.regions.get(a.region_code),
        "area": lambda _, area, a: geojson(area.area, a),
    },
    "DeadZone": {
        "id": lambda _, z, __: f"DeadZone:{z.election_id}:{z.code}",
        "region": lambda s, z, _: s.regions.get(z.region_code),
        "area": lambda _, zone, a: geojson(zone.area, a),
    },
    "TrackPoint": {"position": lambda _, p, __: point_of(p.point)},
    "ConveyancePosition": {
        "position": lambda _, p, __: point_of(p.point),
        "conveyance": lambda s, p, _: s.conveyances.get(p.conveyance_code),
    },
    "BoxGroup": {
        "region": lambda s, g, _: s.regions.get(g.key),
        "place": lambda s, g, _: s.places.get(g.key),
        "conveyance": lambda s, g, _: s.conveyances.get(g.key),
    },
    "DeviceGroup": {"region": lambda s, g, _: s.regions.get(g.key)},
    "Progress": {
        "region": lambda s, t, _: s.regions.get(t.code),
        "boxes": lambda s, t, _: len(answers.boxes_in(s, t.code)),
        "boxesInTransit": lambda s, t, _: answers.in_transit(s, t.code),
        "boxesDelivered": lambda s, t, _: answers.delivered(s, t.code),
        "counts": lambda s, t, _: answers.counts(s, t.code),
    },
    "Summary": {
        "region": lambda s, t, _: s.regions.get(t.code),
        "asOf": lambda s, _, __: s.now,
        "stations": lambda s, t, _: sum(p.kind == "POLLING_STATION" and lies_in(p.region_code, t.code) for p in s.places.values()),
        "boxes": lambda s, t, _: len(answers.boxes_in(s, t.code)),
        "boxesOnTrack": lambda s, t, _: sum(not answers.needs_attention(s, b) for b in answers.boxes_in(s, t.code)),
        "boxesNeedingYou": lambda s, t, _: sum(answers.needs_attention(s, b) for b in answers.boxes_in(s, t.code)),
        "boxesWithException": lambda s, t, _: sum(bool(b.exceptions) for b in answers.boxes_in(s, t.code)),
        "boxesLate": lambda s, t, _: sum(answers.is_late(s, b) for b in answers.boxes_in(s, t.code)),
        "boxesInTransit": lambda s, t, _: answers.in_transit(s, t.code),
        "boxesDelivered": lambda s, t, _: answers.delivered(s, t.code),
    },
}
