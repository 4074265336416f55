"""Incidents open by themselves: one for a cause in a group of boxes, and once for each thing that was found."""

import asyncio
from datetime import datetime, timedelta

import asyncpg
import pytest
from tests.custody.world import NOON, STATIONS, World

from silog.alerts.rules import KIND_OF, IncidentKind, open_handover_allowed
from silog.alerts.watching import look_once
from silog.custody.device import DeviceSigner
from silog.custody.rules import Breach, ScanType

PPK = "PPK-21.03.04"


async def standing(world: World) -> list[tuple[str, str, int]]:
    """Kind, group and number of boxes of every incident."""
    rows = await world.owner.fetch(
        """SELECT i.kind, i.group_key, count(DISTINCT f.box_code) AS boxes FROM incidents AS i
           JOIN incident_facts AS f ON f.election_id = i.election_id AND f.incident_id = i.id
           GROUP BY i.id, i.kind, i.group_key ORDER BY i.id"""
    )
    return [tuple(row) for row in rows]


async def shipped(world: World, device: DeviceSigner, boxes: list[str]) -> None:
    for box in boxes:
        await world.record(
            device.scan(ScanType.SEAL, box, "WH-21.03", world.later(), seals=[f"S-{box}"]),
            device.scan(ScanType.LOAD, box, "CNV-1", world.later(), seals=[f"S-{box}"]),
        )


async def test_the_boxes_that_one_boat_brings_with_other_seals_are_one_incident(joined: World) -> None:
    device, boxes = await joined.device(), joined.boxes[:4]
    await shipped(joined, device, boxes)

    await joined.record(*(device.scan(ScanType.ARRIVE, box, PPK, joined.later(), seals=["X"]) for box in boxes[:3]))
    await joined.record(device.scan(ScanType.ARRIVE, boxes[3], PPK, joined.later(), seals=["X"]))

    assert await standing(joined) == [("SEALS_DIFFER", PPK, 4)]
    row = await joined.owner.fetchrow("SELECT region_code, owner, acknowledged_at, resolved_at FROM incidents")
    assert tuple(row or ()) == ("21.03", None, None, None)


async def test_what_was_found_is_not_found_again_when_the_box_is_folded_anew(joined: World) -> None:
    device, box = await joined.device(), joined.boxes[0]
    await shipped(joined, device, [box])
    await joined.record(device.scan(ScanType.ARRIVE, box, PPK, joined.later(), seals=["X"]))

    await joined.record(device.scan(ScanType.PACK, box, "WH-21.03", NOON))

    assert await joined.owner.fetchval("SELECT count(*) FROM incident_facts") == 1


async def test_after_it_was_resolved_what_is_found_later_opens_another(joined: World) -> None:
    device, box = await joined.device(), joined.boxes[0]
    await shipped(joined, device, [box])
    await joined.record(device.scan(ScanType.ARRIVE, box, PPK, joined.later(), seals=["X"]))
    await joined.owner.execute("UPDATE incidents SET resolved_at = opened_at, resolved_by = 'Rina', resolution = 'counted'")

    await joined.record(device.scan(ScanType.CHECK, box, PPK, joined.later(), seals=["Y"]))

    assert len(await standing(joined)) == 2


async def test_a_scan_that_was_missed_or_out_of_order_opens_nothing(joined: World) -> None:
    device = await joined.device()

    await joined.record(device.scan(ScanType.DEPART, joined.boxes[0], "CNV-1", joined.later(), seals=["S"]))

    assert await joined.owner.fetchval("SELECT count(*) FROM findings") > 0
    assert await standing(joined) == []


@pytest.mark.parametrize(
    ("act", "place", "kind"),
    [
        (ScanType.ARRIVE, STATIONS[2], "MISROUTED"),
        (ScanType.OPEN, "WH-21.03", "UNLAWFUL_OPENING"),
        (ScanType.LOAD, "CNV-1", "UNSEALED"),
    ],
)
async def test_each_cause_opens_its_kind(joined: World, act: ScanType, place: str, kind: str) -> None:
    device = await joined.device()
    await joined.record(device.scan(ScanType.SEAL, joined.boxes[0], "WH-21.03", joined.later(), seals=["S"]))

    await joined.record(device.scan(act, joined.boxes[0], place, joined.later(), seals=[] if act is ScanType.LOAD else ["S"]))

    assert [found[0] for found in await standing(joined)] == [kind]


