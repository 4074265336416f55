"""Sheets of invitations: what is handed to the people whose phones shall scan, with what they are to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from silog.documents.actions import InvitationRun
from silog.documents.codes import code_modules, code_svg
from silog.documents.rules import day_word
from silog.documents.typesetting import typeset
from silog.kit.clock import WIB
from silog.people.actions import Invitation
from silog.people.rules import Role
from silog.places.queries import Election
from silog.places.rules import ElectionKind

PAGE: Final = "invitations"
_GROUP: Final = 4
_ROLES: Final = {
    Role.OPERATOR: "GUDANG",
    Role.SUPPLIER: "PENYEDIA",
    Role.CARRIER: "PENGANGKUT",
    Role.ESCORT: "PENGAWAL",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One invitation as it is printed: who it is for, where, the code in words, the address its QR holds, and until when it is good."""

    label: str
    role: Role
    place: str
    code: str
    url: str
    expires_at: datetime


def run_pdf(run: InvitationRun, base: str) -> bytes:
    """Set the sheets of a run; `base` is the address under which phones reach the server."""
    return invitations_pdf(run.election, f"{base}/scan", [_sheet(one, base, run.names) for one in run.invitations])


def _sheet(one: Invitation, base: str, names: Mapping[str, str]) -> Sheet:
    where = [names.get(one.place_code, one.place_code)] if one.place_code else []
    place = ", ".join([*where, names.get(one.region_code, one.region_code), one.region_code])
    return Sheet(one.label, one.role, place, one.code, base + one.path, one.expires_at)


def invitations_pdf(election: Election, address: str, sheets: Sequence[Sheet]) -> bytes:
    """Set two invitations on each A4 page. `address` is what is typed where no camera opens."""
    return typeset(
        PAGE,
        {
            "title": f"Undangan ponsel, {election.name}",
            "election": election.name,
            "address": address,
            "is_training": election.kind is ElectionKind.TRAINING,
            "invitations": [_data(sheet) for sheet in sheets],
        },
    )


def _data(sheet: Sheet) -> dict[str, Any]:
    return {
        "code": code_svg(sheet.url),
        "modules": code_modules(sheet.url),
        "role": _ROLES.get(sheet.role, sheet.role.value),
        "label": sheet.label,
        "place": sheet.place,
        "words": [sheet.code[start : start + _GROUP] for start in range(0, len(sheet.code), _GROUP)],
        "expires": day_word(sheet.expires_at.astimezone(WIB).date()),
    }
