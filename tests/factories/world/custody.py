"""Boxes with their scans, handovers, seals, what was found wrong, and the devices that signed."""

from datetime import UTC, datetime, timedelta
from typing import Final, cast
from uuid import UUID

from tests.factories import territory
from tests.factories.world.building import CONVOY_INCIDENTS, STATES, Builder, code_of
from tests.factories.writing import Row, point

from silog.custody.canonical import sha256_text
from silog.custody.rules import DELIVERED, ON_THE_WAY

_EXCEPTIONS: Final = ("WET", "DAMAGED", "SEAL_MISMATCH", "MISROUTED")
_FLAGS: Final = ("FUTURE_TIME", "CHAIN_GAP", "NO_DETAIL", "UNKNOWN_PLACE")
_ACTS: Final = ("RECEIVE", "SEAL", "LOAD", "DEPART", "ARRIVE", "CHECK")
_BREACHES: Final = ("OUT_OF_ORDER", "MISSED_SCAN", "SEALS_DIFFER")


def add_devices(world: Builder) -> None:
    """Add devices of several places."""
    for number, region in enumerate(("21", "21.03", "21.03.04", "21.05", "12.19")):
        world.add(
            "devices",
            id=f"KUNCI{world.election}{number}AAAAAAAAAA",
            label=f'Telepon "{number}"',
            region_code=region,
            place_code=(None, f"WH-{region}", f"PPK-{region}", "CNV-21.05", None)[number],
            algorithm="ED25519",
            public_key=bytes([number]) * 32,
            enrolled_at=world.now,
            revoked_after_seq=7 if number == 3 else None,
            role=(None, "OPERATOR", "PPK", "CARRIER", "KPPS")[number],
            revoked_at=world.now if number == 3 else None,
            version='1.0 "uji"' if number in {1, 2} else None,
            contact_at=world.now - timedelta(hours=(1, 0, 1, 180)[number]) if number < 4 else None,
            queue_length=3 * number % 4,
            oldest_unsent_at=world.now - timedelta(days=number) if 3 * number % 4 else None,
            clock_offset_s=12.25 * number if number in {1, 2} else None,
        )


