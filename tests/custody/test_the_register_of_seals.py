"""The register of seals: issued once, published before boxes leave, and held against every seal that is put on."""

import asyncio
import hashlib
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from tests.custody.world import NOON, STATIONS, World

from silog.cli.loading.seals import read_seals
from silog.custody.actions import issue_seals, publish_register, sealing, verify_projection
from silog.custody.device import DeviceSigner
from silog.custody.rules import Breach, ScanType
from silog.custody.rules.register import may_be_applied
from silog.errors import WRONG_INPUT, SilogError
from silog.people.rules import Role, Viewer
from silog.places.reading import File

HOME = "WH-21.03"


def clerk(world: World, region: str = "21.03") -> Viewer:
    return Viewer("Rina", Role.OPERATOR, region, world.election.id, world.election.code)


async def issue(world: World, *numbers: str, place: str = HOME) -> int:
    return await issue_seals(world.database, clerk(world), [(number, place) for number in numbers], "for this test")


async def seal(world: World, device: DeviceSigner, box: str, *numbers: str, place: str = HOME) -> None:
    await world.record(device.scan(ScanType.SEAL, box, place, world.later(), seals=numbers))


async def said(world: World) -> list[tuple[str, str]]:
    """What the register says against boxes."""
    rows = await world.owner.fetch("SELECT box_code, breach FROM findings WHERE breach LIKE 'SEAL\\_%' ORDER BY 1, 2")
    return [(row["box_code"], row["breach"]) for row in rows]


async def test_numbers_are_issued_once_and_each_place_s_stand_in_the_audit(world: World) -> None:
    assert await issue(world, "KS-1", "KS-2") == 2
    assert await issue(world, "KS-2", "KS-3") == 1

    with pytest.raises(SilogError, match=r"Issued before: KS-1 to WH-21.03\.") as caught:
        await issue(world, "KS-9", "KS-1", place=STATIONS[0])

    assert caught.value.code == "ISSUED_BEFORE"
    assert await world.owner.fetchval("SELECT string_agg(number, ' ' ORDER BY number) FROM seals") == "KS-1 KS-2 KS-3"
    entries = await world.owner.fetch("SELECT actor, action, object_code, after FROM audit ORDER BY id")
    assert [(row["actor"], row["action"], row["object_code"]) for row in entries] == [("Rina", "election:seals:issue", HOME)] * 2
    assert json.loads(entries[0]["after"]) == {"numbers": 2, "first": "KS-1", "last": "KS-2"}


@pytest.mark.parametrize(
    ("number", "place", "code"),
    [("KS 1", HOME, WRONG_INPUT), ("", HOME, WRONG_INPUT), ("KS-1", "WH-99", "UNKNOWN_PLACE"), ("KS-1", "WH-21.05", "FORBIDDEN")],
)
async def test_what_cannot_be_issued_is_refused_and_nothing_is_issued(world: World, number: str, place: str, code: str) -> None:
    with pytest.raises(SilogError) as caught:
        await issue_seals(world.database, clerk(world), [("KS-0", HOME), (number, place)], "for this test")

    assert caught.value.code == code
    assert await world.owner.fetchval("SELECT count(*) FROM seals") == 0
    assert await world.owner.fetchval("SELECT count(*) FROM audit") == 0


async def test_a_register_is_published_with_the_digest_that_anybody_can_check(world: World) -> None:
    await issue(world, "KS-2", "KS-1")

    version, digest = await publish_register(world.database, clerk(world), "21.03", "before dispatch")

    row = await world.owner.fetchrow("SELECT * FROM seal_registers")
    assert row is not None
    assert row["content"] == "silog-seal-register LATIHAN 21.03 1\nKS-1,WH-21.03\nKS-2,WH-21.03\n"
    assert (version, digest, row["digest"]) == (1, hashlib.sha256(row["content"].encode()).hexdigest(), digest)
    with pytest.raises(SilogError, match="Version 1 says all that was issued"):
        await publish_register(world.database, clerk(world), "21.03", "again")
    await issue(world, "KS-3")
    assert (await publish_register(world.database, clerk(world), "21.03", "a supplement"))[0] == 2


async def test_an_office_publishes_its_own_register_only(world: World) -> None:
    await issue(world, "KS-1")

    with pytest.raises(SilogError) as caught:
        await publish_register(world.database, clerk(world, "21.05"), "21.03", "not mine")

    assert caught.value.code == "FORBIDDEN"
    assert await world.owner.fetchval("SELECT count(*) FROM seal_registers") == 0


