"""The built screens, as files."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from silog.headers import DECODING, GUARDS, ForeverCached
from silog.shipped import web_folder


def web_routes(compressed: list[Middleware]) -> list[BaseRoute]:
    """Lead to the built screens. The basemap is read by ranges, so it is never compressed on the way."""
    folder = web_folder()
    if folder is None:
        return [Route("/", _not_built)]
    files: list[BaseRoute] = [
        Route("/", partial(_page, folder / "index.html")),
        Route("/office", partial(_page, folder / "office.html")),
        Route("/plan", partial(_page, folder / "plan.html")),
        Route("/watch", partial(_page, folder / "watch.html")),
        Route("/escort", partial(_page, folder / "escort.html")),
        Route("/vectors", partial(_page, folder / "vectors.html")),
        Route("/scan", partial(_page, folder / "scan.html", headers=DECODING)),
    ]
    if (folder / "assets").is_dir():
        files.append(Mount("/assets", StaticFiles(directory=folder / "assets"), middleware=[Middleware(ForeverCached), *compressed]))
    return [*files, Mount("/", StaticFiles(directory=folder))]


async def _page(path: Path, _: Request, headers: Mapping[str, str] = MappingProxyType({})) -> Response:
    # The page names its scripts by their hashes, so it must be asked for anew; the scripts themselves never change.
    return FileResponse(path, headers={"Cache-Control": "no-cache", **headers})


def graphiql() -> Response:
    """Give GraphiQL to a browser that looks in."""
    folder = web_folder()
    page = folder / "graphiql.html" if folder is not None else None
    if page is None or not page.exists():
        return PlainTextResponse("GraphiQL is not built: run make run, or send POST /graphql with JSON.\n", 404, GUARDS)
    return FileResponse(page, headers={"Cache-Control": "no-cache", **GUARDS})


async def _not_built(_: Request) -> Response:
    return PlainTextResponse("The screens are not built: run make run. The API answers at /graphql.\n", 503)
