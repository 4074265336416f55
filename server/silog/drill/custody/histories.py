"""Histories of one box as wild as they come, from a seed: any act, anywhere, often at the same moment, some of them sides of handovers."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from silog.custody.rules import HANDOVER_ACTS, BoxFacts, Condition, Office, Point, ScanFact, ScanType, law_for

_VILLAGE: Final = "21.03.04.1003"
BOX: Final = BoxFacts("0123456789Y", f"TPS-{_VILLAGE}-001", _VILLAGE)
LAW: Final = law_for(date(2024, 11, 27))
_VOTING: Final = datetime(2024, 11, 27, tzinfo=UTC)
_PLACES: Final = (
    *("WH-21.03", "WH-21.01", "PORT-midai", "PPK-21.03.04", "PPK-21.03.05", f"PPS-{_VILLAGE}", BOX.station_code, "CNV-1", "CNV-2"),
    "ELSEWHERE",
)
_SEALS: Final = (frozenset[str](), frozenset({"S-1", "S-2"}), frozenset({"R-1"}))
_NONCES: Final = ("A" * 22, "B" * 22, "C" * 22)
_HOURS: Final = 400


def history(chance: random.Random, length: int) -> list[ScanFact]:
    """Draw a history of so many different scans."""
    return [_scan(chance, UUID(int=chance.getrandbits(128))) for _ in range(length)]


def _scan(chance: random.Random, scan_id: UUID) -> ScanFact:
    act = chance.choice(list(ScanType))
    is_side = act is ScanType.HAND_OVER or (act in HANDOVER_ACTS and chance.random() < 0.5)  # noqa: PLR2004 -- an even chance
    return ScanFact(
        scan_id,
        act,
        chance.choice(_PLACES),
        chance.choice(_SEALS),
        chance.choice(list(Condition)),
        chance.choice("ABCD"),
        chance.randrange(1, 50),
        chance.choice(("0", "1")),
        _VOTING + timedelta(hours=chance.randrange(-_HOURS, _HOURS)),
        chance.choice((None, *Office)),
        chance.random() < 0.9,  # noqa: PLR2004 -- most places are known
        chance.choice(_NONCES) if is_side else "",
        Point(chance.uniform(103, 109), chance.uniform(-1, 5), 500.0) if chance.random() < 0.5 else None,  # noqa: PLR2004
    )
