"""The forms in which a browser asks for printed pages: application/x-www-form-urlencoded, as a form without a script sends it too."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request

from silog.documents.rules import MOST_BOXES, LabelOrder, label_format, read_boxes
from silog.errors import WRONG_INPUT, SilogError
from silog.people.actions import Invited
from silog.people.rules import Role
from silog.people.rules.invitations import INVITATION_DAYS

_MOST_BYTES: Final = 32_768
_MOST_DIGITS: Final = 9
"""More than any number has that is not refused afterwards."""
LABELS: Final = "Send a form: region=21.03&format=a4|100x150, and where wanted box=CODE, unprinted=1, reason=TEXT."
INVITATIONS: Final = (
    "Send a form: role=KPPS&region=21.03.04&label=TEXT, and where wanted each_place=1 or place=CODE, count=N, days=N, base=ADDRESS."
)
Form = Mapping[str, Sequence[str]]


async def read_form(request: Request, how: str) -> Form:
    """Read a form; `how` tells who sent something else what to send."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise SilogError(WRONG_INPUT, f"The form has more than {_MOST_BYTES:,} bytes.", "Name fewer things, or their region.")
    try:
        return parse_qs(body.decode(), errors="strict", max_num_fields=MOST_BOXES + 10)
    except ValueError as error:
        raise SilogError(WRONG_INPUT, "The form cannot be read.", how) from error


def label_order(form: Form) -> LabelOrder:
    """Which labels a form asks for."""
    kind = label_format(_said(form, "format", "a4"))
    return LabelOrder(_region(form, LABELS), kind, _said(form, "reason"), read_boxes(form.get("box", ())), form.get("unprinted") == ["1"])


def invitation_order(form: Form) -> Invited:
    """Which invitations a form asks for."""
    region, role = _region(form, INVITATIONS), _said(form, "role").upper()
    if role not in set(Role):
        raise SilogError(WRONG_INPUT, f"There is no role {role[:40]!r}.", INVITATIONS)
    numbers = {"count": _number(form, "count", 1), "days": _number(form, "days", INVITATION_DAYS)}
    is_each_place = form.get("each_place") == ["1"]
    return Invited(Role(role), region, _said(form, "label"), _said(form, "place") or None, is_each_place=is_each_place, **numbers)


def base_of(form: Form, request: Request) -> str:
    """Under which address phones shall reach this server: the one the form names, else the one it was asked at."""
    return _said(form, "base") or f"{request.url.scheme}://{request.url.netloc}"


def _region(form: Form, how: str) -> str:
    region = _said(form, "region")
    if not region:
        raise SilogError(WRONG_INPUT, "The form names no region.", how)
    return region


def _number(form: Form, name: str, otherwise: int) -> int:
    text = _said(form, name, str(otherwise))
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise SilogError(WRONG_INPUT, f"{name} is no number: {text[:40]!r}.", INVITATIONS)
    return int(text)


def _said(form: Form, name: str, otherwise: str = "") -> str:
    return form.get(name, [otherwise])[0]
