"""Convoys in GraphQL: what travels together, who guards it, and what the escort confirmed."""

from silog.movement.schema.convoys.changing import ConvoyMutation, convoy_number, lon_lat
from silog.movement.schema.convoys.reading import Convoy, ConvoyQuery, is_missing, travels_in_convoy

__all__ = ["Convoy", "ConvoyMutation", "ConvoyQuery", "convoy_number", "is_missing", "lon_lat", "travels_in_convoy"]
