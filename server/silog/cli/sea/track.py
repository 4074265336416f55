"""`silog track`: follow positions from a file along a route from a file, with no server and no database."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from silog.errors import WRONG_INPUT, SilogError
from silog.settings import Settings
from silog_gis.land import Land
from silog_gis.sea.route import SeaRouter
from silog_gis.track import Alarm, Eta, Fix, Thresholds, Track, Verdict, follow
from silog_gis.track.files import plan_of, read_fixes, read_plan, read_ports, read_route, read_time, read_zones
from silog_gis.track.gaps import Gap, gaps

_IN = click.Path(path_type=Path, exists=True, dir_okay=False)
_PLANNED = ("depart_at", "arrive_at", "arrive_p95_at", "handed_over_at")


@click.command()
@click.option("--route", type=_IN, required=True, help="The planned way: a GeoJSON LineString.")
@click.option(
    "--fixes", type=_IN, required=True, help="Positions in order of receipt: CSV with at,lon,lat[,received_at,speed_kn,course_deg]."
)
@click.option("--ports", type=_IN, help="Ports: GeoJSON Points, or CSV with lon,lat. Both ends of the route count as ports.")
@click.option("--dead-zones", type=_IN, help="Where nothing is heard: GeoJSON Polygons.")
@click.option("--plan", type=_IN, help="JSON with depart_at, arrive_at[, arrive_p95_at, handed_over_at].")
@click.option("--depart-at", metavar="TIME", help="When it is to depart; in place of the plan's.")
@click.option("--arrive-at", metavar="TIME", help="When it is to arrive.")
@click.option("--arrive-p95-at", metavar="TIME", help="When 95 of 100 such ways have ended.")
@click.option("--handed-over-at", metavar="TIME", help="When its arrival was scanned.")
@click.option("--speed-kn", type=click.FloatRange(0, min_open=True), help="The vessel's speed, where no plan says it.")
@click.option("--now", metavar="TIME", help="When it is; the last position received unless given. Silence depends on it.")
@click.option(
    "--set", "changed", multiple=True, metavar="NAME=VALUE", help="A threshold of its own, as corridor_m=500; may be given often."
)
@click.option("--gaps-m", type=click.FloatRange(0), metavar="METRES", help="Draw gaps over water at this clearance (the sea of Kepri).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For people or programs.")
def track(  # noqa: PLR0917 -- click gives every option by its name
    route: Path,
    fixes: Path,
    ports: Path | None,
    dead_zones: Path | None,
    plan: Path | None,
    depart_at: str | None,
    arrive_at: str | None,
    arrive_p95_at: str | None,
    handed_over_at: str | None,
    speed_kn: float | None,
    now: str | None,
    changed: Sequence[str],
    gaps_m: float | None,
    form: str,
) -> None:
    """Say how a vessel's way went: where it is, when it arrives, where it strayed, stopped, fell silent or came late."""
    given = dict(zip(_PLANNED, (depart_at, arrive_at, arrive_p95_at, handed_over_at), strict=True))
    try:
        times: dict[str, datetime | None] = dict(read_plan(plan)) if plan else {}
        times |= {name: read_time(f"--{name.replace('_', '-')}", text) for name, text in given.items() if text}
        reports = read_fixes(fixes)
        found = follow(
            read_route(route),
            reports,
            now=read_time("--now", now) if now else None,
            speed_kn=speed_kn,
            plan=plan_of(times),
            ports=read_ports(ports) if ports else (),
            dead_zones=read_zones(dead_zones) if dead_zones else (),
            thresholds=Thresholds.default().replaced(**dict(map(_threshold, changed))),
        )
    except (OSError, ValueError) as error:
        raise SilogError(WRONG_INPUT, f"{error}.", "docs/tracking.md describes the files.") from error
    drawn = _gaps(reports, found, gaps_m) if gaps_m is not None else []
    click.echo(json.dumps(_for_programs(found, drawn), indent=2) if form == "json" else "\n".join(_for_people(found, drawn)))


def _threshold(text: str) -> tuple[str, float]:
    name, is_given, value = text.partition("=")
    try:
        return name.strip(), float(value)
    except ValueError as error:
        message = f"--set {text}: write it as corridor_m=500" if is_given else f"--set {text}: it has no value; write corridor_m=500"
        raise ValueError(message) from error


