"""The rules of people: roles and rights, sessions, keys, invitations. An auditor who knows no SQL can read every one of them."""

from silog.people.rules.keys import KeyAlgorithm, key_id, read_public_key, refuse_wrong_key
from silog.people.rules.roles import GRANTS, RIGHTS, Right, Role, Viewer, rights_of, view_of
from silog.people.rules.sessions import (
    BEARER_LIFE,
    COOKIE_IDLE,
    COOKIE_LIFE,
    DEVICE_LIFE,
    LINK_LIFE,
    SessionKind,
    first_end,
    is_touch_due,
    later_end,
    shown_agent,
    token_hash,
)

__all__ = [
    "BEARER_LIFE",
    "COOKIE_IDLE",
    "COOKIE_LIFE",
    "DEVICE_LIFE",
    "GRANTS",
    "LINK_LIFE",
    "RIGHTS",
    "KeyAlgorithm",
    "Right",
    "Role",
    "SessionKind",
    "Viewer",
    "first_end",
    "is_touch_due",
    "key_id",
    "later_end",
    "read_public_key",
    "refuse_wrong_key",
    "rights_of",
    "shown_agent",
    "token_hash",
    "view_of",
]
