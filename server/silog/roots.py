"""The roots of the schema: what all rooms together can be asked, do and tell."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from silog.alerts.schema import AlertMutation, AlertQuery, ConvoyReportMutation
from silog.custody.schema import CustodyMutation, CustodyQuery, LawQuery
from silog.kit.graphql.declare.relay import NodeQuery
from silog.kit.graphql.declare.scalars import SCALARS
from silog.ledger.schema import Log
from silog.live.schema import LiveSubscription
from silog.movement.schema import AreaMutation, ConvoyMutation, MovementMutation, MovementQuery, PortMutation
from silog.people.schema import PeopleMutation, PeopleQuery
from silog.photos.schema import Photo
from silog.places.schema import Facility, PlacesQuery, PollingStation
from silog.planning.schema import PlanMutation, PlanningInputMutation, PlanQuery
from silog.routes.schema import AreaQuery, WayQuery
from silog.training.schema import TrainingMutation


@strawberry.type(description="Everything that can be asked. What is out of the viewer's sight is not there.")
class Query(NodeQuery, PlacesQuery, PeopleQuery, CustodyQuery, LawQuery, MovementQuery, AreaQuery, WayQuery, PlanQuery, AlertQuery):
    """The root of queries."""


@strawberry.type(description="Everything that can be done.")
class Mutation(
    CustodyMutation,
    MovementMutation,
    ConvoyMutation,
    PortMutation,
    AreaMutation,
    PlanningInputMutation,
    PlanMutation,
    PeopleMutation,
    AlertMutation,
    ConvoyReportMutation,
    TrainingMutation,
):
    """The root of mutations."""


@strawberry.type(description="Everything that can be followed.")
class Subscription(LiveSubscription):
    """The root of subscriptions."""


schema = strawberry.Schema(
    Query, Mutation, Subscription, types=[Facility, PollingStation, Photo, Log], config=StrawberryConfig(scalar_map=SCALARS)
)
