"""Plays a stored season: what is due is signed, recorded and reported, through the actions that real devices reach, and no other way.

A player holds no state of its own. Where it stands is what the server has: the number of each device's last event and the time of
each conveyance's last report. So one that was killed goes on with the next act, and nothing is lost or done twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

import numpy as np

from silog.custody.actions import ScanStatus, record_scans
from silog.custody.events import Submission
from silog.errors import SilogError
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.movement.actions import report_positions
from silog.movement.rules import PositionReport
from silog.people.actions import Contact, keep_contacts, keep_rounds
from silog.people.rules import key_id
from silog.places.queries import Election
from silog.training.acting.carries import milliseconds
from silog.training.acting.coverage import sending_of
from silog.training.acting.escorts import act_as_escorts
from silog.training.acting.script import Act, moment, write_script
from silog.training.acting.seals import publishings
from silog.training.acting.stories import set_stage, tell_all
from silog.training.acting.tracks import Tracks, all_tracks
from silog.training.building.registering import publish
from silog.training.devices import Signers, key_of
from silog.training.queries import Stored, known_devices, stored_season
from silog.training.reading import pilkada_kepri_2024

SCANS_AT_ONCE: Final = 400
REPORTS_AT_ONCE: Final = 1500
VERSION: Final = "latihan"
"""What the phones of a season say that they run."""
ROUNDS: Final = timedelta(hours=12)
"""At midnight and noon UTC, 7 in the morning and in the evening in Kepri, whoever keeps a phone that was in use looks at it."""
SLICE: Final = timedelta(hours=2)
"""Scans and positions are played side by side in slices of the election's time, so that neither runs ahead of the other."""

Beat = Callable[[], Awaitable[None]]