def _gaps(reports: Sequence[Fix], found: Track, clearance_m: float) -> list[Gap]:
    router = SeaRouter.build(Land.load(), clearance_m, Settings.from_environment().state / "sight-lines")
    taken = [fix for fix, row in zip(reports, found.rows, strict=True) if row.verdict in {Verdict.TAKEN, Verdict.OLDER}]
    return gaps(taken, router)


def _for_people(found: Track, drawn: Sequence[Gap]) -> Iterator[str]:
    standing = found.standing
    since = f" since {_short(standing.since)}" if standing.since else ""
    yield f"{standing.state}{since}, at {_short(standing.at)}"
    yield (
        f"  {standing.along_m / 1000:.1f} km along its route, {standing.remaining_m / 1000:.1f} km to go, {standing.off_m:.0f} m off it, "
        f"{standing.speed_kn:.1f} kn lately"
    )
    if standing.heard_at:
        yield f"  last heard {_short(standing.heard_at)}"
    if standing.eta:
        yield f"  arrives {_short(standing.eta.p50)} (one in ten before {_short(standing.eta.p10)}, one after {_short(standing.eta.p90)})"
    verdicts = [row.verdict for row in found.rows]
    counts = [f"{verdicts.count(verdict)} {verdict}" for verdict in Verdict if verdict in verdicts]
    yield f"{len(found.rows)} positions: {', '.join(counts) or 'none'}"
    yield f"{len(found.alarms)} alarms"
    for alarm in found.alarms:
        ended = f"ended {_short(alarm.ended_at)}" if alarm.ended_at else "still holds"
        yield f"  {alarm.kind:<16} since {_short(alarm.since)}, raised {_short(alarm.raised_at)}, {ended}, at {alarm.along_m / 1000:.1f} km"
    for gap in drawn:
        way = f"{gap.length_m / 1000:.1f} km over water" if gap.coords else f"not drawn: {gap.reason}"
        yield f"  gap {_short(gap.from_at)} to {_short(gap.to_at)}: {way}"


def _for_programs(found: Track, drawn: Sequence[Gap]) -> dict[str, Any]:
    standing = found.standing
    return {
        "standing": {
            "at": _written(standing.at),
            "state": standing.state,
            "since": _written(standing.since),
            "heard_at": _written(standing.heard_at),
            "position": standing.position,
            "along_m": round(standing.along_m, 1),
            "remaining_m": round(standing.remaining_m, 1),
            "off_m": round(standing.off_m, 1),
            "speed_kn": round(standing.speed_kn, 2),
            "silence_expected_until": _written(standing.silence_expected_until),
            **_eta(standing.eta),
        },
        "alarms": [_alarm(alarm) for alarm in found.alarms],
        "positions": [
            {
                "at": _written(row.at),
                "verdict": row.verdict,
                "state": row.state,
                "along_m": _rounded(row.along_m),
                "off_m": _rounded(row.off_m),
                "speed_kn": _rounded(row.speed_kn),
                **_eta(row.eta),
            }
            for row in found.rows
        ],
        "gaps": [_gap(gap) for gap in drawn],
    }


def _alarm(alarm: Alarm) -> dict[str, Any]:
    return {
        "kind": alarm.kind,
        "since": _written(alarm.since),
        "raised_at": _written(alarm.raised_at),
        "ended_at": _written(alarm.ended_at),
        "position": alarm.at,
        "along_m": _rounded(alarm.along_m),
    }


def _gap(gap: Gap) -> dict[str, Any]:
    line = {"type": "LineString", "coordinates": gap.coords} if gap.coords else None
    return {
        "from_at": _written(gap.from_at),
        "to_at": _written(gap.to_at),
        "length_m": _rounded(gap.length_m),
        "is_inferred": gap.is_inferred,
        "reason": gap.reason,
        "line": line,
    }


def _eta(eta: Eta | None) -> dict[str, str | None]:
    times = (eta.p10, eta.p50, eta.p90) if eta else (None, None, None)
    return dict(zip(("eta_p10", "eta_p50", "eta_p90"), map(_written, times), strict=True))


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _short(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _rounded(value: float) -> float | None:
    return round(value, 1) if value == value else None  # noqa: PLR0124 - nan
