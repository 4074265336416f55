"""Runs one router on a file of pairs, in a process of its own, and prints what came of it as JSON.

Run by path with the Python of the peers' environment, so it imports nothing of ours but for the router "silog".
"""

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Line = list[list[float]]


def main() -> None:
    """Read {router, pairs, ports, folder, clearance_m} from the file named on the command line."""
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    begun = time.process_time()
    module, router = _ROUTERS[task["router"]]
    importlib.import_module(module)
    imported = time.process_time()
    find, among = router(task)
    find(*task["pairs"][0])
    loaded = time.process_time()
    lines, costs_s = [], []
    for a, b in task["pairs"]:
        started = time.process_time()
        line = find(a, b)
        costs_s.append(time.process_time() - started)
        lines.append(line)
    started = time.process_time()
    among(task["ports"])
    matrix_s = time.process_time() - started
    memory = next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    told = {"import_s": imported - begun, "load_s": loaded - imported, "matrix_s": matrix_s, "memory_kib": memory}
    json.dump({**told, "costs_s": costs_s, "lines": lines}, sys.stdout)


def _one_by_one(find: Callable[[Point, Point], Any]) -> Callable[[list[Point]], None]:
    def among(ports: list[Point]) -> None:
        for a in ports:
            for b in ports:
                if a != b:
                    find(a, b)

    return among


def _silog(task: dict[str, Any]) -> Any:  # noqa: ANN401 -- a router of one of three libraries
    from silog_gis.land import Land  # noqa: PLC0415 -- not there in the peers' environment
    from silog_gis.sea.matrix import routes_among  # noqa: PLC0415
    from silog_gis.sea.route import SeaRouter  # noqa: PLC0415

    router = SeaRouter.build(Land.load(), task["clearance_m"], Path(task["folder"])).warmed()

    def find(a: Point, b: Point) -> Line | None:
        found = router.route((a[0], a[1]), (b[0], b[1]))
        return [list(point) for point in getattr(found, "coords", ())] or None

    return find, lambda ports: routes_among(router, [(lon, lat) for lon, lat in ports])


def _searoute(_task: dict[str, Any]) -> Any:  # noqa: ANN401 -- as above
    import searoute  # noqa: PLC0415 -- only there in the peers' environment

    def find(a: Point, b: Point) -> Line | None:
        found = searoute.searoute(list(a), list(b), append_orig_dest=True)
        return [list(point) for point in found["geometry"]["coordinates"]] if found else None

    return find, _one_by_one(find)


def _scgraph(_task: dict[str, Any]) -> Any:  # noqa: ANN401 -- as above
    from scgraph.geographs.marnet import marnet_geograph  # noqa: PLC0415 -- only there in the peers' environment

    def find(a: Point, b: Point) -> Line | None:
        ends = [{"longitude": lon, "latitude": lat} for lon, lat in (a, b)]
        found = marnet_geograph.get_shortest_path(origin_node=ends[0], destination_node=ends[1])
        return [[lon, lat] for lat, lon in found["coordinate_path"]]

    return find, _one_by_one(find)


_ROUTERS = {
    "silog": ("silog_gis.sea.matrix", _silog),
    "searoute": ("searoute", _searoute),
    "scgraph": ("scgraph.geographs.marnet", _scgraph),
}
"""Of each router what is imported, and what lays it out."""

if __name__ == "__main__":
    main()
