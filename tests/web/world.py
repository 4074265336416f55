"""A small season to look at: one liner at sea off Natuna with two boxes aboard, one of them damaged, and the clock held still."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.factories.jpegs import jpeg

from silog.composition import join_rooms
from silog.custody.actions import issue_boxes, record_scans
from silog.custody.canonical import sha256_text
from silog.custody.device import DeviceSigner
from silog.custody.events import Submission
from silog.custody.rules import Condition, ScanType
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.movement.actions import add_conveyances, plan_shipments, report_positions
from silog.movement.rules import Conveyance, ConveyanceKind, Direction, Leg, LegMode, PositionReport, Shipment
from silog.people.actions import (
    Contact,
    Enrolment,
    Invited,
    Newcomer,
    create_user,
    enrol_by_invitation,
    enrol_device,
    invite_devices,
    make_sign_in_link,
    report_contact,
    set_password,
)
from silog.people.rules import KeyAlgorithm, Role, Viewer
from silog.photos.actions import awaited_regions, keep_photo
from silog.photos.rules import Offer
from silog.places.actions import set_training_clock
from silog.places.queries import NO_ELECTION, Election, all_elections

NOON = datetime(2024, 11, 20, 5, tzinfo=UTC)
LINER = "CNV-bukit-raya"
STATION = "TPS-21.03.04.1003-001"
PHOTO, AWAITED_PHOTO = jpeg(1280, 960), jpeg(1280, 960, grey=32)
ROUTE = [(108.134754, 3.669841), (107.95, 3.4), (107.754068, 3.007224)]


@dataclass
class Season:
    """What the tests know of the small season, and how they make something happen in it."""

    dsn_app: str
    election: Election
    boxes: list[str]
    signer: DeviceSigner
    now: datetime = NOON
    liner_at: tuple[float, float] = ROUTE[0]

    def sign_in_path(self, role: Role = Role.COORDINATOR, region: str = "21", name: str = "") -> str:
        """A fresh one-time link of a new person, the coordinator where nobody else is named, as a path."""

        async def act(database: Database) -> str:
            user = await create_user(database, self.election.id, name or f"{role} {random.SystemRandom().getrandbits(32)}", role, region)
            return await make_sign_in_link(database, user.id)

        return f"/sign-in/{self._run(act)}"

    def give_password(self, name: str, password: str) -> None:
        """Create a coordinator who signs in by a password."""
        viewer = Viewer("silog users", Role.COORDINATOR, "", self.election.id, self.election.code)

        async def act(database: Database) -> None:
            user = await create_user(database, self.election.id, name, Role.COORDINATOR, "21")
            await set_password(database, user, password, viewer)

        self._run(act)

    def invite(self, label: str, role: Role = Role.OPERATOR) -> str:
        """A fresh invitation of a phone for all of Natuna, an office's where no other role is named, as the path in its QR."""
        viewer = Viewer("Koordinator", Role.COORDINATOR, "21", self.election.id, self.election.code)

        async def act(database: Database) -> str:
            (made,) = await invite_devices(database, viewer, Invited(role, "21.03", label))
            return made.path

        return str(self._run(act))

    def phone(self, label: str, role: Role, place: str, *, quiet: timedelta | None, queue_length: int = 0) -> DeviceSigner:
        """Enrol a phone by an invitation. It was last heard so long ago, or never; the oldest scan it held was an hour older."""
        viewer = Viewer("Koordinator", Role.COORDINATOR, "21", self.election.id, self.election.code)
        key = Ed25519PrivateKey.generate()

        async def act(database: Database) -> str:
            (made,) = await invite_devices(database, viewer, Invited(role, "21", label, place))
            newcomer = Newcomer(made.code, KeyAlgorithm.ED25519, key.public_key().public_bytes_raw(), None)
            phone = (await enrol_by_invitation(database, newcomer)).viewer
            if quiet is not None:
                heard_at = self.now - quiet
                await set_training_clock(database, self.election.id, is_paused=True, jump_to=heard_at)
                await report_contact(database, phone, Contact(queue_length, heard_at - timedelta(hours=1), "1.4.0", heard_at))
                await set_training_clock(database, self.election.id, is_paused=True, jump_to=self.now)
            return str(phone.device_id)

        return DeviceSigner(self.election.code, self._run(act), key)

    def hand_in(self, submission: Submission) -> None:
        """Record what some phone has signed."""
        self._run(lambda database: self._record(database, submission))

    def signed(self, act: ScanType, box: str, place: str) -> Submission:
        """Sign a scan of another phone, which is not handed in."""
        self.now += timedelta(minutes=1)
        return self.signer.scan(act, box, place, self.now, seals=("S-1", "S-2"))

    def scan(self, act: ScanType, box: str, place: str, condition: Condition = Condition.GOOD, photo: bytes = b"") -> None:
        """Record one scan, a minute after the last."""
        self.now += timedelta(minutes=1)
        submission = self.signer.scan(act, box, place, self.now, seals=("S-1", "S-2"), condition=condition, photo=photo)
        self._run(lambda database: self._record(database, submission))

    def hand_in_photo(self, photo: bytes) -> None:
        """Hand in a photo that a scan names."""
        offer = Offer(self.election.code, self.signer.device_id, sha256_text(photo), self.signer.sign_photo(photo))

        async def act(database: Database) -> None:
            await keep_photo(database, self.election.id, offer, await awaited_regions(database, self.election.id, offer), photo)

        self._run(act)

    def sail(self, share: float) -> None:
        """Report the liner at a share of its first straight stretch, a minute after the last."""
        self.now += timedelta(minutes=1)
        (west, south), (east, north) = ROUTE[0], ROUTE[1]
        self.liner_at = (west + (east - west) * share, south + (north - south) * share)
        report = PositionReport(LINER, self.now, *self.liner_at, 215.0, 12.0)
        self._run(lambda database: report_positions(database, Scope.whole_election(self.election.id), [report], self.now))

    def plan_pompong(self, start: str, end: str, name: str = "uji", line: Sequence[tuple[float, float]] = (ROUTE[0], ROUTE[2])) -> None:
        """Plan one run of a pompong for tomorrow, with no box aboard yet, over a straight line that no router made."""
        boat = Conveyance(f"CNV-pompong-{name}", f"Pompong {name}", ConveyanceKind.POMPONG, "21.03", start, 40, 7.0, 50, 1.0)
        leaves = NOON + timedelta(days=1)
        leg = Leg(LegMode.SEA, boat.code, start, end, leaves, leaves + timedelta(hours=6), list(line), 92_000.0, is_estimate=False)
        shipment = Shipment(f"SHP-{name}", name, "21.03", Direction.OUTBOUND, is_3t=True, fallback=None, legs=(leg,), box_codes=())

        async def act(database: Database) -> None:
            await add_conveyances(database, self.election.id, [boat])
            await plan_shipments(database, self.election.id, [shipment])

        self._run(act)

    def do(self, act: Callable[[Database], Coroutine[Any, Any, Any]]) -> Any:  # noqa: ANN401 - whatever the act gives
        """Have something done by an action of the product."""
        return self._run(act)

    def ask(self, query: str) -> list[Any]:
        """Read the election's rows as the product sees them."""

        async def act(database: Database) -> list[Any]:
            async with database.unit_of_work(Scope.whole_election(self.election.id)) as work:
                return [tuple(row) for row in await (await work.driver).fetch(query)]

        found: list[Any] = self._run(act)
        return found

    def wind(self, *, is_paused: bool) -> None:
        """Hold the clock at the season's present, or let it run from there."""
        self._run(lambda database: set_training_clock(database, self.election.id, is_paused=is_paused, jump_to=self.now))

    async def _record(self, database: Database, submission: Submission) -> None:
        await record_scans(database, self.election, [submission], self.now + timedelta(seconds=5))

    def _run(self, act: Callable[[Database], Coroutine[Any, Any, Any]]) -> Any:  # noqa: ANN401 - whatever the act gives
        return _apart(_on(self.dsn_app, act))


