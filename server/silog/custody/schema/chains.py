"""What custody adds to a device: how much of the chain of its events is here."""

from datetime import datetime

import strawberry
from sqlalchemy import and_

from silog.custody.tables import device_chains
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.entities import Entity, entity
from silog.kit.graphql.declare.extension import extends
from silog.people.schema import Device


@entity(Entity(device_chains, ("election_id", "device_id")))
@strawberry.type(description="The chain of a device's events, as far as it was received. Each event names the one before it.")
class DeviceChain:
    """One chain."""

    head_seq: int = fields.number(lambda c: c.c.head_seq, "The highest number received.")
    missing: int = fields.number(
        lambda c: c.c.head_seq - c.c.received,
        "How many numbers up to that are not here as scans: still on the device, or in quarantine.",
    )
    forks: int = fields.number(
        lambda c: c.c.forks,
        "How often an event named another predecessor than the one here: the key works twice, or was set back.",
    )
    last_received_at: datetime = fields.moment(lambda c: c.c.last_contact_at, "When a new event last came, on the election's clock.")


@extends(Device)
class DeviceWithChain:
    """What custody adds to a device."""

    chain: DeviceChain | None = fields.one(
        lambda d, c: and_(c.c.election_id == d.c.election_id, c.c.device_id == d.c.id), "Its chain; null where nothing was received of it."
    )
