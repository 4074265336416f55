"""The application for ASGI: the one place where the parts are joined."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp

from silog.alerts.watching import watch_for_silence
from silog.application import Application
from silog.composition import watch_log
from silog.documents.serving import document_routes
from silog.headers import Guarded
from silog.kit.counting import keep_tables_counted
from silog.kit.database import DATABASE_FAILURES, LONGEST_READ_S, WRITING_FAILURES, Bounds, Database, is_outage
from silog.kit.door import BusyError
from silog.kit.graphql.http.straight import PATH, Doorway, Straight
from silog.kit.graphql.serve.failures import RETRY_AFTER, masked
from silog.kit.graphql.serve.trusted import Trusted
from silog.kit.graphql.serve.websocket import GraphQLOverWebSocket
from silog.kit.migration import newest_revision
from silog.kit.slow_bodies import BodiesInTime
from silog.kit.telemetry.metrics import Metrics
from silog.kit.telemetry.requests import RequestTelemetry
from silog.kit.telemetry.traces import tracing_wanted
from silog.ledger.sequencing import Sequencer
from silog.ledger.serving import log_routes
from silog.ledger.witness_serving import witness_routes
from silog.live.pruning import keep_feeds_short
from silog.movement.thinning import keep_positions_thin
from silog.pages import web_routes
from silog.people.signing_in import sign_in_routes
from silog.photos.serving import photo_routes
from silog.planning.desk import PlanDesk
from silog.routes.desk import RouteDesk
from silog.settings import Settings
from silog.shipped import migrations_folder, web_folder
from silog.tiles.serving import tile_route
from silog.tiles.tracks import keep_tracks_drawn


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
            async with (
                application.feed.running(),
                watch_for_silence(database),
                keep_tables_counted(database),
                keep_feeds_short(database),
                keep_positions_thin(database),
                keep_tracks_drawn(database),
                _signing(database, settings, figures),
                plans.running(),
            ):
                yield
        finally:
            routes.close()
            await application.followers.close()
            await database.close()
            if tracing is not None:
                await asyncio.to_thread(tracing.close)

    def before_all(app: ASGIApp) -> ASGIApp:
        return RequestTelemetry(BodiesInTime(Straight(app, doorway), settings.longest_body_s), figures, tracing)

    answers = dict.fromkeys(WRITING_FAILURES, _database_failed)
    return _Served(before_all, lifespan=lifespan, routes=_health(None), middleware=[Middleware(Guarded)], exception_handlers=answers)


class _Served(Starlette):
    """Starlette, with middleware before its own: what goes straight to the endpoint answers its own errors, and needs nothing of it."""

    def __init__(self, before_all: Callable[[ASGIApp], ASGIApp], **options: Any) -> None:  # noqa: ANN401 -- those of Starlette
        super().__init__(**options)
        self._before_all = before_all

    def build_middleware_stack(self) -> ASGIApp:
        """Return what every request passes."""
        return self._before_all(super().build_middleware_stack())


def _signing(database: Database, settings: Settings, figures: Metrics) -> AbstractAsyncContextManager[None]:
    """Give scans their places in the log, unless another server does."""
    if settings.log_key is None:
        return nullcontext()
    sequencer = Sequencer(database, settings.log_key, settings.log_origin)
    watch_log(figures, sequencer)
    return sequencer.running()


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
    return [
        WebSocketRoute(PATH, socket.serve),
        tile_route(application.tiles, application.viewers),
        *sign_in_routes(application.database, application.viewers, application.attempts),
        *document_routes(application.database, application.viewers),
        *photo_routes(application.database, application.viewers),
        *log_routes(application.database, application.viewers),
        *witness_routes(application.database, application.viewers),
        Route("/metrics", _metrics_are_elsewhere),
        *web_routes(),
    ]


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
