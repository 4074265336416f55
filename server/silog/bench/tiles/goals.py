"""What is to be reached, and whether it was. A goal that was missed is said and never fails a run: a machine may have a bad day."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from silog.bench.measuring import Spread, ratio, spread, spread_of
from silog.bench.tables import Row
from silog.bench.tiles.contest import DRAWN, KEPT, Key, Results
from silog.bench.tiles.ground import FAR
from silog.bench.tiles.taking_in import Intake

GOAL_HEADINGS: Final = ("", "", "goal", "found", "range", "met")
_LEAST_FAR: Final = 1.5
_LEAST_NEAR: Final = 2.0
_MOST_KEPT_MS: Final = 0.3
_MOST_DRAWN_MS: Final = 25.0
_MOST_KB: Final = 100
_SEVERAL: Final = ("scans", "places", "shipments", "tracks")
"""Layers that nobody else draws alike: they are to keep to a bound at every zoom."""
_MOST_INTAKE: Final = 1.5
_KB: Final = 1e3
_MS: Final = 1e3


def goal_rows(results: Mapping[str, Results], intakes: Sequence[Intake]) -> Iterator[Row]:
    """Give a row for each goal for which there are figures; `results` by the name of the data."""
    for size, found in results.items():
        yield from _beside_tipg(found)
        yield from _kept(size, found)
        for layer in _SEVERAL:
            yield from _bounded(size, layer, found)
    for intake in intakes:
        sides = f"{intake.with_grid_s.middle * 1e6:,.1f} us / {intake.without_s.middle * 1e6:,.1f} us"
        title = f"PostgreSQL's time for a scan {intake.where}, with the grid / without ({sides})"
        yield _row("scans", title, f"<= {_MOST_INTAKE:g}", intake.ratio, 2, is_met=intake.ratio.middle <= _MOST_INTAKE)


def _beside_tipg(results: Results) -> Iterator[Row]:
    for key, theirs in results.samples.items():
        ours = results.of(Key(key.layer, key.viewer, key.zoom, DRAWN))
        if key.server != "tipg" or not ours:
            continue
        bound = _LEAST_FAR if key.zoom in FAR else _LEAST_NEAR
        found = ratio(theirs, ours)
        sides = " / ".join(f"{spread_of(side, lambda one: one.cpu_s * _MS).middle:,.2f} ms" for side in (theirs, ours))
        title = f"zoom {key.zoom}, {key.viewer}: {key.server} / silog, uncached ({sides})"
        yield _row("boxes", title, f">= {bound:g}", found, 2, is_met=found.middle >= bound)


def _kept(size: str, results: Results) -> Iterator[Row]:
    keys = [key for key in results.samples if key.server == KEPT]
    if keys:
        worst = max(keys, key=lambda key: _cpu_ms(results, key).middle)
        found, title = _cpu_ms(results, worst), f"{size}: a kept tile, ms, the dearest zoom, {worst.zoom}"
        yield _row(worst.layer, title, f"<= {_MOST_KEPT_MS:g}", found, 2, is_met=found.middle <= _MOST_KEPT_MS)


def _bounded(size: str, layer: str, results: Results) -> Iterator[Row]:
    keys = [key for key in results.samples if key.layer == layer and key.server == DRAWN]
    if not keys:
        return
    dearest = max(keys, key=lambda key: _cpu_ms(results, key).middle)
    found, title = _cpu_ms(results, dearest), f"{size}: the dearest zoom, {dearest.zoom}, uncached, ms"
    yield _row(layer, title, f"<= {_MOST_DRAWN_MS:g}", found, 2, is_met=found.middle <= _MOST_DRAWN_MS)
    largest = max(keys, key=lambda key: results.largest[key])
    kilobytes, title = spread([results.largest[largest] / _KB]), f"{size}: the largest tile as sent, zoom {largest.zoom}, kB"
    yield _row(layer, title, f"<= {_MOST_KB}", kilobytes, 1, is_met=kilobytes.middle <= _MOST_KB)


def _cpu_ms(results: Results, key: Key) -> Spread:
    return spread_of(results.of(key), lambda one: one.cpu_s * _MS)


def _row(what: str, title: str, goal: str, found: Spread, digits: int, *, is_met: bool) -> Row:
    span = f"{found.least:,.{digits}f} to {found.most:,.{digits}f}"
    return (what, title, goal, f"{found.middle:,.{digits}f}", span, "yes" if is_met else "no")
