"""People in GraphQL: who is asking, the devices that sign, and who changed what."""

import strawberry

from silog.people.schema.accounts import Account, AccountMutation, AccountQuery
from silog.people.schema.audit import AuditEntry, AuditQuery
from silog.people.schema.device_groups import DeviceGroupQuery
from silog.people.schema.devices import Device, DeviceQuery
from silog.people.schema.enrolling import DeviceMutation
from silog.people.schema.invitations import InvitationMutation, InvitationQuery
from silog.people.schema.sessions import Session, SessionMutation, SessionQuery
from silog.people.schema.viewers import Viewer, ViewerQuery


@strawberry.type
class PeopleQuery(ViewerQuery, DeviceQuery, DeviceGroupQuery, SessionQuery, AccountQuery, InvitationQuery, AuditQuery):
    """The fields of Query that ask about people."""


@strawberry.type
class PeopleMutation(DeviceMutation, SessionMutation, AccountMutation, InvitationMutation):
    """The mutations of people."""


__all__ = ["Account", "AuditEntry", "Device", "PeopleMutation", "PeopleQuery", "Session", "Viewer"]
