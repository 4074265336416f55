"""Two elections with everything in them, in every combination that a viewer can meet.

The codes of places and conveyances repeat in the second election, where it is another day: whoever joins the two is found out. The
clocks are paused, so that two answers to one question are given at the same time.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final, cast
from uuid import UUID

import asyncpg
from tests.factories import territory
from tests.factories.writing import Row, insert, point

from silog.custody.codes import check_character

NOW: Final = datetime(2024, 11, 20, 5, 0, 0, 123_987, tzinfo=UTC)
"""What the first election's clock shows. The second's is a week ahead."""
STATES: Final = ("PLANNED", "SEALED", "LOADED", "IN_TRANSIT", "AT_HUB", "AT_PPK", "AT_STATION", "VOTING", "RETURN_IN_TRANSIT", "STORED")
_EXCEPTIONS: Final = ("WET", "DAMAGED", "SEAL_MISMATCH", "MISROUTED")
_FLAGS: Final = ("FUTURE_TIME", "CHAIN_GAP", "NO_DETAIL", "UNKNOWN_PLACE")
_ACTS: Final = ("RECEIVE", "SEAL", "LOAD", "DEPART", "ARRIVE", "CHECK")
_BREACHES: Final = ("OUT_OF_ORDER", "MISSED_SCAN", "SEALS_DIFFER")


@dataclass(slots=True)
class Builder:
    """One election being built: rows by table, in the order in which they must be inserted."""

    election: int
    now: datetime
    chance: random.Random
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, **columns: object) -> Row:
        """Add a row of this election."""
        row = {"election_id": self.election, **columns}
        self.tables.setdefault(table, []).append(row)
        return row

    def rows(self, table: str) -> list[Row]:
        """The rows so far."""
        return self.tables.get(table, [])

    def some(self, *values: str) -> list[str]:
        """A few of them, most often none."""
        return [value for value in values if self.chance.random() < 0.2]

    def moment(self, spread_h: float = 72) -> datetime:
        """A time around now, in steps of ten minutes so that times meet."""
        steps = int(spread_h * 6)
        return self.now + timedelta(minutes=10 * self.chance.randint(-steps, steps))


async def build_world(owner: asyncpg.Connection) -> None:
    """Insert regions, islands and both elections."""
    await insert(
        owner,
        "elections",
        [_election(1, "LATIHAN-2024", 'Latihan "Kepri"', NOW), _election(2, "LATIHAN-LAIN", "Latihan lain", NOW + timedelta(days=7))],
    )
    await insert(owner, "regions", territory.regions())
    await insert(owner, "islands", territory.islands())
    for election, now in ((1, NOW), (2, NOW + timedelta(days=7))):
        builder = Builder(election, now, random.Random(election))
        _places(builder)
        _conveyances(builder)
        _devices(builder)
        _shipments(builder)
        _boxes(builder)
        _seals(builder)
        _incidents(builder)
        _journeys(builder)
        _tracks(builder)
        _dead_zones(builder)
        _progress(builder)
        _changes(builder)
        _sea_areas(builder)
        for table, rows in builder.tables.items():
            await insert(owner, table, rows)
    await owner.execute(
        "UPDATE boxes b SET place_point = f.point FROM facilities f WHERE (f.election_id, f.code) = (b.election_id, b.place_code)"
    )


def _election(number: int, code: str, name: str, now: datetime) -> Row:
    return {
        "id": number,
        "code": code,
        "name": name,
        "kind": "TRAINING",
        "voting_day": date(2024, 11, 27),
        "clock_anchor_at": NOW,
        "clock_shown_at": now,
        "clock_speed": 60.0 * number,
        "clock_is_paused": True,
    }


def _places(world: Builder) -> None:
    for code in territory.codes():
        lon, lat = territory.middle(code)
        if len(code) == 2:
            _place(world, "AIRPORT", f"AIR-{code}", code, (lon, lat))
        elif len(code) == 5:
            _place(world, "WAREHOUSE", f"WH-{code}", code, (lon, lat))
            _place(world, "PORT", f"PORT-{code}", code, (lon + 0.01, lat), berth=point(lon + 0.0125, lat - 0.0011))
        elif len(code) == 8:
            _place(world, "PPK", f"PPK-{code}", code, (lon, lat))
            _place(world, "LANDING", f"LDG-{code}", code, (lon, lat), berth=point(lon, lat + 0.001))
        else:
            _place(world, "PPS", f"PPS-{code}", code, (lon, lat))
            for number in range(1, 3):
                _place(world, "POLLING_STATION", f"TPS-{code}-{number:03d}", code, (lon + number * 0.0017, lat), number=number)


def _place(
    world: Builder, kind: str, code: str, region: str, at: tuple[float, float], *, berth: str | None = None, number: int | None = None
) -> None:
    world.add(
        "facilities",
        code=code,
        kind=kind,
        name=f"{kind.title()} {region}" + ('"\\' if number == 2 else ""),
        region_code=region,
        point=point(*at),
        berth=berth,
        quality=world.chance.choice(["SURVEYED", "RECALLED", "CHECK", "DERIVED", "SYNTHETIC"]),
        moved_m=world.chance.randint(0, 300),
        source="https://contoh.id/?a=1&b=2",
        is_3t=region.startswith("21.03"),
        station_number=number,
        registered_voters=None if number is None else 100 * number,
    )


def _conveyances(world: Builder) -> None:
    kinds = ("LINER", "FERRY", "POMPONG", "SPEEDBOAT", "TRUCK", "AIRCRAFT", "ON_FOOT")
    for number, region in enumerate(("21", "21.03", "21.03.04", "21.05", "21.71", "12.19", "12")):
        code = f"CNV-{region}"
        track = [] if number == 5 else _track(world, code, region)
        last = track[-1] if track else None
        world.add(
            "conveyances",
            code=code,
            name=f'KM "{region}" \\ 島',
            kind=kinds[number],
            region_code=region,
            home_code=f"PORT-{region}" if len(region) == 5 else None,
            capacity_boxes=100 + number,
            speed_kn=8.5 + number,
            clearance_m=None if kinds[number] == "TRUCK" else 50 * number,
            wave_limit_m=None if number % 2 else 1.25,
            point=last["point"] if last else None,
            course_deg=last["course_deg"] if last else None,
            speed_now_kn=last["speed_kn"] if last else None,
            reported_at=last["at"] if last else None,
        )
    world.tables["positions"] = world.tables.pop("positions")  # a position needs its conveyance


def _track(world: Builder, code: str, region: str) -> list[Row]:
    lon, lat = territory.middle(region)
    return [
        world.add(
            "positions",
            conveyance_code=code,
            at=world.now - timedelta(hours=30 - 5 * step),
            region_code=region,
            point=point(round(lon + 0.013 * step, 7), round(lat + 0.0171 * step, 7)),
            course_deg=None if step % 3 == 0 else 12.5 * step,
            speed_kn=None if step % 4 == 0 else 9 + step / 3,
            received_at=world.now,
        )
        for step in range(8)
    ]


def _devices(world: Builder) -> None:
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
            contact_at=world.now - timedelta(hours=number // 2) if number in {1, 2, 3} else None,
            queue_length=3 * number % 4,
            oldest_unsent_at=world.now - timedelta(days=number) if 3 * number % 4 else None,
            clock_offset_s=12.25 * number if number in {1, 2} else None,
        )


def _shipments(world: Builder) -> None:
    for number, region in enumerate(("21.03", "21.03.04", "21.03", "21.05", "21.71", "21", "12.19", "21.05")):
        regency = region if len(region) == 5 else "21.03"
        code, start = f"KRM-{number}", world.moment(48)
        stops = [f"WH-{regency}", f"PORT-{regency}", "LDG-21.05.02", "PPK-21.03.04"][: number % 4 + 1]
        world.add(
            "shipments",
            code=code,
            name=f"Kiriman {number} ke 'utara'",
            region_code=region,
            direction="RETURN" if number % 3 == 2 else "OUTBOUND",
            origin_code=stops[0],
            destination_code=stops[-1],
            planned_depart_at=start,
            planned_arrive_at=start + timedelta(hours=len(stops) * 5),
            is_3t=number % 2 == 0,
            fallback=None if number % 2 else "B: pompong; C: kapal pemerintah",
        )
        # 0: nothing has moved; 1: the first leg is under way; 2: every leg has arrived.
        _legs(world, code, region, stops, start, progressed=number % 3)


def _legs(world: Builder, shipment: str, region: str, stops: list[str], start: datetime, *, progressed: int) -> None:
    modes = ("LAND", "TRANSFER", "SEA")
    for number, (origin, destination) in enumerate(pairwise(stops), 1):
        mode = modes[(number + len(stops)) % 3]
        depart = start + timedelta(hours=5 * number - 5)
        has_left = progressed == 2 or (progressed == 1 and number == 1)
        lon, lat = territory.middle(region)
        world.add(
            "legs",
            shipment_code=shipment,
            number=number,
            region_code=region,
            mode=mode,
            conveyance_code=None if mode == "TRANSFER" else world.chance.choice(["CNV-21", "CNV-21.03", "CNV-21.05"]),
            from_code=origin,
            to_code=destination,
            planned_depart_at=depart,
            planned_arrive_at=depart + timedelta(hours=4),
            departed_at=depart if has_left else None,
            arrived_at=depart + timedelta(hours=3) if has_left and progressed == 2 and mode != "TRANSFER" else None,
            route=f"SRID=4326;LINESTRING({lon} {lat},{lon + 0.5} {lat + 0.25},{lon + 1} {lat})",
            length_m=1234.5 * number,
            is_estimate=mode != "SEA",
        )


def _dead_zones(world: Builder) -> None:
    for number, region in enumerate(("21", "21.03", "12.19")):
        lon, lat = territory.middle(region)
        ring = f"{lon} {lat},{lon + 1} {lat},{lon + 1} {lat + 1},{lon} {lat + 1},{lon} {lat}"
        area = f"SRID=4326;MULTIPOLYGON((({ring})))"
        world.add("dead_zones", code=f"DZ-{number}", name=f"Laut {number}", region_code=region, area=area, source="uji")


def _tracks(world: Builder) -> None:
    """A track of every trip that has left: heard lately or long ago, with alarms that hold now and others that do not yet."""
    regions = {row["code"]: row["region_code"] for row in world.rows("conveyances")}
    left = [leg for leg in world.rows("legs") if leg["departed_at"] is not None and leg["conveyance_code"] in regions]
    trips = {(leg["conveyance_code"], leg["planned_depart_at"], leg["from_code"], leg["to_code"]): leg for leg in left}
    states = ("ON_COURSE", "STRAYED", "STOPPED", "LATE", "WAITING", "ARRIVED")
    for number, ((conveyance, departs_at, origin, destination), leg) in enumerate(trips.items()):
        heard_at = world.now - timedelta(minutes=world.chance.choice([2, 30, 45, 600]))
        state, silent_at = states[number % 6], heard_at + timedelta(minutes=30)
        strayed, stopped = (heard_at - timedelta(minutes=m) if state == s else None for m, s in ((40, "STRAYED"), (50, "STOPPED")))
        world.add(
            "trip_tracks",
            conveyance_code=conveyance,
            departs_at=departs_at,
            from_code=origin,
            to_code=destination,
            region_code=regions[conveyance],
            departed_at=leg["departed_at"],
            ended_at=None if number % 4 else leg["arrived_at"],
            arrives_at=leg["planned_arrive_at"],
            state=state,
            heard_at=heard_at,
            silent_at=silent_at,
            missing_at=silent_at + timedelta(hours=world.chance.choice([0, 0, 2])),
            overdue_at=world.now + timedelta(hours=world.chance.choice([-3, 5])),
            handover_due_at=None if number % 3 == 0 else world.now + timedelta(hours=world.chance.choice([-1, 5])),
            strayed_since=strayed,
            strayed_at=strayed and strayed + timedelta(minutes=10),
            stopped_since=stopped,
            stopped_at=stopped and stopped + timedelta(minutes=20),
            late_at=heard_at if state == "LATE" else None,
            along_m=1000.5 * number,
            remaining_m=12_345.25,
            off_m=0.1 * number,
            speed_kn=7.25,
            eta_p10=None if number % 5 == 0 else world.now - timedelta(hours=1),
            eta=None if number % 5 == 0 else world.now + timedelta(hours=1),
            eta_p90=None if number % 5 == 0 else world.now + timedelta(hours=2),
            memory=None,
        )


def _boxes(world: Builder) -> None:
    stations = [row for row in world.rows("facilities") if row["kind"] == "POLLING_STATION"]
    places = [str(row["code"]) for table in ("facilities", "conveyances") for row in world.rows(table)]
    serial = 0
    for station in stations:
        for contest in ("GOVERNOR", "REGENT") if world.election == 1 else ("GOVERNOR",):
            serial += 1
            _box(world, code_of(world.election, serial), station, contest, [*places, "GD-HILANG", *["CNV-21", "CNV-21.03"] * 4])
    for number in range(4):
        _scan(world, f'TAK"DIKENAL{number}', ("21.03", "21")[number % 2], "CNV-21", number)


def code_of(election: int, serial: int) -> str:
    """A box's code as it is printed, with its check character."""
    payload = f"B{election}{serial:08d}"
    return payload + check_character(payload)


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
        _handover(world, scan, number)


