"""The story of every box as its officers scan it, from the receipt in the warehouse to the shelf it comes back to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from silog.custody.rules import Condition, ScanType
from silog.movement.rules import Direction, LegMode
from silog.training.acting.carries import Carry, Journeys, Shipped, milliseconds
from silog.training.acting.chance import source
from silog.training.acting.mishaps import Mishap, befalling, mishaps_by_box, swaps
from silog.training.acting.seals import SERIES_OF, pair, spare_pairs
from silog.training.acting.timing import MINUTE_MS, Timing, real_times
from silog.training.facts import OnTheWay, Scenario, Season

HOUR_MS = 60 * MINUTE_MS
_LOOKS = {Mishap.DAMAGED: Condition.DAMAGED, Mishap.WET: Condition.WET}


@dataclass(frozen=True, slots=True, order=True)
class BoxName:
    """Which box it is, whatever its code: what chance is drawn by, so that another election of the same seed fares the same."""

    station: str
    contest: str

    def __str__(self) -> str:
        """Name it in a source of chance."""
        return f"{self.station}/{self.contest}"


@dataclass(slots=True)
class Scanned:
    """One scan to be made: by the device of a place or ship, at a time, with what the officer sees."""

    at_ms: int
    device_place: str
    type: ScanType
    box: str
    place: str
    seals: tuple[str, ...]
    condition: Condition = Condition.GOOD


@dataclass(frozen=True, slots=True)
class Stage:
    """What the stories play on: the plan, the real times, who has which ill luck."""

    season: Season
    seed: int
    journeys: Journeys
    timing: Timing
    on_the_way: Mapping[int, OnTheWay]
    """What befalls ships, by the index of the run."""
    timetabled: frozenset[str]
    """Conveyances with a scanner of their own: the ships."""
    mishaps: Mapping[str, Mishap]
    swapped_to: Mapping[str, str]
    names: Mapping[str, BoxName]
    numbers: Mapping[str, int]
    """Of every box, by the order of their names: what its seals are numbered by."""
    spare_seals: Mapping[str, tuple[str, ...]]
    """What is put on boxes that come without seals."""
    neighbour_pps: Mapping[str, str]


def set_stage(scenario: Scenario, journeys: Journeys, names: Mapping[str, BoxName], seed: int) -> Stage:
    """Draw all that chance decides. `names`: which box stands behind each code."""
    boxes_of: dict[str, list[str]] = defaultdict(list)
    ordered = sorted(names, key=names.__getitem__)
    for box in ordered:
        boxes_of[names[box].station].append(box)
    numbers = {box: number for number, box in enumerate(ordered, 1)}
    mishaps = mishaps_by_box(scenario.incidents, names, seed)
    in_need = [numbers[box] for box, mishap in mishaps.items() if mishap is Mishap.UNSEALED]
    spares = spare_pairs([names[box].station for box in ordered], in_need)
    ready_ms = {
        shipment.code: _resealed_ms(scenario.season, shipment.origin, seed)
        for shipment in journeys.shipments
        if shipment.direction is Direction.RETURN and shipment.origin in boxes_of
    }
    on_the_way = befalling(scenario.incidents, journeys)
    held_ms = {run: round(one.lasts.total_seconds() * 1000) for run, one in on_the_way.items()}
    return Stage(
        scenario.season,
        seed,
        journeys,
        real_times(journeys, seed, scenario.incidents.delays, ready_ms, held_ms),
        on_the_way,
        frozenset(f"CNV-{code.upper()}" for code in scenario.ships),
        mishaps,
        swaps(scenario.incidents, boxes_of, seed),
        names,
        numbers,
        {ordered[number - 1]: seals for number, seals in spares.items()},
        _neighbours({station.replace("TPS-", "PPS-").rpartition("-")[0] for station in boxes_of}),
    )


def tell_all(stage: Stage) -> list[Scanned]:
    """Tell the story of every box, by station and contest."""
    ways: dict[str, list[Shipped]] = defaultdict(list)
    for shipment in stage.journeys.shipments:
        for box in shipment.boxes:
            ways[box].append(shipment)
    scans: list[Scanned] = []
    for box in sorted(ways, key=stage.names.__getitem__):
        name = stage.names[box]
        story = _Story(stage, box, name.station, source(stage.seed, "box", name), scans)
        story.tell(ways[box])
    return scans


def _resealed_ms(season: Season, station: str, seed: int) -> int:
    """When a station has counted and resealed, the same for both of its boxes."""
    return _counted_ms(season, station, seed) + 30 * MINUTE_MS


def _counted_ms(season: Season, station: str, seed: int) -> int:
    voting = season.voting
    hours = source(seed, "count", station).uniform(voting.count_hours_least, voting.count_hours_most)
    return milliseconds(voting.count_from) + round(hours * HOUR_MS)


def _neighbours(offices: set[str]) -> dict[str, str]:
    """Give every PPS another of its district: where a box ends up that is put ashore in the wrong village."""
    by_district: dict[str, list[str]] = defaultdict(list)
    for office in sorted(offices):
        by_district[office[:12]].append(office)
    return {
        office: group[(place + 1) % len(group)] for group in by_district.values() if len(group) > 1 for place, office in enumerate(group)
    }


@dataclass(slots=True)
class _Story:
    stage: Stage
    box: str
    station: str
    luck: Random
    scans: list[Scanned]
    now_ms: int = 0
    seals: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    """The seals an officer sees, which is not always what was put on."""
    mishap: Mishap | None = None

    def tell(self, way: Sequence[Shipped]) -> None:
        """Tell it from the warehouse on."""
        self.mishap = self.stage.mishaps.get(self.box)
        self._pack(way[0].origin)
        for shipment in way:
            for carry in shipment.carries:
                self._carry(carry, shipment.direction)
            if shipment.destination == self.station:
                self._vote()
            elif shipment.direction is Direction.RETURN and shipment.destination.startswith("PPK-"):
                self._recapitulate(shipment.destination)
        last = way[-1]
        if last.direction is Direction.RETURN:
            self.now_ms += self.luck.randrange(2 * HOUR_MS, 30 * HOUR_MS)
            self._scan(ScanType.STORE, last.destination, last.destination)

    def _pack(self, warehouse: str) -> None:
        season = self.stage.season
        start, end = milliseconds(season.packing_starts), milliseconds(season.packing_ends)
        self.now_ms = self.luck.randrange(start, end - 30 * HOUR_MS)
        self._scan(ScanType.RECEIVE, warehouse, warehouse)
        self.now_ms += self.luck.randrange(18 * HOUR_MS, 28 * HOUR_MS)
        self._scan(ScanType.PACK, warehouse, warehouse)
        self.now_ms += self.luck.randrange(10 * MINUTE_MS, 60 * MINUTE_MS)
        self._seal(ScanType.SEAL, warehouse)

    def _carry(self, carry: Carry, direction: Direction) -> None:
        timing = self.stage.timing
        leaves_ms, comes_ms = timing.departs_ms[carry.runs[0]], timing.arrives_ms[carry.runs[-1]] + carry.after_ms
        by_ship = carry.conveyance_code in self.stage.timetabled
        first = max(self.now_ms + MINUTE_MS, leaves_ms - 40 * MINUTE_MS)
        self.now_ms = self.luck.randrange(first, max(first + 1, leaves_ms - MINUTE_MS))
        self._scan(ScanType.LOAD, carry.leaves, carry.conveyance_code)
        self.now_ms = max(self.now_ms + 10_000, leaves_ms + self.luck.randrange(90_000))
        device = carry.conveyance_code if by_ship else carry.leaves
        self._scan(ScanType.DEPART, device, carry.conveyance_code)
        for run in carry.runs[1:]:
            self.now_ms = timing.departs_ms[run] + self.luck.randrange(10 * MINUTE_MS)
            self._scan(ScanType.CHECK, carry.conveyance_code, carry.conveyance_code)
        self.now_ms = max(self.now_ms + MINUTE_MS, comes_ms + self.luck.randrange(MINUTE_MS, 8 * MINUTE_MS))
        self._arrive(carry, direction)

    def _arrive(self, carry: Carry, direction: Direction) -> None:
        place = carry.reaches
        if direction is Direction.OUTBOUND:
            if place == self.station and self.box in self.stage.swapped_to:
                self._swapped()
                return
            if self.mishap is not None and self._go_wrong(carry, place):
                return
        self._scan(ScanType.ARRIVE, place, place)

    def _go_wrong(self, carry: Carry, place: str) -> bool:
        """Let the box's mishap happen where it can; answers whether it did, and so the arrival has been told."""
        mishap = self.mishap
        is_there = carry.mode is LegMode.SEA if mishap is Mishap.WET else place.startswith("PPS-")
        if not is_there or (mishap is Mishap.MISROUTED and place not in self.stage.neighbour_pps):
            return False
        self.mishap = None
        if mishap is Mishap.SEAL_MISMATCH:
            self.shown = (*self.seals[:-1], f"X24-{self.stage.numbers[self.box]:07d}-9")
        if mishap is Mishap.UNSEALED:
            self._arrive_unsealed(place)
        elif mishap is Mishap.MISROUTED:
            self._arrive_astray(place)
        elif mishap is not Mishap.MISSED_SCAN:
            self._scan(ScanType.ARRIVE, place, place, _LOOKS.get(mishap, Condition.GOOD) if mishap else Condition.GOOD)
        return True

    def _arrive_unsealed(self, place: str) -> None:
        """Found without seals; sealed anew with minutes by most committees, and sent on as it is by some."""
        self.shown = ()
        self._scan(ScanType.ARRIVE, place, place)
        if self.luck.random() < 0.6:  # noqa: PLR2004 - a share of committees
            self.now_ms += self.luck.randrange(30 * MINUTE_MS, 90 * MINUTE_MS)
            self._seal(ScanType.SEAL, place, self.stage.spare_seals[self.box])

    def _arrive_astray(self, place: str) -> None:
        """Put ashore in another village of the district, and brought over some hours later."""
        wrong = self.stage.neighbour_pps[place]
        self._scan(ScanType.ARRIVE, wrong, wrong)
        self.now_ms += self.luck.randrange(3 * HOUR_MS, 7 * HOUR_MS)
        self._scan(ScanType.ARRIVE, place, place)

    def _swapped(self) -> None:
        """Handed to the neighbouring station, noticed in the night, and exchanged before the polls open."""
        wrong = self.stage.swapped_to[self.box]
        self._scan(ScanType.ARRIVE, wrong, wrong)
        self.now_ms = milliseconds(self.stage.season.voting.opens) - self.luck.randrange(30 * MINUTE_MS, 90 * MINUTE_MS)
        self._scan(ScanType.ARRIVE, self.station, self.station)

    def _vote(self) -> None:
        season, station = self.stage.season, self.station
        opens = milliseconds(season.voting.opens)
        self.now_ms = max(self.now_ms + 5 * MINUTE_MS, opens + self.luck.randrange(MINUTE_MS, 20 * MINUTE_MS))
        self.shown = ()
        self._scan(ScanType.OPEN, station, station)
        counted = _counted_ms(season, station, self.stage.seed)
        self.now_ms = max(self.now_ms + HOUR_MS, counted - self.luck.randrange(10 * MINUTE_MS))
        self._scan(ScanType.COUNT, station, station)
        self.now_ms = max(self.now_ms + MINUTE_MS, counted + self.luck.randrange(5 * MINUTE_MS, 28 * MINUTE_MS))
        self._seal(ScanType.RESEAL, station)

    def _recapitulate(self, ppk: str) -> None:
        voting = self.stage.season.voting
        slot = self.luck.randrange(milliseconds(voting.recap_from), milliseconds(voting.recap_until) - 7 * HOUR_MS)
        self.now_ms = max(self.now_ms + HOUR_MS, slot)
        self.shown = ()
        self._scan(ScanType.RECAP_OPEN, ppk, ppk)
        self.now_ms += self.luck.randrange(HOUR_MS, 6 * HOUR_MS)
        self._seal(ScanType.RECAP_RESEAL, ppk)

    def _seal(self, act: ScanType, place: str, seals: tuple[str, ...] = ()) -> None:
        """Put on these seals, or the two that were printed for this act and this box, and scan them."""
        self.seals = self.shown = seals or pair(SERIES_OF[act], self.stage.numbers[self.box])
        self._scan(act, place, place)

    def _scan(self, act: ScanType, device_place: str, place: str, condition: Condition = Condition.GOOD) -> None:
        self.scans.append(Scanned(self.now_ms, device_place, act, self.box, place, self.shown, condition))
