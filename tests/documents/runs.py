"""Runs of labels that come from no database: for looking at pages."""

import random
from datetime import UTC, date, datetime

from silog.custody.codes import new_code
from silog.custody.rules import Contest
from silog.documents.actions import LabelRun
from silog.documents.rules import LabelFormat, LabelledBox
from silog.kit.clock import ElectionClock
from silog.places.queries import Election
from silog.places.rules import ElectionKind

AT = datetime(2024, 11, 10, 3, tzinfo=UTC)


def run_of(boxes: int, kind: LabelFormat, *, election_kind: ElectionKind = ElectionKind.REAL, printed: int = 0) -> LabelRun:
    """Labels of so many boxes, every other one of a regency's station and of a city's."""
    election = Election(1, "PILKADA-2024", "Pilkada Kepri 2024", election_kind, date(2024, 11, 27), ElectionClock(AT, AT))
    chance = random.Random(boxes)
    places = (
        ("21.03.04.1003", "Sabang Barat", "Midai", "Kabupaten Natuna"),
        ("21.72.01.2001", "Pulau Penyengat", "Bukit", "Kota Tanjungpinang"),
    )
    labelled = []
    for number in range(boxes):
        region, village, district, regency = places[number % 2]
        contest = tuple(Contest)[number // 2 % 2]
        station = number // 4 + 1
        names = (region, village, district, regency, printed)
        labelled.append(
            LabelledBox(new_code(chance.randrange), contest, number % 3 == 0, f"TPS-{region}-{station:03}", station, 412, *names)
        )
    return LabelRun(election, kind, tuple(labelled), AT)
