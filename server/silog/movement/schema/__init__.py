"""Movement in GraphQL: conveyances, shipments, legs, convoys, tracks, where boxes are, and lists of boxes."""

from silog.movement.schema.box_lists import BoxFilter, BoxOrder
from silog.movement.schema.conveyances import Conveyance
from silog.movement.schema.convoys import Convoy, ConvoyMutation
from silog.movement.schema.ports import PortMutation
from silog.movement.schema.queries import MovementQuery
from silog.movement.schema.reporting import MovementMutation
from silog.movement.schema.sea_areas import AreaMutation
from silog.movement.schema.shipments import Leg, Shipment
from silog.movement.schema.tracking import Tracking

__all__ = [
    "AreaMutation",
    "BoxFilter",
    "BoxOrder",
    "Conveyance",
    "Convoy",
    "ConvoyMutation",
    "Leg",
    "MovementMutation",
    "MovementQuery",
    "PortMutation",
    "Shipment",
    "Tracking",
]