async def test_a_key_that_is_used_twice_opens_one_incident_of_its_device(joined: World) -> None:
    device, twin = await joined.device(), await joined.device()
    twin.device_id, twin.key = device.device_id, device.key
    await joined.record(*(device.scan(ScanType.CHECK, box, PPK, joined.later()) for box in joined.boxes[:3]))

    for box in joined.boxes[3:6]:
        await joined.record(twin.scan(ScanType.CHECK, box, PPK, joined.later()))

    rows = await joined.owner.fetch("SELECT kind, group_key FROM incidents")
    assert [tuple(row) for row in rows] == [("DEVICE_CONFLICT", device.device_id)]
    assert await joined.owner.fetchval("SELECT count(*) FROM incident_facts") == 3


async def test_a_handover_that_waits_too_long_for_its_other_side_is_one_incident_for_all_its_boxes(joined: World) -> None:
    giver, receiver = await joined.device(), await joined.device()
    nonce, boxes = giver.nonce(), joined.boxes[:3]
    await joined.record(*(giver.scan(ScanType.HAND_OVER, box, "WH-21.03", NOON, handover=nonce) for box in boxes))
    await joined.record(receiver.scan(ScanType.LOAD, boxes[0], "CNV-1", NOON, seals=["S"], handover=nonce))

    await set_clock(joined, NOON + open_handover_allowed() - timedelta(minutes=1))
    await look_once(joined.database)
    assert await standing(joined) == []
    await set_clock(joined, NOON + open_handover_allowed() + timedelta(minutes=1))
    await look_once(joined.database)
    await look_once(joined.database)

    assert await standing(joined) == [("HANDOVER_OPEN", nonce, 2)]


async def test_two_processes_that_look_at_once_find_it_once(joined: World) -> None:
    giver = await joined.device()
    await joined.record(giver.scan(ScanType.HAND_OVER, joined.boxes[0], "WH-21.03", NOON, handover=giver.nonce()))
    await set_clock(joined, NOON + timedelta(days=3))

    await asyncio.gather(*(look_once(joined.database) for _ in range(4)))

    assert len(await standing(joined)) == 1


async def test_what_the_register_says_against_two_boxes_is_one_incident(joined: World) -> None:
    devices = [await joined.device() for _ in range(2)]
    for device, box in zip(devices, joined.boxes, strict=False):
        await joined.record(device.scan(ScanType.SEAL, box, "WH-21.03", joined.later(), seals=["KS-1"]))

    assert await standing(joined) == [("SEAL_REGISTER", "WH-21.03", 2)]


def test_every_breach_that_needs_a_person_has_a_kind() -> None:
    mended_by_the_next_scan = {Breach.OUT_OF_ORDER, Breach.MISSED_SCAN, Breach.TURNED_BACK}

    assert set(Breach) - set(KIND_OF) == mended_by_the_next_scan
    assert set(IncidentKind) - set(KIND_OF.values()) == {"HANDOVER_OPEN", "DEVICE_CONFLICT", "CONVOY", "CONFIRMATION_MISSING", "REPORTED"}


async def test_facts_steps_and_observations_are_never_changed_even_by_the_owner(joined: World) -> None:
    device, box = await joined.device(), joined.boxes[0]
    await shipped(joined, device, [box])
    await joined.record(device.scan(ScanType.ARRIVE, box, PPK, joined.later(), seals=["X"]))

    with pytest.raises(asyncpg.RestrictViolationError, match="incident_facts is append-only"):
        await joined.owner.execute("DELETE FROM incident_facts")


async def set_clock(world: World, at: datetime) -> None:
    """Let the election's clock stand at a time."""
    await world.owner.execute("UPDATE elections SET clock_shown_at = $1, clock_is_paused = true", at)
