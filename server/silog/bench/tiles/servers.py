"""The servers that draw tiles, and how each is asked: this product, and tipg as its own manual starts it."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from silog.bench.load import HOST, Request
from silog.bench.processes import Command, Environment
from silog.bench.tiles.ground import Address, Ground, Viewer

TIPG: Final = {"tipg": "peer.boxes_held", "tipg-laid": "peer.boxes_laid"}
"""What tipg is asked for, by the name in the report."""
_HEAD: Final = "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\nAccept-Encoding: gzip\r\n{more}\r\n"


def asked_of_ours(layer: str, tile: Address, token: str) -> Request:
    """Ask this product for a tile, as whom the token stands for."""
    z, x, y = tile
    return _request(f"/tiles/{layer}/{z}/{x}/{y}.mvt", f"Authorization: Bearer {token}\r\n")


def asked_of_tipg(name: str, tile: Address) -> Request:
    """Ask tipg for a tile of the same features, with the same attributes."""
    z, x, y = tile
    return _request(f"/collections/{TIPG[name]}/tiles/WebMercatorQuad/{z}/{x}/{y}?properties=code,kind,boxes,needing", "")


def started_as(ground: Ground, peers: Path | None) -> dict[str, tuple[Command, Environment]]:
    """Give how each server is started: ours with its cache and without; tipg once for each viewer, whose scope its connections have."""
    dsn = ground.ready.built.dsn("silog_app")
    servers: dict[str, tuple[Command, Environment]] = {
        "silog": (_product("silog.cli"), _address(dsn)),
        "silog-uncached": (_product("silog.bench.tiles.uncached"), _address(dsn)),
    }
    if peers is not None and ground.boxes:
        for viewer in ground.viewers:
            servers[f"tipg {viewer.name}"] = (_tipg(peers), _tipg_settings(ground, viewer))
    return servers


def _request(path: str, more: str) -> Request:
    return Request(_HEAD.format(path=path, host=HOST, more=more).encode())


def _product(module: str) -> Command:
    return lambda _: [sys.executable, "-m", module, "serve"]


def _address(dsn: str) -> Environment:
    return lambda port: {"SILOG_DATABASE_URL": dsn, "SILOG_HOST": HOST, "SILOG_PORT": str(port), "SILOG_METRICS": "off"}


def _tipg(python: Path) -> Command:
    def command(port: int) -> Sequence[str]:
        server = ["-m", "uvicorn", "--host", HOST, "--port", str(port), "--no-access-log", "--loop", "uvloop", "--http", "httptools"]
        return [str(python), *server, "tipg.main:app"]

    return command


def _tipg_settings(ground: Ground, viewer: Viewer) -> Environment:
    built = ground.ready.built
    address = f"postgresql://silog_app@{quote(str(built.cluster.socket), safe='')}/{built.size.database}"
    settings: Mapping[str, str] = {
        "DATABASE_URL": f"{address}?silog.scope={quote(viewer.scope, safe='')}",
        "DB_MAX_CONN_SIZE": "8",
        "TIPG_DB_SCHEMAS": '["peer"]',
        "TIPG_DB_SPATIAL_EXTENT": "false",
        "TIPG_DB_DATETIME_EXTENT": "false",
        "TIPG_TILE_BUFFER": "64",
        "TIPG_MAX_FEATURES_PER_TILE": "100000",
        "TIPG_CATALOG_TTL": "0",
        "TIPG_TABLE_CONFIG__peer_boxes_held__PK": "code",
    }
    return lambda _: settings
