"""What a place code says by itself: the kind of place, and whether it is one where a given box belongs.

Codes: WH-21.03, PORT-selat-lampa, LDG-..., AIR-..., PPK-21.03.04, PPS-21.03.04.1003, TPS-21.03.04.1003-001, and CNV-... for whatever
carries a box. Whether such a place exists is not asked here.
"""

from enum import StrEnum
from typing import Final

from silog.custody.rules.vocabulary import Office


class PlaceKind(StrEnum):
    """Kinds of place as custody tells them apart: a port, a landing and an airport are all hubs to a box."""

    WAREHOUSE = "WAREHOUSE"
    HUB = "HUB"
    PPK = "PPK"
    PPS = "PPS"
    STATION = "STATION"
    CONVEYANCE = "CONVEYANCE"


CONVEYANCE_MARK: Final = "CNV-"
"""How the code of every conveyance begins."""

_KINDS: Final = {
    "WH": PlaceKind.WAREHOUSE,
    "PORT": PlaceKind.HUB,
    "LDG": PlaceKind.HUB,
    "AIR": PlaceKind.HUB,
    "PPK": PlaceKind.PPK,
    "PPS": PlaceKind.PPS,
    "TPS": PlaceKind.STATION,
    "CNV": PlaceKind.CONVEYANCE,
}
_OFFICES: Final = {PlaceKind.WAREHOUSE: Office.KPU, PlaceKind.PPK: Office.PPK, PlaceKind.PPS: Office.PPS, PlaceKind.STATION: Office.KPPS}


def kind_of_place(place_code: str) -> PlaceKind | None:
    """Tell the kind of place from its code; None when the code is of no form that custody knows.

    >>> kind_of_place("PPK-21.03.04")
    <PlaceKind.PPK: 'PPK'>
    """
    return _KINDS.get(place_code.partition("-")[0])


def office_at(place_code: str | None) -> Office | None:
    """Tell which office a device belongs to from the place it is enrolled at; None for a conveyance, a hub or no place."""
    kind = None if place_code is None else kind_of_place(place_code)
    return None if kind is None else _OFFICES.get(kind)


def belongs_at(place_code: str, kind: PlaceKind, *, station_code: str, region_code: str) -> bool:
    """Whether a box may lawfully rest at a place: its own station, and the offices and warehouses of the regions it lies in.

    Hubs and conveyances serve everybody, so every box belongs there.

    >>> belongs_at("PPK-21.03.04", PlaceKind.PPK, station_code="TPS-21.03.05.2001-001", region_code="21.03.05.2001")
    False
    """
    if kind in (PlaceKind.HUB, PlaceKind.CONVEYANCE):
        return True
    if kind is PlaceKind.STATION:
        return place_code == station_code
    region = place_code.partition("-")[2]
    return region_code == region or region_code.startswith(f"{region}.")
