"""Invitations: who may be invited to enrol a device, for which places, and how long an invitation is good.

Rules only. An invitation is printed, carried to an island and scanned weeks later by somebody who has no account: whoever holds its
code may enrol one device, once. The code has 128 random bits and is written in letters that can be typed.
"""

import base64
import re
from datetime import timedelta
from typing import Final

from silog.errors import WRONG_INPUT, SilogError
from silog.people.rules.roles import RIGHTS, Right, Role
from silog.places.rules import FacilityKind

CODE_BYTES: Final = 16
INVITATION_DAYS: Final = 21
"""How long an invitation is good where nobody says otherwise: sheets are printed weeks before they are needed."""
MOST_DAYS: Final = 90
ENROL_AGAIN_WITHIN: Final = timedelta(hours=1)
"""For so long the same key may use the same invitation again: the answer may have been lost on its way to a pier."""
MOST_INVITATIONS: Final = 2_000
LONGEST_LABEL: Final = 80
LONGEST_VERSION: Final = 40

_DESKS: Final = frozenset({Role.COORDINATOR, Role.TRAINER})
INVITED: Final = tuple(role for role in Role if Right.RECORD_SCANS in RIGHTS[role] and role not in _DESKS)
"""The roles that a device can be enrolled for: those who handle boxes where they are."""

PLACES: Final = {
    Role.OPERATOR: FacilityKind.WAREHOUSE,
    Role.PPK: FacilityKind.PPK,
    Role.PPS: FacilityKind.PPS,
    Role.KPPS: FacilityKind.POLLING_STATION,
}
"""The kind of place at which a role serves, where it serves at one kind."""

_CODE: Final = re.compile(r"[A-Z2-7]{26}")


def code_of(random: bytes) -> str:
    """Write 16 random bytes as an invitation's code: 26 letters and digits, none of which looks like another.

    >>> code_of(bytes(range(16)))
    'AAAQEAYEAUDAOCAJBIFQYDIOB4'
    """
    return base64.b32encode(random).decode().rstrip("=")


def read_code(text: str) -> str | None:
    """Give the code that somebody scanned or typed, in any case and with any spaces or hyphens; None where it can be none."""
    found = re.sub(r"[\s-]", "", text).upper()
    return found if _CODE.fullmatch(found) else None


def checked_label(label: str) -> str:
    """Give a label as it will stand on sheets and screens; refused where it is empty, long, or holds control characters."""
    said = " ".join(label.split())
    if not said:
        raise SilogError(WRONG_INPUT, "The device's label is empty.", "Give what is written on it, for example PPK Serasan 1.")
    if len(said) > LONGEST_LABEL or not said.isprintable():
        message = f"The label has {len(said)} characters or holds control characters; it may have {LONGEST_LABEL}."
        raise SilogError(WRONG_INPUT, message, "Give what is written on the device, in plain text.")
    return said


def checked_version(version: str | None) -> str | None:
    """Give what a device says that it runs, as far as it can be shown: its first 40 printable characters."""
    said = "".join(filter(str.isprintable, version or ""))[:LONGEST_VERSION].strip()
    return said or None


def refuse_wrong_role(role: Role) -> None:
    """Refuse to invite a device for a role that works at a desk or only reads."""
    if role not in INVITED:
        message = f"{role} enrols no device by an invitation."
        raise SilogError(WRONG_INPUT, message, f"Invite one of {', '.join(INVITED)}.")


def refuse_wrong_number(count: int, days: int, most: int = MOST_INVITATIONS) -> None:
    """Refuse numbers of invitations or days that nobody can have meant, or more than `most`."""
    if not 1 <= count <= most:
        message = f"{count} invitations are too few or too many: make 1 to {most} at once."
        raise SilogError(WRONG_INPUT, message, "Make them district by district.")
    if not 1 <= days <= MOST_DAYS:
        raise SilogError(WRONG_INPUT, f"An invitation can be good for 1 to {MOST_DAYS} days, not {days}.")