def _seals(world: Builder) -> None:
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


def _incidents(world: Builder) -> None:
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
        at, incident = world.moment(), len(kinds) * 2 * (world.election - 1) + number  # as the database numbers them
        group = f"WH-{region}" if number <= len(kinds) else f"kelompok {number}"
        world.add("incidents", kind=kind, group_key=group, region_code=region, opened_at=at, last_at=at, **steps)
        for box in [one for one in boxes if str(one["region_code"]).startswith(region)][:number]:
            key, its = f"{number}:{box['code']}", {"region_code": box["region_code"], "box_code": box["code"]}
            world.add("incident_facts", key=key, incident_id=incident, at=at, **its)
        world.add("incident_notes", incident_id=incident, region_code=region, at=at, actor="Rina", step="OPENED", text="a\nb")
        box = boxes[number * 3 % len(boxes)]
        about = {"box_code": box["code"] if number % 2 else None, "place_code": box["station_code"] if number % 3 else None}
        world.add("observations", region_code=box["region_code"], at=at, actor="Panwas", text='Segel "utuh"', **about)


def _handover(world: Builder, scan: Row, number: int) -> None:
    """Both sides, the giver's alone or the receiver's alone, in turn."""
    side = len(world.rows("handovers")) % 3
    given, taken = side != 1, side != 2
    at, place, devices = scan["occurred_at"], scan["place_code"], [row["id"] for row in world.rows("devices")]
    world.add(
        "handovers",
        box_code=scan["box_code"],
        nonce=f"{number}AECAwQFBgcICQoLDA0ODw"[:22],
        region_code=scan["region_code"],
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
        event=b"{}",
        event_hash=b"\x00",
        signature=b"\x00",
    )
    if world.chance.random() < 0.6:
        _detail(world, scan)
    for breach in world.some(*_BREACHES) if not box.startswith("TAK") else ():
        world.add("findings", box_code=box, region_code=region, scan_id=scan["id"], breach=breach)
    return scan


