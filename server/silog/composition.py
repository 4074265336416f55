"""Which room listens to which: the announcements, joined in one place for the server and for everything else that writes."""

from silog.alerts.actions import open_for_quarantine, open_for_scans
from silog.alerts.facts import IncidentChanged
from silog.custody.facts import ScansQuarantined, ScansRecorded
from silog.kit.database import Database
from silog.kit.telemetry.metrics import Metrics
from silog.ledger.actions import lay_leaves_down
from silog.ledger.sequencing import Sequencer
from silog.live.actions import feed_clock, feed_incidents, feed_port_moves, feed_positions, feed_scans, feed_sea_areas
from silog.live.reader import FeedReader
from silog.movement.actions import PositionsReported, follow_scans
from silog.movement.moving import PortMoved
from silog.places.actions import ClockSet
from silog.routes.actions import SeaAreaChanged
from silog.tiles.actions import count_scans
from silog.tiles.kept import KeptTiles
from silog.tiles.tracks import mark_tracks


def join_rooms(database: Database) -> None:
    """Subscribe the rooms to each other's facts. The feed comes last: its lock must be the last one a transaction takes."""
    told = database.announcements
    told.within(ScansRecorded, follow_scans)
    told.within(ScansRecorded, open_for_scans)
    told.within(ScansQuarantined, open_for_quarantine)
    told.within(ScansRecorded, lay_leaves_down)
    told.within(ScansRecorded, count_scans)
    told.within(ScansRecorded, feed_scans)
    told.within(PositionsReported, mark_tracks)
    told.within(PositionsReported, feed_positions)
    told.within(PortMoved, feed_port_moves)
    told.within(SeaAreaChanged, feed_sea_areas)
    told.within(ClockSet, feed_clock)
    told.at_end(IncidentChanged, feed_incidents)


def watch_rooms(metrics: Metrics, database: Database, feed: FeedReader) -> None:
    """Let the figures of a server say what the rooms take in, and how far the feed is."""

    def count_recorded(fact: ScansRecorded) -> None:
        metrics.scans["recorded"] += len(fact.scans)

    def count_quarantined(fact: ScansQuarantined) -> None:
        metrics.scans["quarantined"] += fact.count

    def count_positions(fact: PositionsReported) -> None:
        metrics.positions += len(fact.positions)

    told = database.announcements
    told.after(ScansRecorded, count_recorded)
    told.after(ScansQuarantined, count_quarantined)
    told.after(PositionsReported, count_positions)
    metrics.gauge(
        "silog_feed_head",
        "The last entry of an election's feed.",
        ("election",),
        lambda: [((str(e),), seq) for e, seq in list(feed.heads.items())],
    )
    metrics.gauge("silog_feed_behind", "Entries the slowest follower has still to be given.", (), lambda: [((), feed.furthest_behind)])
    metrics.gauge("silog_feed_is_listening", "1 while the database is heard, else 0.", (), lambda: [((), float(feed.is_listening))])


def watch_tiles(metrics: Metrics, tiles: KeptTiles) -> None:
    """Let the figures of a server say how well tiles are kept."""
    metrics.counter("silog_tile_cache_hits", "Tiles that were kept.", (), lambda: [((), tiles.asked - tiles.made)])
    metrics.counter("silog_tile_cache_misses", "Tiles that were drawn.", (), lambda: [((), tiles.made)])
    metrics.gauge("silog_tile_cache_bytes", "What kept tiles take.", (), lambda: [((), tiles.size_bytes)])


def watch_log(metrics: Metrics, sequencer: Sequencer) -> None:
    """Let the figures of a server say that scans get their places in the log, and whether a log must not be signed."""
    metrics.counter("silog_log_places", "Scans that were given their place in the log.", (), lambda: [((), sequencer.placed)])
    metrics.gauge(
        "silog_log_is_refused",
        "1 for the election of a log that is not signed; the server's log says why.",
        ("election",),
        lambda: [((code,), 1) for code in list(sequencer.refusals)],
    )


def hear_at_once(database: Database, feed: FeedReader) -> None:
    """Let who keeps what was read know of what this very process records, before its answer is sent and the database has told it."""
    told = database.announcements
    told.after(ScansRecorded, lambda fact: feed.note_told(fact.election_id, "SCAN"))
    told.after(PositionsReported, lambda fact: feed.note_told(fact.election_id, "POSITION"))
    told.after(PortMoved, lambda fact: feed.note_told(fact.election_id, "PORT"))
    told.after(SeaAreaChanged, lambda fact: feed.note_told(fact.election_id, "SEA_AREA"))
    told.after(IncidentChanged, lambda fact: feed.note_told(fact.election_id, "INCIDENT"))
    told.after(ClockSet, lambda fact: feed.note_told(fact.election_id, "CLOCK"))
