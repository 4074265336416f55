"""Conveyances with their positions, shipments with their legs, how trips go, and where nothing is heard."""

from datetime import datetime, timedelta
from itertools import pairwise

from tests.factories import territory
from tests.factories.world.building import Builder
from tests.factories.writing import Row, point


def add_conveyances(world: Builder) -> None:
    """Add conveyances, and where they were."""
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


def add_shipments(world: Builder) -> None:
    """Add shipments, each with its legs."""
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


def add_dead_zones(world: Builder) -> None:
    """Add zones."""
    for number, region in enumerate(("21", "21.03", "12.19")):
        lon, lat = territory.middle(region)
        ring = f"{lon} {lat},{lon + 1} {lat},{lon + 1} {lat + 1},{lon} {lat + 1},{lon} {lat}"
        area = f"SRID=4326;MULTIPOLYGON((({ring})))"
        world.add("dead_zones", code=f"DZ-{number}", name=f"Laut {number}", region_code=region, area=area, source="uji")


def add_track_hours(world: Builder) -> None:
    """An hour of each conveyance, longer ago than tiles draw, whose line was made and is due again."""
    hour = (world.now - timedelta(hours=40)).replace(minute=0, second=0, microsecond=0)
    for row in world.rows("conveyances"):
        of = {"conveyance_code": row["code"], "hour": hour, "region_code": row["region_code"]}
        line = "SRID=3857;LINESTRING(11900000 300000,11901000 300000)"
        world.add("track_hours", since=hour, until=hour + timedelta(minutes=50), line=line, far=line, **of)
        world.add("track_hours_due", **of)


def add_tracks(world: Builder) -> None:
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


def add_ended_alarms(world: Builder) -> None:
    """Some alarms of every trip that has left: two of one kind, and some that ended at one moment."""
    kinds = ("MISSING", "STRAYED", "STOPPED", "LATE", "MISSED_HANDOVER", "MISSING")
    for number, track in enumerate(world.rows("trip_tracks")):
        trip = {name: track[name] for name in ("conveyance_code", "departs_at", "from_code", "to_code", "region_code")}
        for nth, kind in enumerate(kinds[: number % 6 + 1]):
            raised_at = world.now - timedelta(hours=6, minutes=nth * 7)
            times = {"since": raised_at - timedelta(minutes=30), "ended_at": raised_at + timedelta(minutes=20 * (number % 3 + 1))}
            world.add("ended_trip_alarms", kind=kind, raised_at=raised_at, **times, **trip)


def add_journeys(world: Builder) -> None:
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