def add_invitations(world: Builder) -> None:
    """Sheets that nobody has used, some good for ever and some no more, beside one that was used and one that was taken back."""
    regions = ("21", "21.03", "21.03.04", "21.03.04", "21.05", "21.03.04.1003", "12.19", "21.03", "21.05")
    for number, region in enumerate(regions):
        used = {"used_at": world.now, "device_id": world.rows("devices")[1]["id"]} if number == 0 else {}
        world.add(
            "invitations",
            code_hash=bytes([world.election, number]) * 16,
            id=UUID(int=world.election * 100 + number),
            role=("OPERATOR", "PPK", "KPPS")[number % 3],
            region_code=region,
            place_code=f"WH-{region}" if len(region) == 5 else None,
            label=f'HP "{number}" 島',
            made_at=world.now - timedelta(days=number // 2),
            made_by="Rina",
            expires_at=datetime(2024 if number % 2 else 2100, 11, 1, tzinfo=UTC),
            revoked_at=world.now if number == 8 else None,
            **{"used_at": None, "device_id": None} | used,
        )


def add_boxes(world: Builder) -> None:
    """Add boxes, each with its scans."""
    stations = [row for row in world.rows("facilities") if row["kind"] == "POLLING_STATION"]
    places = [str(row["code"]) for table in ("facilities", "conveyances") for row in world.rows(table)]
    serial = 0
    for station in stations:
        for contest in ("GOVERNOR", "REGENT") if world.election == 1 else ("GOVERNOR",):
            serial += 1
            _box(world, code_of(world.election, serial), station, contest, [*places, "GD-HILANG", *["CNV-21", "CNV-21.03"] * 4])
    for number in range(4):
        _scan(world, f'TAK"DIKENAL{number}', ("21.03", "21")[number % 2], "CNV-21", number)


def _box(world: Builder, code: str, station: Row, contest: str, places: list[str]) -> None:
    chance = world.chance
    # Who scanned some boxes before they were issued had them filed where the device is at home.
    filed_under = "21.05" if code[9] in "37" else str(station["region_code"])
    scanned = [_scan(world, code, filed_under, chance.choice(places), n) for n in range(chance.choice([0, 0, 1, 3, 5]))]
    last = max(scanned, key=lambda scan: (scan["occurred_at"], scan["id"]), default=None)
    world.add(
        "boxes",
        code=code,
        station_code=station["code"],
        region_code=station["region_code"],
        contest=contest,
        is_3t=station["is_3t"],
        issued_at=world.now - timedelta(days=30),
        state=chance.choice(STATES),
        exceptions=world.some(*_EXCEPTIONS),
        seals=[f"S-{code}-{n}" for n in range(chance.randint(0, 3))],
        place_code=None if last is None else last["place_code"],
        last_scan_id=None if last is None else last["id"],
        last_scan_at=None if last is None else last["occurred_at"],
        last_scan_type=None if last is None else last["type"],
        last_scan_place_code=None if last is None else last["place_code"],
        last_scan_region_code=None if last is None else last["region_code"],
        scan_count=len(scanned),
        holder_id=None if last is None else last["device_id"],
        held_since=None if last is None else last["occurred_at"],
    )
    for number, scan in enumerate(scanned):
        _handover(world, scan, number, str(station["region_code"]))


def add_seals(world: Builder) -> None:
    """Every box's seals were issued to a place and put on it, but for some; and a few numbers wait at warehouses."""
    devices = [row["id"] for row in world.rows("devices")]
    for number, box in enumerate(world.rows("boxes")):
        scans = [scan for scan in world.rows("scans") if scan["box_code"] == box["code"]]
        for seal in (*cast("list[str]", box["seals"]), f"S-OLD-{number}"):
            world.add("seals", number=seal, region_code=box["region_code"], place_code=box["station_code"], issued_at=world.now)
            for scan in scans[: number % 3]:
                world.add(
                    "sealings",
                    number=seal,
                    scan_id=scan["id"],
                    box_code=box["code"],
                    region_code=box["region_code"],
                    place_code=scan["place_code"],
                    device_id=devices[number % len(devices)],
                    applied_at=scan["occurred_at"],
                )
                cast("dict[str, list[str]]", scan)["seals"].append(seal)
    for region in ("21", "21.03", "21.05", "21.03"):
        version = 1 + sum(row["region_code"] == region for row in world.rows("seal_registers"))
        world.add(
            "seal_registers",
            region_code=region,
            version=version,
            published_at=world.now,
            seal_count=2,
            digest="0" * 64,
            content=f'silog-seal-register "{region}"\n',
        )


def add_incidents(world: Builder) -> None:
    """Incidents of every kind at places, some of them acknowledged or resolved; and what supervisors saw."""
    boxes = world.rows("boxes")
    kinds = ("SEALS_DIFFER", "MISROUTED", "HANDOVER_OPEN", "UNSEALED", "REPORTED", "DEVICE_CONFLICT")
    for number, kind in enumerate(kinds * 2, 1):
        region = ("21.03", "21.05", "21")[number % 3]
        done = (world.now, "Rina", 'Diperiksa "di tempat"') if number % 4 == 0 else (None, None, None)
        seen = (world.now, "Rina", "Rina") if number % 2 == 0 else (None, None, None)
        steps = dict(
            zip(("resolved_at", "resolved_by", "resolution", "acknowledged_at", "acknowledged_by", "owner"), done + seen, strict=True)
        )
        each = len(kinds) * 2 + CONVOY_INCIDENTS
        at, incident = world.moment(), each * (world.election - 1) + number  # as the database numbers them
        group = f"WH-{region}" if number <= len(kinds) else f"kelompok {number}"
        world.add("incidents", kind=kind, group_key=group, region_code=region, opened_at=at, last_at=at, **steps)
        for box in [one for one in boxes if str(one["region_code"]).startswith(region)][:number]:
            key, its = f"{number}:{box['code']}", {"region_code": box["region_code"], "box_code": box["code"]}
            world.add("incident_facts", key=key, incident_id=incident, at=at, **its)
        world.add("incident_notes", incident_id=incident, region_code=region, at=at, actor="Rina", step="OPENED", text="a\nb")
        box = boxes[number * 3 % len(boxes)]
        about = {"box_code": box["code"] if number % 2 else None, "place_code": box["station_code"] if number % 3 else None}
        world.add("observations", region_code=box["region_code"], at=at, actor="Panwas", text='Segel "utuh"', **about)


def _handover(world: Builder, scan: Row, number: int, region: str) -> None:
    """Both sides, the giver's alone or the receiver's alone, in turn; filed with its box, wherever its scans are."""
    side = len(world.rows("handovers")) % 3
    given, taken = side != 1, side != 2
    at, place, devices = scan["occurred_at"], scan["place_code"], [row["id"] for row in world.rows("devices")]
    world.add(
        "handovers",
        box_code=scan["box_code"],
        nonce=f"{number}AECAwQFBgcICQoLDA0ODw"[:22],
        region_code=region,
        given_by=devices[0] if given else None,
        given_at=at if given else None,
        given_place_code=place if given else None,
        taken_by=devices[1] if taken else None,
        taken_at=world.now if taken else None,
        taken_place_code="CNV-21" if taken else None,
        open_since=None if given and taken else at if given else world.now,
    )


def _scan(world: Builder, box: str, region: str, place: str, number: int) -> Row:
    scan = world.add(
        "scans",
        id=UUID(int=world.chance.getrandbits(128), version=4),
        region_code=region,
        box_code=box,
        type=world.chance.choice(_ACTS),
        place_code=place,
        seals=[f"S{number}"],
        condition=world.chance.choice(["GOOD", "DAMAGED", "WET"]),
        device_id=f"KUNCI{world.election}{world.chance.randint(0, 4)}AAAAAAAAAA",
        seq=len(world.rows("scans")) + 1,
        hlc="000000000000-0000",
        occurred_at=world.moment(),
        device_clock_at=world.moment() + timedelta(microseconds=999_999),
        received_at=world.now,
        flags=world.some(*_FLAGS),
        event=f'{{"kotak":"{box}","島":{number}}}\n'.encode(),
        event_hash=b"\x00",
        signature=bytes(range(190, 254)),
    )
    if world.chance.random() < 0.6:
        _detail(world, scan)
    for breach in world.some(*_BREACHES) if not box.startswith("TAK") else ():
        world.add("findings", box_code=box, region_code=region, scan_id=scan["id"], breach=breach)
    return scan


def _detail(world: Builder, scan: Row) -> None:
    lon, lat = territory.middle(str(scan["region_code"]))
    known = world.chance.random() < 0.7
    # Two details in three name a photo; of those one is here, one is awaited, one was erased, in turn.
    number = len(world.rows("scan_details"))
    content = f"foto {number}".encode()
    sha256 = sha256_text(content) if number % 3 else None
    if sha256 is not None and number % 9 in {1, 2, 4, 5}:
        is_erased = number % 9 == 5
        world.add(
            "photos",
            sha256=sha256,
            region_code=scan["region_code"],
            content=None if is_erased else content,
            width=None if is_erased else 640 + number,
            height=None if is_erased else 480,
            received_at=world.now,
            erased_at=world.now if is_erased else None,
        )
    world.add(
        "scan_details",
        scan_id=scan["id"],
        region_code=scan["region_code"],
        detail="{}",
        actor=world.chance.choice(['Budi "Laut"', "Siti\\", "Ani\n2"]),
        point=point(round(lon + world.chance.uniform(0, 0.4), 5), round(lat + world.chance.uniform(0, 0.4), 5)) if known else None,
        accuracy_m=4.25 if known else None,
        photo_sha256=sha256,
    )


def add_progress(world: Builder) -> None:
    """Count by states, and in all."""
    for region in territory.codes():
        inside = [box for box in world.rows("boxes") if str(box["region_code"]).startswith(region)]
        if inside:
            world.add(
                "region_totals",
                region_code=region,
                boxes=len(inside),
                excepted=sum(bool(box["exceptions"]) for box in inside),
                in_transit=sum(box["state"] in ON_THE_WAY for box in inside),
                delivered=sum(box["state"] in DELIVERED for box in inside),
            )
        for state in (*STATES, "LEGAL_HOLD"):
            found = [box for box in inside if box["state"] == state]
            if found or state == "LEGAL_HOLD":
                excepted = sum(bool(box["exceptions"]) for box in found)
                world.add("progress", region_code=region, state=state, boxes=len(found), excepted=excepted)