def lay_out(dsn_app: str) -> Season:
    """Issue all boxes, put two of Midai's aboard the liner, let it sail, and damage one, which is photographed."""
    season: Season = _apart(_on(dsn_app, lambda database: _begin(database, dsn_app)))
    season.wind(is_paused=True)
    for box in season.boxes:
        season.scan(ScanType.PACK, box, "WH-21.03")
        season.scan(ScanType.SEAL, box, "WH-21.03")
        season.scan(ScanType.LOAD, box, LINER)
        season.scan(ScanType.DEPART, box, LINER)
    season.scan(ScanType.CHECK, season.boxes[1], LINER, photo=AWAITED_PHOTO)
    season.scan(ScanType.CHECK, season.boxes[1], LINER, Condition.DAMAGED, photo=PHOTO)
    season.hand_in_photo(PHOTO)
    season.sail(0.2)
    season.wind(is_paused=True)
    return season


async def _begin(database: Database, dsn_app: str) -> Season:
    async with database.unit_of_work(NO_ELECTION) as work:
        (election,) = await all_elections(work.connection)
    await issue_boxes(database, election, issued_at=NOON - timedelta(days=20), random_below=random.Random(7).randrange)
    boxes = await _boxes_of(database, election)
    key = Ed25519PrivateKey.generate()
    enrolment = Enrolment("HP petugas KM Bukit Raya", "21.03", KeyAlgorithm.ED25519, key.public_key().public_bytes_raw(), None)
    device = await enrol_device(database, election.id, enrolment)
    await add_conveyances(
        database, election.id, [Conveyance(LINER, "KM Bukit Raya", ConveyanceKind.LINER, "21.03", "PORT-selat-lampa", 400, 14.0, 500, 3.0)]
    )
    sea = Leg(LegMode.SEA, LINER, "PORT-selat-lampa", "PORT-midai", NOON, NOON + timedelta(hours=8), ROUTE, 92_000.0, is_estimate=False)
    landing, arrival = NOON + timedelta(hours=9), NOON + timedelta(hours=11)
    ashore = Leg(LegMode.TRANSFER, None, "PORT-midai", STATION, landing, arrival, [ROUTE[-1], (107.76, 3.0)], 900.0, is_estimate=True)
    shipment = Shipment(
        "SHP-midai", "Midai", "21.03", Direction.OUTBOUND, is_3t=True, fallback=None, legs=(sea, ashore), box_codes=tuple(boxes)
    )
    await plan_shipments(database, election.id, [shipment])
    return Season(dsn_app, election, boxes, DeviceSigner(election.code, device, key))


async def _boxes_of(database: Database, election: Election) -> list[str]:
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        driver = await work.driver
        rows = await driver.fetch(
            "SELECT code FROM boxes WHERE election_id = $1 AND station_code = $2 ORDER BY contest", election.id, STATION
        )
        return [row["code"] for row in rows]


async def _on(dsn_app: str, act: Callable[[Database], Coroutine[Any, Any, Any]]) -> Any:  # noqa: ANN401 - whatever the act gives
    database = await Database.connect(dsn_app)
    join_rooms(database)
    try:
        return await act(database)
    finally:
        await database.close()


def _apart(act: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever the act gives
    """Run to the end in a thread of its own: while a browser is open, Playwright's loop runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, act).result()
