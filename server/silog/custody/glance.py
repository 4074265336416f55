"""Reading at a glance what is right: an event or a detail that is in its form from the first byte to the last, by one pattern.

What matches has exactly its keys in canonical form, each with a value that is right, and nothing more needs to be looked at. Nearly
everything does. What does not is left to the strict reader (events.py), which says what is wrong with it, or that nothing is: a text with
a quotation mark in it, for example.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from silog.custody.rules import HANDOVER_ACTS, Condition, ScanType

LATEST_MS: Final = 4_102_444_800_000  # 2100-01-01: later, a clock is broken beyond being "in the future"
MOST_SEALS: Final = 24
MOST_ACTOR: Final = 120
MOST_LAT_E7: Final = 900_000_000
MOST_LON_E7: Final = 1_800_000_000
NO_ACCURACY: Final = -1
MOST_ACCURACY_CM: Final = 100_000_000

UUID7: Final = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
HLC: Final = "[0-9a-f]{12}-[0-9a-f]{4}"
SEAL: Final = "[0-9A-Za-z./:_-]{1,40}"
SALT: Final = "[0-9A-Za-z_-]{22,64}"
HASH: Final = "[0-9A-Za-z_-]{42}[AEIMQUYcgkosw048]"
"""32 bytes as base64url: two bits of the last character are over, and must be 0."""
_NONCE: Final = "[0-9A-Za-z_-]{21}[AQgw]"
_WORD: Final = r'"([!#-\[\]-~]{1,64})"'  # without what JSON would escape
_INTEGER: Final = "(0|-?[1-9][0-9]{0,14})"


def _form(values: Mapping[str, str], may_lack: str = "") -> "re.Pattern[str]":
    """Join the patterns of values, each with one group, to that of the canonical object: its keys, and so its groups, are in order."""
    parts = [f'"{key}":{values[key]},' for key in sorted(values)]
    joined = "".join(f"(?:{part})?" if key == may_lack else part for key, part in zip(sorted(values), parts, strict=True))
    return re.compile(r"\{" + joined.removesuffix(",") + r"\}", re.ASCII)


_EVENT: Final = _form(
    {
        **dict.fromkeys(("election", "box", "dev", "place"), _WORD),
        **dict.fromkeys(("seq", "t_dev"), _INTEGER),
        **dict.fromkeys(("prev", "detail"), f'"(|{HASH})"'),
        **dict.fromkeys(("type", "cond"), '"([A-Z_]{1,20})"'),
        "v": "([12])",
        "id": f'"({UUID7})"',
        "hlc": f'"({HLC})"',
        "seals": rf'\[((?:"{SEAL}"(?:,"{SEAL}"){{0,{MOST_SEALS - 1}}})?)\]',
        "handover": f'"(|{_NONCE})"',
    },
    may_lack="handover",
)
_DETAIL: Final = _form(
    {
        **dict.fromkeys(("lat_e7", "lon_e7", "acc_cm"), _INTEGER),
        "salt": f'"({SALT})"',
        "actor": rf'"([^"\\\x00-\x1f\x7f\ud800-\udfff]{{1,{MOST_ACTOR}}})"',
        "photo_sha256": f'"(|{HASH})"',
    }
)
_ACTS: Final = frozenset(ScanType)
_CONDITIONS: Final = frozenset(Condition)


def glance_at_event(text: str) -> dict[str, Any] | None:
    """Give the values of an event that is right; None where that cannot be seen."""
    found = _EVENT.fullmatch(text)
    if found is None:
        return None
    box, cond, detail, dev, election, handover, hlc, number, place, prev, seals, seq_text, t_dev, act, version = found.groups()
    seq, at_ms = int(seq_text), int(t_dev)
    sealed = seals[1:-1].split('","') if seals else []
    is_right = (
        seq >= 1
        and (seq == 1) == (not prev)
        and 0 < at_ms < LATEST_MS
        and len(set(sealed)) == len(sealed)
        and act in _ACTS
        and cond in _CONDITIONS
        and (version == "1") == (handover is None)
        and (act in HANDOVER_ACTS if handover else act != ScanType.HAND_OVER)
    )
    if not is_right:
        return None
    value = {
        "box": box,
        "cond": cond,
        "detail": detail,
        "dev": dev,
        "election": election,
        "hlc": hlc,
        "id": number,
        "place": place,
        "prev": prev,
        "seals": sealed,
        "seq": seq,
        "t_dev": at_ms,
        "type": act,
        "v": int(version),
    }
    return value if handover is None else {**value, "handover": handover}


def glance_at_detail(text: str) -> dict[str, Any] | None:
    """Give the values of a detail that is right; None where that cannot be seen."""
    found = _DETAIL.fullmatch(text)
    if found is None:
        return None
    accuracy, actor, lat, lon, photo, salt = found.groups()
    acc_cm, lat_e7, lon_e7 = int(accuracy), int(lat), int(lon)
    if abs(lat_e7) > MOST_LAT_E7 or abs(lon_e7) > MOST_LON_E7 or not NO_ACCURACY <= acc_cm <= MOST_ACCURACY_CM:
        return None
    return {"acc_cm": acc_cm, "actor": actor, "lat_e7": lat_e7, "lon_e7": lon_e7, "photo_sha256": photo, "salt": salt}
