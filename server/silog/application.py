"""What lives as long as a server process, and what each request gets of it."""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from silog.composition import hear_at_once, join_rooms, watch_rooms, watch_tiles
from silog.custody.desk import ScanDesk
from silog.kit.database import Database
from silog.kit.graphql.http.endpoint import GraphQLOverHTTP
from silog.kit.graphql.http.remembered import Remembered
from silog.kit.graphql.serve.trusted import Trusted
from silog.kit.scope import Scope
from silog.kit.telemetry.metrics import Metrics
from silog.kit.telemetry.record import note_viewer
from silog.kit.telemetry.traces import Tracing
from silog.kit.telemetry.watching import WatchedExecutor, watch_caches, watch_database
from silog.live.reader import FeedReader
from silog.pages import graphiql
from silog.people.attempts import Attempts, address_of
from silog.people.followers import Followers
from silog.people.rules import Right, Viewer
from silog.people.signing_in import viewer_of
from silog.people.viewers import Viewers
from silog.planning.desk import PlanDesk
from silog.roots import schema
from silog.routes.desk import RouteDesk
from silog.tiles.kept import KeptTiles


@dataclass(slots=True)
class RequestContext:
    """What resolvers and subscriptions get."""

    viewer: Viewer
    database: Database
    feed: FeedReader
    routes: RouteDesk
    plans: PlanDesk
    scans: ScanDesk
    attempts: Attempts = field(default_factory=Attempts)
    address: str = ""
    """Where the request comes from; '' where nobody can say."""

    @property
    def scope(self) -> Scope:
        """What the viewer may see."""
        return self.viewer.scope

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The viewer's own values, for statements that name them."""
        viewer = self.viewer
        return {
            "viewer_name": viewer.name,
            "viewer_role": viewer.role.value,
            "viewer_view": viewer.scope.view.value,
            "viewer_device": viewer.device_id,
            "viewer_session": viewer.session_id,
            "viewer_grants": [role.value for role in viewer.grants],
            "viewer_manages": viewer.may(Right.MANAGE_PEOPLE),
            "viewer_forms_convoys": viewer.may(Right.FORM_CONVOYS),
        }


class Application:
    """What lives as long as the process: the database, the feed, who is signed in."""

    def __init__(
        self,
        database: Database,
        metrics: Metrics,
        tracing: Tracing | None,
        trusted: Trusted | None = None,
        *,
        routes: RouteDesk | None = None,
        plans: PlanDesk | None = None,
    ) -> None:
        """Join the parts."""
        join_rooms(database)
        self.database = database
        self.routes = routes or RouteDesk()
        self.plans = plans or PlanDesk(database)
        self.scans = ScanDesk(database)
        self.metrics = metrics
        self.feed = FeedReader(database)
        hear_at_once(database, self.feed)
        self.tiles = KeptTiles(database, self.feed.times_told)
        self.viewers = Viewers(database)
        self.attempts = Attempts()
        self.followers = Followers(database)
        graphql = schema._schema  # noqa: SLF001 -- Strawberry has no public name for it
        make = partial(WatchedExecutor, metrics=metrics) if tracing is None else partial(tracing.executor, metrics=metrics)
        self.executor = make(graphql, database.reads, trusted)
        self.is_retiring = False
        self.stopping = asyncio.Event()
        self.remembered = Remembered(lambda: self.feed.moves)
        self.graphql = GraphQLOverHTTP(self.executor, self.context_of, graphiql, self.remembered, self.watch)
        watch_caches(metrics, self.executor, self.remembered)
        watch_database(metrics, database)
        watch_rooms(metrics, database, self.feed)
        watch_tiles(metrics, self.tiles)

    def retire(self) -> None:
        """Say at /readyz that no more requests shall come here; those that come are served."""
        self.is_retiring = True

    def send_followers_away(self) -> None:
        """End subscriptions and sockets, after what they are about to be given; they go on elsewhere."""
        self.stopping.set()
        self.feed.stop()

    def watch(self, context: RequestContext) -> AbstractAsyncContextManager[asyncio.Event]:
        """Say when the session that a subscription came by has ended."""
        return self.followers.watch(context.viewer.session_id)

    async def context_of(self, connection: HTTPConnection) -> RequestContext:
        """Find out who asks over HTTP."""
        return self._context(await viewer_of(connection, self.viewers), connection)

    async def context_of_socket(self, socket: WebSocket, payload: object) -> RequestContext:
        """Find out who asks over a WebSocket: by the token in `connection_init`, else by the cookie."""
        token = payload.get("authorization") if isinstance(payload, Mapping) else None
        if isinstance(token, str):
            viewer = await self.viewers.of_token(token.removeprefix("Bearer ").strip())
            note_viewer(viewer.role, viewer.election_code)
        else:
            viewer = await viewer_of(socket, self.viewers)
        return self._context(viewer, socket)

    def _context(self, viewer: Viewer, connection: HTTPConnection) -> RequestContext:
        desks = self.routes, self.plans, self.scans
        return RequestContext(viewer, self.database, self.feed, *desks, self.attempts, address_of(connection))
