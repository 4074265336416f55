"""From a run of labels to its pages."""

from typing import Any, Final

from silog.custody.rules import Contest
from silog.documents.actions import LabelRun
from silog.documents.codes import code_svg
from silog.documents.rules import LABELS_PER_BOX, LabelledBox, contest_word, day_word, groups_of, village_word
from silog.documents.typesetting import typeset
from silog.places.rules import ElectionKind

PAGE: Final = "labels"


def labels_pdf(run: LabelRun) -> bytes:
    """Set the labels of a run, both of a box one after the other."""
    return typeset(PAGE, label_data(run))


def label_data(run: LabelRun) -> dict[str, Any]:
    """Give what pages/labels.typ reads. A code is named once for each box, though it is drawn twice."""
    return {
        "title": f"Label kotak suara, {run.election.name}",
        "election": run.election.name,
        "voting_day": day_word(run.election.voting_day),
        "is_training": run.election.kind is ElectionKind.TRAINING,
        "format": run.format,
        "parts": LABELS_PER_BOX,
        "boxes": [_box(box) for box in run.boxes],
    }


def _box(box: LabelledBox) -> dict[str, Any]:
    return {
        "code": code_svg(box.code),
        "groups": groups_of(box.code),
        "contest": contest_word(box.contest, box.region_code),
        "is_filled": box.contest is Contest.GOVERNOR,
        "station": f"{box.station_number:03}",
        "station_code": box.station_code,
        "village": village_word(box.region_code, box.village),
        "district": f"Kecamatan {box.district}",
        "regency": box.regency,
        "voters": str(box.registered_voters),
        "is_3t": box.is_3t,
        "reprint": box.printed,
    }
