"""Two elections with everything in them, in every combination that a viewer can meet.

The codes of places and conveyances repeat in the second election, where it is another day: whoever joins the two is found out. The
clocks are paused, so that two answers to one question are given at the same time.
"""

import random
from datetime import date, datetime, timedelta

import asyncpg
from tests.factories import territory
from tests.factories.world.building import NOW, STATES, Builder, code_of
from tests.factories.world.changes import add_changes, add_sea_areas
from tests.factories.world.convoys import add_convoys
from tests.factories.world.custody import add_boxes, add_devices, add_incidents, add_invitations, add_progress, add_seals
from tests.factories.world.ledger import add_log
from tests.factories.world.movement import (
    add_conveyances,
    add_dead_zones,
    add_ended_alarms,
    add_journeys,
    add_shipments,
    add_track_hours,
    add_tracks,
)
from tests.factories.world.places import add_places
from tests.factories.world.planning import add_planning
from tests.factories.writing import Row, insert

__all__ = ["NOW", "STATES", "build_world", "code_of"]


async def build_world(owner: asyncpg.Connection) -> None:
    """Insert regions, islands and both elections."""
    await insert(
        owner,
        "elections",
        [_election(1, "LATIHAN-2024", 'Latihan "Kepri"', NOW), _election(2, "LATIHAN-LAIN", "Latihan lain", NOW + timedelta(days=7))],
    )
    await insert(owner, "regions", territory.regions())
    await insert(owner, "islands", territory.islands())
    for election, now in ((1, NOW), (2, NOW + timedelta(days=7))):
        builder = Builder(election, now, random.Random(election))
        add_places(builder)
        add_conveyances(builder)
        add_devices(builder)
        add_invitations(builder)
        add_shipments(builder)
        add_boxes(builder)
        add_log(builder)
        add_seals(builder)
        add_incidents(builder)
        add_convoys(builder)
        add_journeys(builder)
        add_tracks(builder)
        add_track_hours(builder)
        add_ended_alarms(builder)
        add_dead_zones(builder)
        add_progress(builder)
        add_changes(builder)
        add_sea_areas(builder)
        add_planning(builder)
        for table, rows in builder.tables.items():
            await insert(owner, table, rows)
    await owner.execute(
        "UPDATE boxes b SET place_point = f.point FROM facilities f WHERE (f.election_id, f.code) = (b.election_id, b.place_code)"
    )


def _election(number: int, code: str, name: str, now: datetime) -> Row:
    return {
        "id": number,
        "code": code,
        "name": name,
        "kind": "TRAINING",
        "voting_day": date(2024, 11, 27),
        "clock_anchor_at": NOW,
        "clock_shown_at": now,
        "clock_speed": 60.0 * number,
        "clock_is_paused": True,
    }
