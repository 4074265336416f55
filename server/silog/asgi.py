"""The application: the one place where the parts are joined."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket
from strawberry.schema.config import StrawberryConfig

from silog.alerts.schema import AlertMutation, AlertQuery, ConvoyReportMutation
from silog.alerts.watching import watch_for_silence
from silog.composition import hear_at_once, join_rooms, watch_rooms, watch_tiles
from silog.custody.schema import CustodyMutation, CustodyQuery, LawQuery
from silog.documents.serving import document_routes
from silog.headers import ALWAYS, DECODING, ForeverCached
from silog.kit.database import DATABASE_FAILURES, LONGEST_READ_S, WRITING_FAILURES, Bounds, Database, is_outage
from silog.kit.door import BusyError
from silog.kit.graphql.declare.relay import NodeQuery
from silog.kit.graphql.declare.scalars import SCALARS
from silog.kit.graphql.http.endpoint import GraphQLOverHTTP
from silog.kit.graphql.http.remembered import Remembered
from silog.kit.graphql.http.straight import PATH, Doorway, Straight
from silog.kit.graphql.serve.failures import RETRY_AFTER, masked
from silog.kit.graphql.serve.trusted import Trusted
from silog.kit.graphql.serve.websocket import GraphQLOverWebSocket
from silog.kit.migration import newest_revision
from silog.kit.scope import Scope
from silog.kit.telemetry.metrics import Metrics
from silog.kit.telemetry.record import note_viewer
from silog.kit.telemetry.requests import RequestTelemetry
from silog.kit.telemetry.traces import Tracing, tracing_wanted
from silog.kit.telemetry.watching import WatchedExecutor, watch_caches, watch_database
from silog.live.reader import FeedReader
from silog.live.schema import LiveSubscription
from silog.movement.schema import AreaMutation, ConvoyMutation, MovementMutation, MovementQuery, PortMutation
from silog.movement.thinning import keep_positions_thin
from silog.people.attempts import Attempts, address_of
from silog.people.followers import Followers
from silog.people.rules import Right, Viewer
from silog.people.schema import PeopleMutation, PeopleQuery
from silog.people.signing_in import sign_in_routes, viewer_of
from silog.people.viewers import Viewers
from silog.photos.schema import Photo
from silog.photos.serving import photo_routes
from silog.places.schema import Facility, PlacesQuery, PollingStation
from silog.planning.desk import PlanDesk
from silog.planning.schema import PlanMutation, PlanningInputMutation, PlanQuery
from silog.routes.desk import RouteDesk
from silog.routes.schema import AreaQuery, WayQuery
from silog.settings import Settings
from silog.shipped import migrations_folder, web_folder
from silog.tiles.kept import KeptTiles
from silog.tiles.serving import tile_route
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
    Query, Mutation, Subscription, types=[Facility, PollingStation, Photo], config=StrawberryConfig(scalar_map=SCALARS)
)


@dataclass(slots=True)
class RequestContext:
    """What resolvers and subscriptions get."""

    viewer: Viewer
    database: Database
    feed: FeedReader
    routes: RouteDesk
    plans: PlanDesk
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
        self.graphql = GraphQLOverHTTP(self.executor, self.context_of, _graphiql, self.remembered, self.watch)
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
        return RequestContext(viewer, self.database, self.feed, self.routes, self.plans, self.attempts, address_of(connection))


def create_app(settings: Settings, metrics: Metrics | None = None) -> Starlette:
    """Return the application for one database. It connects when it starts and lets running work end when it stops.

    What it counts goes into `metrics`, for whoever shows them.
    """
    tracing = tracing_wanted(os.environ)
    figures = metrics or Metrics()
    doorway = Doorway()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        bounds = Bounds(settings.most_waiting, settings.longest_wait_s, longest_write_s=LONGEST_READ_S)
        database = await Database.connect(settings.dsn_app, readers=settings.readers, writers=settings.writers, bounds=bounds)
        sight_lines = settings.state / "sight-lines"
        routes, plans = RouteDesk(sight_lines), PlanDesk(database, settings.plan_workers, sight_lines)
        application = app.state.application = Application(database, figures, tracing, _trusted(settings), routes=routes, plans=plans)
        app.router.routes[:] = [*_health(application), *_routes(application)]
        doorway.endpoint = application.graphql
        try:
            async with application.feed.running(), watch_for_silence(database), keep_positions_thin(database), plans.running():
                yield
        finally:
            routes.close()
            await application.followers.close()
            await database.close()
            if tracing is not None:
                await asyncio.to_thread(tracing.close)

    answers = dict.fromkeys(WRITING_FAILURES, _database_failed)
    middleware = [
        Middleware(RequestTelemetry, metrics=figures, headers=ALWAYS, tracing=tracing),
        Middleware(Straight, doorway=doorway),
    ]
    return Starlette(lifespan=lifespan, routes=_health(None), middleware=middleware, exception_handlers=answers)


def _trusted(settings: Settings) -> Trusted:
    """The documents of the built screens."""
    folder = web_folder()
    path = folder / "documents.json" if folder is not None else None
    return Trusted.in_file(path, may_public_write=settings.may_public_write_queries)


async def _database_failed(_: HTTPConnection, error: Exception) -> Response:
    """Answer what only the database kept from an answer: come again while it is away, and a masked incident for anything else."""
    status, headers = (503, RETRY_AFTER) if is_outage(error) else (500, None)
    return PlainTextResponse(f"{masked(error)['message']}\n", status, headers)


def _routes(application: Application) -> list[BaseRoute]:
    socket = GraphQLOverWebSocket(application.executor, application.context_of_socket, application.stopping, application.watch)
    compressed = [Middleware(GZipMiddleware, minimum_size=1024, compresslevel=4)]
    return [
        WebSocketRoute(PATH, socket.serve),
        tile_route(application.tiles, application.viewers),
        *sign_in_routes(application.database, application.viewers, application.attempts),
        *document_routes(application.database, application.viewers),
        *photo_routes(application.database, application.viewers),
        Route("/metrics", _metrics_are_elsewhere),
        *_web(compressed),
    ]


def _web(compressed: list[Middleware]) -> list[BaseRoute]:
    """The built screens. The basemap is read by ranges, so it is never compressed on the way."""
    folder = web_folder()
    if folder is None:
        return [Route("/", _not_built)]
    files: list[BaseRoute] = [
        Route("/", partial(_page, folder / "index.html")),
        Route("/office", partial(_page, folder / "office.html")),
        Route("/plan", partial(_page, folder / "plan.html")),
        Route("/watch", partial(_page, folder / "watch.html")),
        Route("/escort", partial(_page, folder / "escort.html")),
        Route("/scan", partial(_page, folder / "scan.html", headers=DECODING)),
    ]
    if (folder / "assets").is_dir():
        files.append(Mount("/assets", StaticFiles(directory=folder / "assets"), middleware=[Middleware(ForeverCached), *compressed]))
    return [*files, Mount("/", StaticFiles(directory=folder))]


async def _page(path: Path, _: Request, headers: Mapping[str, str] = MappingProxyType({})) -> Response:
    # The page names its scripts by their hashes, so it must be asked for anew; the scripts themselves never change.
    return FileResponse(path, headers={"Cache-Control": "no-cache", **headers})


def _graphiql() -> Response:
    folder = web_folder()
    page = folder / "graphiql.html" if folder is not None else None
    if page is None or not page.exists():
        return PlainTextResponse("GraphiQL is not built: run make run, or send POST /graphql with JSON.\n", 404)
    return FileResponse(page, headers={"Cache-Control": "no-cache"})


async def _not_built(_: Request) -> Response:
    return PlainTextResponse("The screens are not built: run make run. The API answers at /graphql.\n", 503)


async def _metrics_are_elsewhere(_: Request) -> Response:
    return PlainTextResponse("Operators read the metrics at an address of their own: SILOG_METRICS.\n", 404)


_REVISION = "SELECT version_num FROM alembic_version"


def _health(application: Application | None) -> list[BaseRoute]:
    """/healthz: the process is alive. /readyz: it takes requests, and the database answers at the revision that this code expects."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(_: Request) -> Response:
        if application is not None and application.is_retiring:
            return JSONResponse({"ready": False, "why": "The server is about to stop."}, 503)
        wanted = newest_revision(migrations_folder())
        try:
            found = await application.database.reads.fetchval(_REVISION) if application is not None else None
        except BusyError:  # full of work, which is no reason to send it all to the others
            return JSONResponse({"ready": True, "busy": True})
        except DATABASE_FAILURES as error:
            return JSONResponse({"ready": False, "why": f"The database does not answer: {type(error).__name__}."}, 503)
        if found != wanted:
            return JSONResponse(
                {"ready": False, "why": f"The database is at revision {found}, this code expects {wanted}: silog migrate."}, 503
            )
        return JSONResponse({"ready": True, "revision": found})

    return [Route("/healthz", healthz), Route("/readyz", readyz)]
