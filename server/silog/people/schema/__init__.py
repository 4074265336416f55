"""People in GraphQL: who is asking, the devices that sign, and who changed what."""

import strawberry

from silog.people.schema.audit import AuditEntry, AuditQuery
from silog.people.schema.devices import Device, DeviceQuery
from silog.people.schema.enrolling import DeviceMutation
from silog.people.schema.viewers import Viewer, ViewerQuery


@strawberry.type
class PeopleQuery(ViewerQuery, DeviceQuery, AuditQuery):
    """The fields of Query that ask about people."""


__all__ = ["AuditEntry", "Device", "DeviceMutation", "PeopleQuery", "Viewer"]
