"""Running the routers, each in a process of its own, and judging their lines."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
from shapely.geometry import LineString

from silog.bench.routes.pairs import Pair, ports
from silog.errors import SilogError
from silog_gis.geodesy import LonLat, length_m
from silog_gis.land import Land
from silog_gis.sea.route import SeaRouter

PEERS: Final = ("searoute", "scgraph")
_RUN_S: Final = 1_800


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of one router on one set of pairs."""

    router: str
    pairs: str
    asked: int
    answered: int
    over_land: int
    ratio: float | None
    """Median of its length by ours, both with the stretches from the asked points; None for ours."""
    build_s: float | None
    import_s: float
    load_s: float
    p50_s: float
    p99_s: float
    matrix_s: float
    memory_mib: float


@dataclass(frozen=True, slots=True)
class Run:
    """The answers of one router, line by line."""

    lines: list[list[LonLat] | None]
    raw: dict[str, Any]


def run_router(name: str, python: Path, task: dict[str, Any]) -> Run:
    """Let a router find all pairs of a task."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "task.json"
        file.write_text(json.dumps({**task, "router": name}))
        runner = str(files("silog.bench.routes").joinpath("runner.py"))
        done = subprocess.run([str(python), runner, str(file)], check=False, capture_output=True, text=True, timeout=_RUN_S)  # noqa: S603
    if done.returncode:
        raise SilogError("ROUTER_FAILED", f"{name} could not be measured:\n{done.stderr.strip()[-2000:]}")
    raw = json.loads(done.stdout)
    return Run([[(lon, lat) for lon, lat in line] if line else None for line in raw["lines"]], raw)


def build_s(land: Land, clearance_m: float, folder: Path) -> float:
    """Measure the processor time of a graph built from nothing and kept in a folder, in seconds."""
    started = time.process_time()
    SeaRouter.build(land, clearance_m, folder)
    return time.process_time() - started


def measure_all(
    sets: Mapping[str, Sequence[Pair]], clearances_m: Sequence[float], folder: Path, peers: Path | None, say: Callable[[str], None]
) -> list[Figures]:
    """Measure ours at every clearance and the peers once, on every set of pairs."""
    land = Land.load()
    shutil.rmtree(folder, ignore_errors=True)
    found: list[Figures] = []
    built: dict[float, float] = {}
    for clearance_m in clearances_m:
        say(f"building the graph of {clearance_m:g} m")
        built[clearance_m] = build_s(land, clearance_m, folder)
    for title, pairs in sets.items():
        task = {"pairs": pairs, "ports": ports(), "folder": str(folder)}
        ours: Run | None = None
        for clearance_m in clearances_m:
            say(f"{title}: silog at {clearance_m:g} m")
            run = run_router("silog", Path(sys.executable), {**task, "clearance_m": clearance_m})
            found.append(_judged(f"silog {clearance_m:g} m", title, pairs, run, land, None, built[clearance_m]))
            ours = ours or run
        for name in PEERS if peers else ():
            say(f"{title}: {name}")
            found.append(_judged(name, title, pairs, run_router(name, peers or Path(), task), land, ours, None))
    return found


def _judged(  # noqa: PLR0917 -- one row of a table
    name: str, title: str, pairs: Sequence[Pair], run: Run, land: Land, ours: Run | None, built_s: float | None
) -> Figures:
    lines = [whole(line, pair) if line else None for line, pair in zip(run.lines, pairs, strict=True)]
    answered = [line for line in lines if line]
    costs_s = np.array(run.raw["costs_s"])
    return Figures(
        router=name,
        pairs=title,
        asked=len(pairs),
        answered=len(answered),
        over_land=sum(land.crosses(LineString(line)) for line in answered),
        ratio=_ratio(lines, ours) if ours else None,
        build_s=built_s,
        import_s=run.raw["import_s"],
        load_s=run.raw["load_s"],
        p50_s=float(np.quantile(costs_s, 0.5)),
        p99_s=float(np.quantile(costs_s, 0.99)),
        matrix_s=run.raw["matrix_s"],
        memory_mib=run.raw["memory_kib"] / 1024,
    )


def whole(line: list[LonLat], pair: Pair) -> list[LonLat]:
    """Give a line from the point that was asked for to the other: a router that begins elsewhere leaves that stretch to be sailed."""
    return [*([pair[0]] if line[0] != pair[0] else []), *line, *([pair[1]] if line[-1] != pair[1] else [])]


def _ratio(lines: Sequence[list[LonLat] | None], ours: Run) -> float:
    both = [length_m(line) / length_m(own) for line, own in zip(lines, ours.lines, strict=True) if line and own and length_m(own) > 0]
    return float(np.median(both))