def _detail(world: Builder, scan: Row) -> None:
    lon, lat = territory.middle(str(scan["region_code"]))
    known = world.chance.random() < 0.7
    world.add(
        "scan_details",
        scan_id=scan["id"],
        region_code=scan["region_code"],
        detail="{}",
        actor=world.chance.choice(['Budi "Laut"', "Siti\\", "Ani\n2"]),
        point=point(round(lon + world.chance.uniform(0, 0.4), 5), round(lat + world.chance.uniform(0, 0.4), 5)) if known else None,
        accuracy_m=4.25 if known else None,
        photo_sha256=None,
    )


def _journeys(world: Builder) -> None:
    """Two boxes in three are carried; what one regency's shipment holds may belong to another."""
    legs: dict[str, int] = {}
    for leg in world.rows("legs"):
        legs[str(leg["shipment_code"])] = legs.get(str(leg["shipment_code"]), 0) + 1
    for number, box in enumerate(world.rows("boxes")):
        if number % 3 == 0:
            continue
        mine = sorted(world.chance.sample(sorted(legs), 2))
        for shipment in mine:
            world.add("shipment_boxes", shipment_code=shipment, box_code=box["code"], region_code=box["region_code"])
        world.add(
            "box_journeys",
            box_code=box["code"],
            region_code=box["region_code"],
            shipment_code=mine[0],
            leg_number=world.chance.randint(1, legs[mine[0]]),
            is_aboard=number % 2 == 0,
            due_at=(None, world.now, world.now - timedelta(seconds=1), world.now + timedelta(hours=1), world.moment())[number % 5],
        )


