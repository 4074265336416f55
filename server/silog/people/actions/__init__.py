"""What changes people: users, their links and sessions, devices. Each action is one transaction."""

from silog.people.actions.auditing import AuditEntry, checked_reason, note
from silog.people.actions.devices import Enrolment, enrol_device, enrol_devices, revoke_device
from silog.people.actions.sessions import make_bearer_token, make_sign_in_link, redeem_link, revoke_session, revoke_sessions_of
from silog.people.actions.users import create_user, ensure_user

__all__ = [
    "AuditEntry",
    "Enrolment",
    "checked_reason",
    "create_user",
    "enrol_device",
    "enrol_devices",
    "ensure_user",
    "make_bearer_token",
    "make_sign_in_link",
    "note",
    "redeem_link",
    "revoke_device",
    "revoke_session",
    "revoke_sessions_of",
]