async def test_a_number_that_was_never_issued_is_held_against_the_sealing_once_a_register_is_published(world: World) -> None:
    device = await world.device()
    await issue(world, "KS-1")
    await seal(world, device, world.boxes[0], "KS-1", "FALSE-1")
    assert await said(world) == []

    await publish_register(world.database, clerk(world), "21.03", "before dispatch")
    await seal(world, device, world.boxes[1], "FALSE-2")

    assert sorted(await said(world)) == sorted((box, Breach.SEAL_NOT_ISSUED.value) for box in world.boxes[:2])
    await issue(world, "FALSE-2")
    assert await said(world) == [(world.boxes[0], "SEAL_NOT_ISSUED")]
    assert await verify_projection(world.database, world.election) == []


async def test_a_station_s_seal_on_a_box_in_the_warehouse_was_issued_elsewhere(world: World) -> None:
    device = await world.device()
    await issue(world, "ST-1", place=STATIONS[0])

    await seal(world, device, world.boxes[0], "ST-1")

    assert await said(world) == [(world.boxes[0], "SEAL_ISSUED_ELSEWHERE")]


@pytest.mark.parametrize(
    ("issued_to", "at", "may"),
    [
        ("WH-21.03", "TPS-21.03.04.1003-001", True),
        ("WH-21.03", "TPS-21.05.02.1001-001", False),
        ("PPK-21.03.04", "PPK-21.03.04", True),
        ("PPK-21.03.04", "PPK-21.03.05", False),
        ("TPS-21.03.04.1003-001", "TPS-21.03.04.1003-0011", False),
        ("PORT-midai", "CNV-1", False),
    ],
)
def test_the_stock_of_an_office_serves_its_region(issued_to: str, at: str, may: bool) -> None:  # noqa: FBT001 -- a parameter
    assert may_be_applied(issued_to, at) is may


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_one_number_on_two_boxes_is_held_against_both_in_whatever_order_they_come(world: World, order: tuple[int, ...]) -> None:
    devices = [await world.device() for _ in range(3)]
    boxes = [world.boxes[0], world.boxes[1], world.boxes[0]]
    scans = [d.scan(ScanType.SEAL, box, HOME, NOON, seals=["KS-1"]) for d, box in zip(devices, boxes, strict=True)]

    for number in order:
        await world.record(scans[number])

    assert await said(world) == sorted((box, "SEAL_ON_TWO_BOXES") for box in boxes)
    assert await verify_projection(world.database, world.election) == []


@pytest.mark.parametrize("at_once", [1, 2, 2_000])
async def test_numbers_are_judged_alike_in_portions_of_any_size(world: World, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_AT_ONCE", at_once)
    device, (one, other, third, *_) = await world.device(HOME), world.boxes
    await issue(world, "KS-1", "KS-2")
    await publish_register(world.database, clerk(world), "21.03", "before dispatch")
    await seal(world, device, one, "KS-1", "KS-9", "KS-8")

    await world.record(
        device.scan(ScanType.SEAL, other, HOME, world.later(), seals=("KS-1", "KS-7")),
        device.scan(ScanType.SEAL, third, HOME, world.later(), seals=("KS-2",)),
    )

    breaches = ("SEAL_NOT_ISSUED", "SEAL_ON_TWO_BOXES")
    assert await said(world) == sorted((code, breach) for code in (one, other) for breach in breaches)
    assert await verify_projection(world.database, world.election) == []


async def test_two_batches_at_the_same_moment_do_not_hide_it_from_each_other(world: World) -> None:
    devices = [await world.device() for _ in range(8)]
    scans = [d.scan(ScanType.SEAL, box, HOME, NOON, seals=["KS-1"]) for d, box in zip(devices, world.boxes, strict=False)]

    await asyncio.gather(*(world.record(one) for one in scans))

    assert len(await said(world)) == 8


async def test_a_late_scan_that_has_the_box_folded_anew_leaves_what_the_register_says(world: World) -> None:
    device = await world.device()
    for box in world.boxes[:2]:
        await seal(world, device, box, "KS-1")

    await world.record(device.scan(ScanType.RECEIVE, world.boxes[0], HOME, NOON))

    assert [breach for _, breach in await said(world)] == ["SEAL_ON_TWO_BOXES"] * 2


def test_a_file_of_seals_is_read_and_a_number_that_stands_twice_is_refused_with_its_row() -> None:
    assert read_seals(File("seals.csv", b"number,place_code\nKS-1,WH-21.03\n")) == [("KS-1", "WH-21.03")]

    with pytest.raises(SilogError, match=r"seals.csv(.|\n)*KS-1 stands in the file already"):
        read_seals(File("seals.csv", b"number,place_code\nKS-1,WH-21.03\nKS-1,WH-21.05\n"))


def test_the_published_form_is_what_the_page_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "custody.md").read_text()

    known: Any = "silog-seal-register LATIHAN 21.03 1\nKS-04417,WH-21.03\nKS-04418,WH-21.03\n"
    assert known in page
    assert hashlib.sha256(known.encode()).hexdigest() in page
