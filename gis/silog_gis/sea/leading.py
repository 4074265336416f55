"""Whether a zone leads out, told from the contours alone: the zone is drawn only where a route goes through it."""

from silog_gis.sea.contours import LEVELS_M, Contours
from silog_gis.sea.tracing import OPEN, UNSURE, walked_round
from silog_gis.sea.zones import Zone, rims_of

SEA = len(LEVELS_M)
"""The layer of the contours' lines that holds the coast of the open sea."""


def leads_out_by_walking(zone: Zone, contours: Contours) -> bool | None:
    """Say whether the water of a zone joins its end to the open sea of the largest class; None where that is not plain."""
    if not zone.rings:
        return None
    layers, rounds, _, _ = rims_of([zone])
    came = walked_round(*contours.lines, *zone.end, layers, rounds, SEA)
    return None if came == UNSURE else came == OPEN
