"""Devices counted by the regions they serve in: what an office's tree of regions shows beside each name."""

import enum
from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy import func

from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import Entity
from silog.kit.graphql.declare.fields import planned
from silog.kit.graphql.declare.sources import Expression, Groups, Row
from silog.people.schema.devices import Which, chosen
from silog.people.tables import devices
from silog.places.schema import Region

DIGITS = {"REGENCY": 5, "DISTRICT": 8, "VILLAGE": 13}


@strawberry.enum(description="By regions of which level devices are counted.")
class DeviceGrouping(enum.Enum):
    """The keys of groups."""

    REGENCY = strawberry.enum_value("REGENCY", description="By regency or city.")
    DISTRICT = strawberry.enum_value("DISTRICT", description="By district.")
    VILLAGE = strawberry.enum_value("VILLAGE", description="By village.")


def _key(device: Row, arguments: Arguments) -> Expression:
    return func.left(device.c.region_code, DIGITS[arguments.value("by").value])


_MEASURES = {
    "devices": lambda _: func.count(),
    "devicesNeverHeard": lambda device: func.count().filter(device.c.contact_at.is_(None)),
    "devicesHolding": lambda device: func.count().filter(device.c.queue_length > 0),
    "scansUnsent": lambda device: func.sum(device.c.queue_length),
    "oldestUnsentAt": lambda device: func.min(device.c.oldest_unsent_at),
}


@strawberry.type(description="The devices of one region, counted.")
class DeviceGroup:
    """One group; its row is made of the aggregates."""

    key: str = fields.code(
        lambda g: g.c.key, "The region's code. A device that serves in a wider region than is counted by stands under that region's code."
    )
    region: Region = fields.one(lambda g, r: r.c.code == g.c.key, "The region.")
    devices: int = fields.number(lambda g: g.c.devices, "How many there are.")
    devices_never_heard: int = fields.number(lambda g: g.c.devicesNeverHeard, "How many never told how they fare.")
    devices_holding: int = fields.number(lambda g: g.c.devicesHolding, "How many had scans to send when they were last in contact.")
    scans_unsent: int = fields.number(lambda g: g.c.scansUnsent, "How many scans they had to send then, all together.")
    oldest_unsent_at: datetime | None = fields.moment(
        lambda g: g.c.oldestUnsentAt, "When the oldest of these was made, by its device's clock; null where there are none."
    )


@strawberry.type
class DeviceGroupQuery:
    """The field of Query that counts devices."""

    @planned(
        Groups(chosen, lambda: Entity(devices, ("election_id", "id")), _key, _MEASURES, full_view_only=True),
        "The devices of your territory counted by region, by its code; at most 1,000 groups, so narrow them by `filter` for more.",
    )
    def device_groups(
        self,
        by: Annotated[DeviceGrouping, strawberry.argument(description="By regions of which level.")],
        filter: Which = None,  # noqa: A002 -- the API's word
    ) -> list[DeviceGroup] | None: ...
