"""The mutations of devices: inviting them, enrolling by an invitation, revoking, and what a device tells of itself."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from silog.errors import SilogError
from silog.kit.graphql.declare.mutations import UserError, changed
from silog.people.actions import (
    Contact,
    Invited,
    Newcomer,
    Revocation,
    enrol_by_invitation,
    invite_devices,
    report_contact,
    revoke_device,
)
from silog.people.attempts import ENROLMENTS
from silog.people.rules import Right, read_public_key
from silog.people.rules.invitations import INVITATION_DAYS
from silog.people.schema.devices import Device
from silog.people.schema.words import KeyAlgorithm, Role


@strawberry.input(description="Whom to invite.")
class InviteDevicesInput:
    """Input of inviteDevices."""

    role: Role = strawberry.field(description="What the devices are for: OPERATOR, SUPPLIER, CARRIER, PPK, PPS, KPPS or ESCORT.")
    region: str = strawberry.field(description="The region they serve in, yours or inside yours.")
    place: str | None = strawberry.field(description="Code of the one place they serve at.", default=None)
    is_each_place: bool = strawberry.field(
        description="One invitation for every place of the role's kind in the region: for KPPS its polling stations.", default=False
    )
    label: str = strawberry.field(description="What the devices are called; numbers or the names of places are added where there are many.")
    count: int = strawberry.field(description="How many invitations, at most 2,000.", default=1)
    days: int = strawberry.field(description="For how many days they are good: 1 to 90.", default=INVITATION_DAYS)


@strawberry.type(description="One invitation. Its code is shown once and stored nowhere: print it, or make it again.")
class Invitation:
    """One invitation."""

    code: str = strawberry.field(description="The code: whoever holds it enrols one device.")
    path: str = strawberry.field(description="What its QR holds, after the address of this server: /scan#u=CODE.")
    label: str = strawberry.field(description="What the device will be called.")
    role: Role = strawberry.field(description="What it is for.")
    region_code: str = strawberry.field(description="Code of the region it will see.")
    place_code: str | None = strawberry.field(description="Code of the place it will serve at; null where it serves at several.")
    expires_at: datetime = strawberry.field(description="Until when it can be used, in real time.")


@strawberry.type(description="The invitations that were made.")
class InviteDevicesPayload:
    """Payload of inviteDevices."""

    invitations: list[Invitation] = strawberry.field(description="In the order of places or numbers; empty where none were made.")
    errors: list[UserError] = strawberry.field(description="Why none were made; empty when they were.")


@strawberry.input(description="A phone that wants to be enrolled.")
class EnrolDeviceInput:
    """Input of enrolDevice."""

    invitation: str = strawberry.field(description="The code on its sheet; lower case, spaces and hyphens do no harm.")
    algorithm: KeyAlgorithm = strawberry.field(description="How it signs.")
    public_key: str = strawberry.field(description="Base64url. ED25519: the raw 32 bytes. P256: the uncompressed point, 65 bytes.")
    version: str | None = strawberry.field(description="What runs on it, at most 40 characters.", default=None)


@strawberry.type(description="The device that was enrolled, and the token it is to keep.")
class EnrolDevicePayload:
    """Payload of enrolDevice."""

    device_id: strawberry.Private[str | None]
    device: Device | None = changed("Device", lambda payload: payload.device_id, "The device; null where it was not enrolled.")
    token: str | None = strawberry.field(description="Sent as `Authorization: Bearer` from now on. It is shown once.")
    expires_at: datetime | None = strawberry.field(description="Until when the token is good, unless the device is revoked.")
    errors: list[UserError] = strawberry.field(description="Why it was not enrolled; empty when it was.")


@strawberry.input(description="A device that is no longer trusted.")
class RevokeDeviceInput:
    """Input of revokeDevice."""

    key: strawberry.ID = strawberry.field(description="Its key id.")
    after_seq: int = strawberry.field(description="The last of its events that still counts; 0 for none. Never moved later.")
    reason: str = strawberry.field(description="Why, in a few words for the audit: 1 to 500 characters.")


@strawberry.type(description="What became of the revocation.")
class RevokeDevicePayload:
    """Payload of revokeDevice."""

    device_id: strawberry.Private[str | None]
    device: Device | None = changed("Device", lambda payload: payload.device_id, "The device as it is now; null where nothing changed.")
    errors: list[UserError] = strawberry.field(description="Why nothing changed; empty when it did.")


@strawberry.input(description="How the device that sends this fares.")
class ReportContactInput:
    """Input of reportContact."""

    queue_length: int = strawberry.field(description="How many scans it has still to send.")
    oldest_unsent_at: datetime | None = strawberry.field(description="When the oldest of them was made, by its clock.", default=None)
    version: str | None = strawberry.field(description="What runs on it, at most 40 characters.", default=None)
    clock: datetime = strawberry.field(description="What its clock shows as it sends this.")


@strawberry.type(description="What the server heard.")
class ReportContactPayload:
    """Payload of reportContact."""

    contact_at: datetime | None = strawberry.field(description="What the election's clock shows; null where nothing was taken.")
    clock_offset_s: float | None = strawberry.field(description="How many seconds the device's clock is ahead of it.")
    errors: list[UserError] = strawberry.field(description="Why nothing was taken; empty when it was.")


@strawberry.type
class DeviceMutation:
    """The mutations of devices."""

    @strawberry.mutation(description="Make invitations for devices of your territory, each good for one of them, once.")
    async def invite_devices(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[InviteDevicesInput, strawberry.argument(description="Whom to invite.")],  # noqa: A002 -- the API's word
    ) -> InviteDevicesPayload | None:
        """Make invitations."""
        viewer = info.context.viewer
        viewer.demand(Right.MANAGE_DEVICES)
        wanted = Invited(input.role, input.region, input.label, input.place, input.is_each_place, input.count, input.days)
        try:
            made = await invite_devices(info.context.database, viewer, wanted)
        except SilogError as error:
            return InviteDevicesPayload(invitations=[], errors=[UserError.of(error)])
        shown = [
            Invitation(
                code=one.code,
                path=one.path,
                label=one.label,
                role=one.role,
                region_code=one.region_code,
                place_code=one.place_code,
                expires_at=one.expires_at,
            )
            for one in made
        ]
        return InviteDevicesPayload(invitations=shown, errors=[])

    @strawberry.mutation(
        description="Enrol a device by its invitation. Needs no session: the code is the authority, and works once. The same key may come "
        "again with it for an hour, where the answer was lost."
    )
    async def enrol_device(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[EnrolDeviceInput, strawberry.argument(description="The phone.")],  # noqa: A002 -- the API's word
    ) -> EnrolDevicePayload | None:
        """Enrol a device; for the rest of the operation it is the one who asks, so that it can be shown to itself."""
        context = info.context
        try:
            with context.attempts.one(ENROLMENTS, context.address):
                newcomer = Newcomer(input.invitation, input.algorithm, read_public_key(input.public_key), input.version)
                enrolled = await enrol_by_invitation(context.database, newcomer)
        except SilogError as error:
            return EnrolDevicePayload(device_id=None, token=None, expires_at=None, errors=[UserError.of(error)])
        context.viewer = enrolled.viewer
        node = f"Device:{enrolled.viewer.election_id}:{enrolled.viewer.device_id}"
        return EnrolDevicePayload(device_id=node, token=enrolled.token, expires_at=enrolled.expires_at, errors=[])

    @strawberry.mutation(
        description="End the trust in a device of your territory: events after a number are quarantined, and its session ends."
    )
    async def revoke_device(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[RevokeDeviceInput, strawberry.argument(description="Which device, and why.")],  # noqa: A002 -- the API's word
    ) -> RevokeDevicePayload | None:
        """Revoke a device."""
        viewer = info.context.viewer
        viewer.demand(Right.MANAGE_DEVICES)
        try:
            await revoke_device(info.context.database, viewer, Revocation(input.key, input.after_seq, input.reason))
        except SilogError as error:
            return RevokeDevicePayload(device_id=None, errors=[UserError.of(error)])
        return RevokeDevicePayload(device_id=f"Device:{viewer.election_id}:{input.key}", errors=[])

    @strawberry.mutation(description="Tell how the device fares that sends this; beside `recordScans` in one document it costs no request.")
    async def report_contact(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[ReportContactInput, strawberry.argument(description="How it fares.")],  # noqa: A002 -- the API's word
    ) -> ReportContactPayload | None:
        """Hear a device."""
        viewer = info.context.viewer
        viewer.demand(Right.REPORT_CONTACT)
        contact = Contact(input.queue_length, input.oldest_unsent_at, input.version, input.clock)
        try:
            heard = await report_contact(info.context.database, viewer, contact)
        except SilogError as error:
            return ReportContactPayload(contact_at=None, clock_offset_s=None, errors=[UserError.of(error)])
        return ReportContactPayload(contact_at=heard.at, clock_offset_s=heard.clock_offset_s, errors=[])
