"""Which room listens to which: the announcements, joined in one place for the server and for everything else that writes."""

from silog.custody.facts import ScansRecorded
from silog.kit.database import Database
from silog.live.actions import feed_positions, feed_scans
from silog.movement.actions import PositionsReported, follow_scans


def join_rooms(database: Database) -> None:
    """Subscribe the rooms to each other's facts. The feed comes last: its lock must be the last one a transaction takes."""
    told = database.announcements
    told.within(ScansRecorded, follow_scans)
    told.within(ScansRecorded, feed_scans)
    told.within(PositionsReported, feed_positions)
