"""The built screens, as files: packed by the build (web/pack.js) for whoever reads gzip."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from mimetypes import guess_type
from os import PathLike, stat_result
from pathlib import Path
from types import MappingProxyType
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from silog.headers import DECODING, GUARDS, ForeverCached
from silog.people.pages import nowhere_page
from silog.shipped import web_folder
from silog.tiles.rules import takes_gzip

_VARYING: Final = MappingProxyType({"Vary": "Accept-Encoding"})


def web_routes() -> list[BaseRoute]:
    """Lead to the built screens. The basemap is read by ranges, so the build does not pack it."""
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
        files.append(Mount("/assets", _Files(directory=folder / "assets"), middleware=[Middleware(ForeverCached)]))
    return [*files, Mount("/", _Files(directory=folder))]


class _Files(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            # Who asks for a page is a person, who gets words and a way on; scripts and programs get what the web framework says.
            if error.status_code != HTTPStatus.NOT_FOUND or "text/html" not in Headers(scope=scope).get("accept", ""):
                raise
            return HTMLResponse(nowhere_page(), error.status_code)

    def file_response(self, full_path: PathLike[str] | str, stat_result: stat_result, scope: Scope, status_code: int = 200) -> Response:
        asked = Headers(scope=scope)
        answer = _packed(Path(full_path), asked, {}) or FileResponse(full_path, status_code, _VARYING, stat_result=stat_result)
        return NotModifiedResponse(answer.headers) if self.is_not_modified(answer.headers, asked) else answer


def _packed(path: Path, asked: Headers, headers: Mapping[str, str]) -> FileResponse | None:
    """The file that the build has packed beside this one, where there is one and it may be sent."""
    packed = path.with_name(f"{path.name}.gz")
    if not takes_gzip(asked.get("accept-encoding", "")) or not packed.is_file():
        return None
    kind = guess_type(path.name)[0] or "text/plain"
    return FileResponse(packed, headers={**_VARYING, **headers, "Content-Encoding": "gzip"}, media_type=kind, stat_result=packed.stat())


async def _page(path: Path, request: Request, headers: Mapping[str, str] = MappingProxyType({})) -> Response:
    # The page names its scripts by their hashes, so it must be asked for anew; the scripts themselves never change.
    said = {"Cache-Control": "no-cache", **headers}
    return _packed(path, request.headers, said) or FileResponse(path, headers={**_VARYING, **said})


def graphiql() -> Response:
    """Give GraphiQL to a browser that looks in."""
    folder = web_folder()
    page = folder / "graphiql.html" if folder is not None else None
    if page is None or not page.exists():
        return PlainTextResponse("GraphiQL is not built: run make run, or send POST /graphql with JSON.\n", 404, GUARDS)
    return FileResponse(page, headers={"Cache-Control": "no-cache", **GUARDS})


async def _not_built(_: Request) -> Response:
    return PlainTextResponse("The screens are not built: run make run. The API answers at /graphql.\n", 503)
