"""A connection that served one viewer keeps nothing of that viewer's for the next."""

from typing import Final

from tests.api.oracle.conftest import Two

_EVERYTHING: Final = """{
  boxes(first: 200) { totalCount nodes { code placeCode lastScan { actor device { key } } shipment { code } leg { number } } }
  pollingStations(first: 200) { totalCount }
  summary { boxes boxesLate stations }
  viewer { name region { code } }
}"""
_TABLES: Final = ("boxes", "scans", "scan_details", "findings", "devices", "facilities", "conveyances", "positions", "shipments", "legs")


def test_what_a_viewer_reads_does_not_depend_on_who_was_served_before(two: Two) -> None:
    viewers = [two.sight("FULL", "21"), two.sight("FULL", "21.03"), two.sight("PUBLIC", ""), two.sight("FULL", "21", election=2)]
    alone = [two.server_answer(_EVERYTHING, None, viewer) for viewer in viewers]

    for before in viewers:
        for viewer, expected in zip(viewers, alone, strict=True):
            two.server_answer(_EVERYTHING, None, before)
            assert two.server_answer(_EVERYTHING, None, viewer) == expected


def test_a_used_connection_shows_no_row_of_any_scoped_table(two: Two) -> None:
    two.server_answer(_EVERYTHING, None, two.sight("FULL", ""))

    for table in _TABLES:
        assert two.count_without_scope(table) == 0, table


def test_the_public_reads_no_position_plan_device_or_person(two: Two) -> None:
    asked = """{ boxes(first: 200) { nodes {
      code placeCode currentPosition { lon } conveyance { code } shipment { code } dueAt
      lastScan { placeCode actor device { key } position { lon } }
    } } }"""

    nodes = two.server_answer(asked, None, two.sight("PUBLIC", ""))["data"]["boxes"]["nodes"]

    assert len(nodes) > 20
    for box in nodes:
        assert (box["conveyance"], box["shipment"], box["dueAt"]) == (None, None, None)
        if box["lastScan"] is not None:
            assert {box["lastScan"][name] for name in ("actor", "device", "position")} == {None}
            assert not (box["lastScan"]["placeCode"] or "").startswith("CNV-")
        if box["placeCode"] is None:
            assert box["currentPosition"] is None


def test_a_viewer_of_one_election_reaches_nothing_of_the_other_by_any_key(two: Two) -> None:
    theirs = two.sight("FULL", "", election=2)
    ids = [
        *(f"Box:2:{code}" for code in theirs.boxes),
        *(f"Facility:2:{code}" for code in theirs.places),
        *(f"PollingStation:2:{code}" for code in theirs.places),
        *(f"Scan:2:{key}" for key in theirs.scans),
        *(f"Conveyance:2:{code}" for code in theirs.conveyances),
        *(f"Shipment:2:{code}" for code in theirs.shipments),
        *(f"Device:2:{key}" for key in theirs.devices),
        *(f"Leg:2:{leg.shipment_code}:{leg.number}" for leg in theirs.legs),
    ]
    mine = two.sight("FULL", "")

    for start in range(0, len(ids), 200):
        found = two.server_answer("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids[start : start + 200]}, mine)
        assert set(map(str, found["data"]["nodes"])) == {"None"}
    found = two.server_answer("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids[:200]}, theirs)
    assert sum(node is not None for node in found["data"]["nodes"]) > 50
    assert two.server_answer(f'{{ box(code: "{next(iter(theirs.boxes))}") {{ code }} }}', None, mine)["data"]["box"] is None