def _progress(world: Builder) -> None:
    for region in territory.codes():
        inside = [box for box in world.rows("boxes") if str(box["region_code"]).startswith(region)]
        for state in (*STATES, "LEGAL_HOLD"):
            found = [box for box in inside if box["state"] == state]
            if found or state == "LEGAL_HOLD":
                excepted = sum(bool(box["exceptions"]) for box in found)
                world.add("progress", region_code=region, state=state, boxes=len(found), excepted=excepted)


def _changes(world: Builder) -> None:
    """What officials did, in regions of every level."""
    for number, region in enumerate(("21", "21.03", "21.03.04", "21.05", "21.03", "12.19", "21")):
        world.add(
            "audit",
            region_code=region,
            at=world.moment(),
            recorded_at=world.now,
            actor=('Budi "Laut"', "Siti\\")[number % 2],
            role=("OPERATOR", "COORDINATOR")[number % 2],
            action=("election:port:move", "election:sea_area:set")[number % 2],
            object_code=(f"PORT-{region}", "AREA-1")[number % 2],
            reason='Dermaga "lama"\trusak',
            before=None if number % 3 == 0 else '{"berth": [104.1, 1.5]}',
            after='{"berth": [104.2, 1.5]}',
        )


def _sea_areas(world: Builder) -> None:
    for number, region in enumerate(("21", "21.03", "21.05", "12", "21")):
        lon, lat = territory.middle(region)
        world.add(
            "sea_areas",
            code=f"AREA-{number}",
            region_code=region,
            name=f'Perairan "{number}" \\ 島',
            kind=("FOREIGN", "RESTRICTED")[number % 2],
            rule=("AVOID", "COST")[number % 2],
            cost_factor=1.5 + number if number % 2 else None,
            valid_from=None if number % 3 == 0 else world.now - timedelta(days=number),
            valid_to=None if number % 2 else world.now + timedelta(hours=number - 2),
            area=f"SRID=4326;MULTIPOLYGON((({lon} {lat},{lon + 0.3} {lat},{lon + 0.3} {lat + 0.2},{lon} {lat})))",
            source="https://contoh.id/peta?a=1&b=2",
        )