async def _no_beat() -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Player:
    """What is still to be played of one election, in the order in which it reaches the server."""

    database: Database
    election: Election
    acts: list[Act]
    tracks: Tracks
    signers: Signers
    seed: int
    publishings: list[tuple[int, str]]
    """When the registers of which regencies are still to be published, in milliseconds since 1970, the next one first."""
    unheard: frozenset[str]
    """Places where a phone is not heard between the scans that it sends: stations without a signal, and ships."""
    next_act: int = 0
    next_report: int = 0
    recorded: int = field(default=0)
    reported: int = field(default=0)
    confirmed: int = field(default=0)
    round_at: datetime | None = None
    """Up to where the phones have told how they fare."""

    @classmethod
    async def load(cls, database: Database, election: Election, seed: int | None = None) -> "Player":
        """Read the plan, write the script of this seed, and leave out what the server has already."""
        scenario = pilkada_kepri_2024()
        seed = scenario.season.seed if seed is None else seed
        async with database.unit_of_work(Scope.whole_election(election.id)) as work:
            stored = await stored_season(work)
            if not stored.journeys.shipments:
                raise SilogError("NOT_PLANNED", f"{election.code} has no plan to play.", "Build one: silog simulate.")
            first = key_id(key_of(election.code, seed, stored.posts[0].place).public_key().public_bytes_raw())
            if not await known_devices(work, [first]):
                raise SilogError("OTHER_SEED", f"{election.code} was built with another seed than {seed}.", "Give its own: --seed.")
        stage = set_stage(scenario, stored.journeys, stored.names, seed)
        sending = sending_of(scenario.incidents, list(stored.is_3t), stored.is_3t, seed)
        acts = write_script(tell_all(stage), sending)
        begins_ms = milliseconds(scenario.season.clock_starts - timedelta(hours=2))
        tracks = all_tracks(stored.journeys, stage.timing, stored.kinds, scenario.tracking, seed, begins_ms, stage.on_the_way)
        return cls(
            database,
            election,
            _not_recorded(acts, election.code, seed, stored),
            _not_reported(tracks, stored),
            Signers(election.code, seed, stored.posts, stored.heads),
            seed,
            _not_published(publishings(stored.journeys.shipments, scenario.season.sealing.published_before), stored),
            frozenset((*sending, *stored.kinds)),
        )

    @property
    def next_at(self) -> datetime | None:
        """When the next thing happens, or None when all is played."""
        times = [self.acts[self.next_act].sent_ms] if self.next_act < len(self.acts) else []
        if self.next_report < len(self.tracks.sent_ms):
            times.append(int(self.tracks.sent_ms[self.next_report]))
        return moment(min(times)) if times else None

    def due(self, until: datetime) -> int:
        """How many scans are due by a time; at most a thousand are counted."""
        until_ms = milliseconds(until)
        return sum(1 for act in islice(self.acts, self.next_act, self.next_act + 1000) if act.sent_ms <= until_ms)

    async def play_until(self, until: datetime, beat: Beat = _no_beat) -> None:
        """Play everything that reaches the server by `until`, and call `beat` after every batch."""
        while (next_at := self.next_at) is not None and next_at <= until:
            end_ms = milliseconds(min(until, next_at + SLICE))
            before = self.recorded
            await self._publish(end_ms)
            await self._scans(end_ms, beat, _round_before(until))
            await self._reports(end_ms, beat)
            await self._rounds(moment(end_ms))
            if self.recorded > before:
                escorting = pilkada_kepri_2024().escorting
                self.confirmed += await act_as_escorts(self.database, self.election, escorting, self.seed, moment(end_ms))
        await self._publish(milliseconds(until))
        await self._rounds(until)

    async def _publish(self, end_ms: int) -> None:
        """Publish the registers that are due, before the boxes that they tell of leave."""
        while self.publishings and self.publishings[0][0] <= end_ms:
            at_ms, regency = self.publishings[0]
            await publish(self.database, self.election, regency, moment(at_ms))
            del self.publishings[0]

    async def _scans(self, end_ms: int, beat: Beat, round_at: datetime) -> None:
        """Record what is due, batch by batch; the next batch is signed while the database takes the one before."""
        batch = self._batch_from(self.next_act, end_ms)
        signing = asyncio.create_task(asyncio.to_thread(self._sign, batch))
        while batch:
            submissions, received_at = await signing, moment(batch[-1].sent_ms)
            ahead = self._batch_from(self.next_act + len(batch), end_ms)
            signing = asyncio.create_task(asyncio.to_thread(self._sign, ahead))
            try:
                answers = await record_scans(self.database, self.election, submissions, received_at)
            finally:
                await asyncio.wait([signing])
            for answer in answers:
                if answer.status is ScanStatus.QUARANTINED:
                    raise SilogError("SCAN_REFUSED", f"The server did not take a simulated scan: {answer.message}", "This is a bug.")
            await self._hear(batch, submissions, round_at)
            self.next_act += len(batch)
            self.recorded += len(batch)
            batch = ahead
            await beat()
        await signing

    async def _hear(self, batch: Sequence[Act], submissions: Sequence[Submission], round_at: datetime) -> None:
        """Let the phones of a batch say how they fare, as each does when it has sent what it held.

        What is caught up with lies days back. A phone that has a signal was heard since, at the latest round: nobody need call it.
        """
        newest = {
            one.key: moment(act.sent_ms) if act.device_place in self.unheard else max(moment(act.sent_ms), round_at)
            for act, one in zip(batch, submissions, strict=True)
        }
        contacts = {key: (Contact(0, None, VERSION, at), at) for key, at in newest.items()}
        await keep_contacts(self.database, self.election.id, contacts)

    async def _rounds(self, until: datetime) -> None:
        """Let the phones that have a signal tell how they fare at the latest round before `until`; it changes nothing when told again."""
        latest = _round_before(until)
        if self.round_at != latest:
            await keep_rounds(self.database, self.election.id, VERSION, latest, self.unheard)
            self.round_at = latest

    def _batch_from(self, start: int, end_ms: int) -> list[Act]:
        ahead = islice(self.acts, start, start + SCANS_AT_ONCE)
        return [act for act in ahead if act.sent_ms <= end_ms]

    def _sign(self, batch: list[Act]) -> list[Submission]:
        return [self.signers.sign(act) for act in batch]

    async def _reports(self, end_ms: int, beat: Beat) -> None:
        tracks = self.tracks
        end = int(np.searchsorted(tracks.sent_ms, end_ms, side="right"))
        while self.next_report < end:
            rows = range(self.next_report, min(end, self.next_report + REPORTS_AT_ONCE))
            reports = [
                PositionReport(
                    tracks.codes[tracks.conveyance[row]],
                    moment(tracks.at_ms[row]),
                    float(tracks.lon[row]),
                    float(tracks.lat[row]),
                    float(tracks.course_deg[row]),
                    float(tracks.speed_kn[row]),
                )
                for row in rows
            ]
            scope = Scope.whole_election(self.election.id)
            outcome = await report_positions(self.database, scope, reports, moment(tracks.sent_ms[rows[-1]]))
            if outcome.errors:
                raise SilogError("POSITION_REFUSED", f"The server did not take a position: {outcome.errors[0].message}", "This is a bug.")
            self.next_report = rows.stop
            self.reported += len(rows)
            await beat()


def _round_before(until: datetime) -> datetime:
    period_ms = ROUNDS // timedelta(milliseconds=1)
    return moment(milliseconds(until) // period_ms * period_ms)


def _not_recorded(acts: list[Act], election_code: str, seed: int, stored: Stored) -> list[Act]:
    heads = {}
    for place in {act.device_place for act in acts}:
        device_id = key_id(key_of(election_code, seed, place).public_key().public_bytes_raw())
        heads[place] = stored.heads.get(device_id, (0, b""))[0]
    return [act for act in acts if act.seq > heads[act.device_place]]


def _not_published(all_of_them: list[tuple[int, str]], stored: Stored) -> list[tuple[int, str]]:
    return [(at_ms, regency) for at_ms, regency in all_of_them if regency in stored.unpublished]


def _not_reported(tracks: Tracks, stored: Stored) -> Tracks:
    newest = np.array([stored.reported_ms.get(code, 0) for code in tracks.codes], dtype=np.int64)
    is_left = tracks.at_ms > newest[tracks.conveyance]
    return Tracks(
        tracks.codes,
        tracks.conveyance[is_left],
        tracks.sent_ms[is_left],
        tracks.at_ms[is_left],
        tracks.lon[is_left],
        tracks.lat[is_left],
        tracks.course_deg[is_left],
        tracks.speed_kn[is_left],
    )
