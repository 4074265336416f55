"""What the matrix asks: every field of Query and Subscription, about the own regency and about another one."""

from dataclasses import dataclass
from typing import Final

from tests.factories.world import code_of

from silog.people.rules import Right


@dataclass(frozen=True)
class Question:
    """One field with what is asked of it. `$region`, `$box` and the like stand for what lies in the region that is asked about.

    `is_full` fields are refused to the public; `right` is what a field wants beside, and who has not the right `told_to` is told nothing by
    it. `is_silent_elsewhere`: of another regency the answer is the one that it gives of a place that does not exist; `refused_elsewhere` is
    the code by which both are refused.
    """

    text: str
    is_full: bool = False
    right: Right | None = None
    told_to: Right | None = None
    is_silent_elsewhere: bool = False
    refused_elsewhere: str | None = None


_BOX: Final = "id code region { code } station { id } place { id } lastScan { id device { id } } shipment { id } leg { id }"
_ENDS: Final = 'from: {place: "PORT-BARAT"}, to: {point: {lon: 105.397, lat: 3.05}}'
QUESTIONS: Final[dict[str, Question]] = {
    "node": Question('node(id: "Box:1:$box") { id ... on Box { code } }', is_silent_elsewhere=True),
    "nodes": Question('nodes(ids: ["Box:1:$box", "Device:1:$device", "Shipment:1:$shipment"]) { id }', is_silent_elsewhere=True),
    "elections": Question("elections { id code }"),
    "region": Question('region(code: "$region") { id progress { boxes } boxes(first: 5) { nodes { id } } }'),
    "regions": Question("regions(first: 200) { nodes { id progress { boxes } } }"),
    "islands": Question("islands(first: 5) { nodes { id } }"),
    "facility": Question('facility(code: "WH-$region") { id boxesHere region { code } }', is_silent_elsewhere=True),
    "facilities": Question('facilities(region: "$region", first: 200) { totalCount nodes { id } }', is_silent_elsewhere=True),
    "pollingStations": Question(
        'pollingStations(region: "$region", first: 50) { totalCount nodes { id boxes { id } } }', is_silent_elsewhere=True
    ),
    "nearby": Question("nearby(point: {lon: $lon, lat: $lat}, radiusM: 100000) { id }"),
    "viewer": Question("viewer { name role region { code } device { id } election { id } }"),
    "devices": Question(
        'devices(filter: {region: "$region"}, first: 200) { totalCount nodes { id } }', is_full=True, is_silent_elsewhere=True
    ),
    "deviceGroups": Question(
        'deviceGroups(by: DISTRICT, filter: {region: "$region"}) { key devices region { code } }', is_full=True, is_silent_elsewhere=True
    ),
    "accounts": Question(
        'accounts(filter: {region: "$region"}, first: 200) { totalCount nodes { id name region { code } } }',
        is_full=True,
        told_to=Right.MANAGE_PEOPLE,
        is_silent_elsewhere=True,
    ),
    "unusedInvitations": Question(
        'unusedInvitations(region: "$region", first: 200) { totalCount nodes { label region { code } } }',
        is_full=True,
        told_to=Right.MANAGE_PEOPLE,
        is_silent_elsewhere=True,
    ),
    "invitationGroups": Question(
        'invitationGroups(by: DISTRICT, region: "$region") { key unused region { code } }',
        is_full=True,
        told_to=Right.MANAGE_PEOPLE,
        is_silent_elsewhere=True,
    ),
    "sessions": Question("sessions(first: 200) { nodes { id } }", is_full=True),
    "audit": Question("audit(first: 200) { nodes { id } }", is_full=True),
    "box": Question(f'box(code: "$box") {{ {_BOX} }}', is_silent_elsewhere=True),
    "scans": Question(
        'scans(region: "$region", first: 50) { totalCount nodes { id device { id } actor photo { sha256 url } } }',
        is_full=True,
        is_silent_elsewhere=True,
    ),
    "handovers": Question(
        'handovers(region: "$region", first: 50) { totalCount nodes { __typename box { id } } }', is_full=True, is_silent_elsewhere=True
    ),
    "incidents": Question('incidents(region: "$region", first: 50) { nodes { id boxes { id } } }', is_full=True),
    # An escort is shown the own convoy, of which there is one: see the stage.
    "convoys": Question(
        'convoys(region: "$region", first: 50) { totalCount nodes { id shipments { id } stops { place { id } } incidents { id } } }',
        is_full=True,
        is_silent_elsewhere=True,
    ),
    "escorts": Question('escorts(sees: "$region", first: 50) { nodes { name region { code } } }', is_full=True),
    "observations": Question(
        'observations(region: "$region", first: 50) { totalCount nodes { id box { id } place { id } } }', is_full=True
    ),
    # Whose number a seal is everybody may know who sees the box that it is on.
    "seals": Question(
        'seals(region: "$region", first: 50) { totalCount nodes { number region { code } place { id } sealings { box { id } } } }',
        is_silent_elsewhere=True,
    ),
    "seal": Question('seal(number: "$seal") { number place { id } }', is_silent_elsewhere=True),
    "sealRegister": Question('sealRegister(region: "$region") { version region { code } digest content }', is_silent_elsewhere=True),
    "sealRegisters": Question('sealRegisters(region: "$region", first: 50) { nodes { version digest } }', is_silent_elsewhere=True),
    "custodyLaw": Question("custodyLaw { decree pollsCloseAt openings { __typename } }"),
    "boxGroups": Question('boxGroups(by: STATE, filter: {region: "$region"}) { key boxes boxesLate scans }', is_silent_elsewhere=True),
    "search": Question('search(text: "$region.", first: 50) { ... on Box { id } ... on Shipment { id } ... on Conveyance { id } }'),
    "tripAlarms": Question(
        'tripAlarms(region: "$region", first: 50) { totalCount nodes { kind conveyance { id } } }', is_full=True, is_silent_elsewhere=True
    ),
    "endedTripAlarms": Question(
        'endedTripAlarms(region: "$region", first: 50) { totalCount nodes { kind conveyance { id } from { id } } }',
        is_full=True,
        is_silent_elsewhere=True,
    ),
    "boxes": Question(
        f'boxes(filter: {{region: "$region"}}, first: 20) {{ totalCount nodes {{ {_BOX} }} }}',
        is_silent_elsewhere=True,
    ),
    "conveyance": Question('conveyance(code: "CNV-$region") { id position { lon } }', is_full=True, is_silent_elsewhere=True),
    "conveyances": Question(
        'conveyances(region: "$region", first: 50) { totalCount nodes { id } }', is_full=True, is_silent_elsewhere=True
    ),
    "shipment": Question('shipment(code: "$shipment") { id legs { id } }', is_full=True, is_silent_elsewhere=True),
    "shipments": Question(
        'shipments(region: "$region", first: 50) { totalCount nodes { id legs { id } } }', is_full=True, is_silent_elsewhere=True
    ),
    "track": Question('track(conveyance: "CNV-$region") { at position { lon } }', is_full=True, is_silent_elsewhere=True),
    "trackStretches": Question(
        'trackStretches(conveyance: "CNV-$region") { fromAt toAt lengthM }',
        is_full=True,
        right=Right.ASK_ROUTES,
        refused_elsewhere="UNKNOWN_CONVEYANCE",
    ),
    "deadZones": Question("deadZones(first: 50) { nodes { id } }", is_full=True),
    "positionsAt": Question('positionsAt(time: "2024-11-20T05:00:00Z") { conveyance { id } position { lon } }', is_full=True),
    "progress": Question('progress(level: REGENCY, parent: "21") { region { code } boxes }'),
    "summary": Question('summary(region: "$region") { stations boxes boxesNeedingYou boxesLate boxesDelivered }', is_silent_elsewhere=True),
    "seaAreas": Question("seaAreas(first: 50) { nodes { id } }", is_full=True),
    "seaRoute": Question(f"seaRoute({_ENDS}, vesselClass: POMPONG) {{ reachable }}", is_full=True, right=Right.ASK_ROUTES),
    "route": Question(f"route({_ENDS}) {{ reachable }}", is_full=True, right=Right.ASK_ROUTES),
    "plan": Question(
        "plan(number: $plan) { number region state proposal { stations { station } legs { code } } }",
        is_full=True,
        right=Right.READ_PLANS,
        refused_elsewhere="UNKNOWN_PLAN",
    ),
    "plans": Question('plans(region: "$region") { number region state }', is_full=True, right=Right.READ_PLANS, is_silent_elsewhere=True),
    "comparePlans": Question(
        "comparePlans(one: $plan, other: $plan) { better one { number } differences { station } }",
        is_full=True,
        right=Right.READ_PLANS,
        refused_elsewhere="UNKNOWN_PLAN",
    ),
    "planningInputs": Question(
        "planningInputs { vessels { conveyance standbyRank noticeHours } voyages { code region } tides { place } "
        "seaStates { region } deadlines { region } }",
        is_full=True,
        right=Right.READ_PLANS,
    ),
    "liveFeed": Question("liveFeed { cursor items { kind } }", is_full=True),
    "planProgress": Question(
        "planProgress(number: $plan) { number state progress }", is_full=True, right=Right.READ_PLANS, is_silent_elsewhere=True
    ),
}
"""Every field of the schema: a new one without an entry fails the test."""

NOWHERE: Final = {
    "region": "21.99",
    "box": code_of(1, 99_999),
    "seal": "TIDAK-ADA",
    "device": "KUNCI",
    "shipment": "KRM-99",
    "plan": "999999",
    "lon": "0",
    "lat": "0",
}
