"""A planned voyage in the small election of custody's tests: warehouse, truck, port, ship, PPK, and all the way back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.custody.world import World

from silog.custody.device import DeviceSigner
from silog.custody.rules import ScanType
from silog.movement.rules import Conveyance, ConveyanceKind, Direction, Leg, LegMode, Shipment

START = datetime(2024, 11, 17, 0, tzinfo=UTC)
WAREHOUSE, PORT, PPK = "WH-21.03", "PORT-selat-lampa", "PPK-21.03.04"
TRUCK, SHIP = "CNV-TRUCK", "CNV-SHIP"


def hour(number: float) -> datetime:
    """A moment so many hours after the first departure."""
    return START + timedelta(hours=number)


def conveyance(code: str, kind: ConveyanceKind = ConveyanceKind.TRUCK) -> Conveyance:
    """A conveyance of Natuna."""
    clearance = None if kind is ConveyanceKind.TRUCK else 500
    return Conveyance(code, code.title(), kind, "21.03", None, 100, 12.0, clearance, None)


def leg(start: str, end: str, departs: float, arrives: float, carrier: str | None, *, mode: LegMode = LegMode.SEA) -> Leg:
    """A leg between two hours."""
    route = ((108.1, 3.6), (107.8, 3.0))
    return Leg(mode, carrier, start, end, hour(departs), hour(arrives), route, 75_000.0, is_estimate=mode is not LegMode.SEA)


def out(boxes: list[str]) -> Shipment:
    """Out: by truck to the port, carried aboard, by ship, and carried to the PPK."""
    legs = (
        leg(WAREHOUSE, PORT, 0, 2, TRUCK, mode=LegMode.LAND),
        leg(PORT, PORT, 3, 4, None, mode=LegMode.TRANSFER),
        leg(PORT, PORT, 5, 12, SHIP),
        leg(PORT, PPK, 12, 13, None, mode=LegMode.TRANSFER),
    )
    return Shipment("OUT", "Out", "21.03.04", Direction.OUTBOUND, False, None, legs, tuple(boxes))  # noqa: FBT003


def back(boxes: list[str]) -> Shipment:
    """Back, two weeks later, straight by ship."""
    legs = (leg(PPK, WAREHOUSE, 400, 410, SHIP),)
    return Shipment("BACK", "Back", "21.03.04", Direction.RETURN, False, None, legs, tuple(boxes))  # noqa: FBT003


@dataclass(slots=True)
class Voyage:
    """The world with a plan in it, and the phone of each office."""

    world: World
    phones: dict[str, DeviceSigner]

    async def scan(self, act: ScanType, place: str, at: float, *, phone: str = WAREHOUSE, box: int = 0) -> None:
        """Record one scan made at an hour."""
        made = self.phones[phone].scan(act, self.world.boxes[box], place, hour(at), seals=["S1", "S2"])
        answers = await self.world.record(made, at=hour(1000))
        assert [answer.status for answer in answers] == ["RECORDED"]

    async def journey(self, box: int = 0) -> tuple[object, ...]:
        """Where a box stands: (shipment, leg, aboard, due)."""
        row = await self.world.owner.fetchrow(
            "SELECT shipment_code, leg_number, is_aboard, due_at FROM box_journeys WHERE box_code = $1", self.world.boxes[box]
        )
        assert row is not None
        return tuple(row)

    async def times(self, shipment: str, number: int) -> tuple[object, ...]:
        """When a leg was left and reached."""
        row = await self.world.owner.fetchrow(
            "SELECT departed_at, arrived_at FROM legs WHERE shipment_code = $1 AND number = $2", shipment, number
        )
        assert row is not None
        return tuple(row)
