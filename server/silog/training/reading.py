"""Reading the scenario's facts as they stand in scenario/*.toml and *.csv, each file with its source, and giving them types.

Nothing is computed here; a figure that is wrong is put right in the file.
"""

import csv
import tomllib
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from silog.kit.clock import WIB
from silog.movement.rules import ConveyanceKind
from silog.training.facts import (
    Befalling,
    Delay,
    DistrictPlan,
    Escorting,
    Handling,
    Incidents,
    OnTheWay,
    PlanningTerms,
    Ride,
    Scenario,
    Sealing,
    Season,
    Tracking,
    Vessel,
    Voting,
    Voyage,
    Windows,
)


@cache
def pilkada_kepri_2024() -> Scenario:
    """Read the scenario of 2024 from the files beside this module."""
    fleet, incidents = _toml("fleet.toml"), _toml("incidents.toml")
    return Scenario(
        season=_season(_toml("season.toml")),
        pools={code: _vessel(code, row) for code, row in fleet["pools"].items()},
        ships={code: _vessel(code, row) for code, row in fleet["ships"].items()},
        voyages={code: _voyage(code, row) for code, row in _toml("voyages.toml").items() if isinstance(row, dict)},
        districts={plan.code: plan for plan in _districts(_toml("regencies.toml"))},
        incidents=_incidents(incidents),
        tracking=_tracking(incidents["tracking"]),
        terms=_terms(fleet["terms"]),
        escorting=_escorting(_toml("regencies.toml"), incidents["escorts"]),
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(_text(name))


def _text(name: str) -> str:
    return files(__package__).joinpath("scenario", name).read_text()


def _vessel(code: str, row: dict[str, Any]) -> Vessel:
    return Vessel(
        code=code,
        kind=ConveyanceKind(row["kind"]),
        label=row.get("label") or row["name"],
        capacity_boxes=row["capacity_boxes"],
        speed_kn=row["speed_kn"],
        clearance_m=row.get("clearance_m"),
        wave_limit_m=row.get("wave_limit_m"),
        region_code=row.get("region", ""),
    )


def _terms(row: dict[str, Any]) -> PlanningTerms:
    costs = {ConveyanceKind(kind): cost for kind, cost in row["cost_per_hour"].items()}
    return PlanningTerms(row["crew_hours"], row["crew_hours_of"], row["cost_per_km"], costs)


def _escorting(regencies: dict[str, Any], row: dict[str, Any]) -> Escorting:
    units = {code: one["escort"] for code, one in regencies.items() if isinstance(one, dict)}
    return Escorting(units, row["confirmed_share"], timedelta(minutes=row["confirms_after_most_minutes"]), row["reports_share"])


def _voyage(code: str, row: dict[str, Any]) -> Voyage:
    return Voyage(code, row["ship"], tuple(row["calls"]), row["departs"], row["returns"])


def _districts(regencies: dict[str, Any]) -> list[DistrictPlan]:
    plans = []
    for row in csv.DictReader(_text("districts.csv").splitlines()):
        regency = regencies[row["district"][:5]]
        plans.append(
            DistrictPlan(
                code=row["district"],
                way=tuple(_step(step) for step in row["way"].split()),
                boat=row["boat"] or regency["boat"],
                departs=_wib(row["departs"]),
                returns=_wib(row["returns"]),
                fallback=regency["fallback"],
            )
        )
    return plans


def _step(text: str) -> Ride | str:
    """Read `voyage:board>land`, or the code of a place that is passed."""
    voyage, _, calls = text.partition(":")
    board, is_ride, land = calls.partition(">")
    return Ride(voyage, board, land) if is_ride else text


def _wib(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=WIB) if text else None


def _season(row: dict[str, Any]) -> Season:
    minutes = {name: timedelta(minutes=value) for name, value in row["handling_minutes"].items()}
    head = {name: row[name] for name in ("code", "name", "province", "voting_day", "clock_starts", "speed", "seed")}
    return Season(
        **head,
        packing_starts=row["packing"]["starts"],
        packing_ends=row["packing"]["ends"],
        handling=Handling(**minutes),
        sealing=Sealing(row["sealing"]["spare_share"], timedelta(hours=row["sealing"]["published_before_hours"])),
        windows=Windows(**row["windows"]),
        voting=Voting(**row["voting"]),
    )


def _incidents(row: dict[str, Any]) -> Incidents:
    stations = row["stations"]
    return Incidents(
        per_box=row["per_box"],
        swapped=stations["swapped"],
        no_coverage=stations["no_coverage"],
        weak_coverage=stations["weak_coverage"],
        no_coverage_lasts=timedelta(hours=stations["no_coverage_hours"]),
        weak_coverage_lasts=timedelta(hours=stations["weak_coverage_hours"]),
        delays=tuple(Delay(delay["ship"], timedelta(hours=delay["hours"])) for delay in row["delays"]),
        on_the_way=tuple(map(_on_the_way, row["on_the_way"])),
    )


def _on_the_way(row: dict[str, Any]) -> OnTheWay:
    return OnTheWay(
        row["ship"],
        row["run"],
        Befalling(row["kind"]),
        row["from_share"],
        row.get("until_share", 1.0),
        timedelta(minutes=row.get("minutes", 0)),
        row.get("aside_m", 0.0),
    )


def _tracking(row: dict[str, Any]) -> Tracking:
    return Tracking(
        vessel_every=timedelta(minutes=row["vessel_every_minutes"]),
        land_every=timedelta(minutes=row["land_every_minutes"]),
        noise_m=row["noise_m"],
        dark_after_m=row["dark_after_km"] * 1000,
    )
