"""The documents of tasks and proposals: what is written is read back, and what is wrong in one is said with where it stands."""

import json

import pytest
from tests.gis.plan.whole.sample import TASK

from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.whole.document import digest, from_json, to_json
from silog_gis.plan.whole.proposal import Proposal
from silog_gis.plan.whole.task import Task


def test_a_task_comes_back_as_it_was_written() -> None:
    read = from_json(to_json(TASK), Task)

    assert read == TASK
    assert digest(read) == digest(TASK)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("stations", 0, "boxes"), 0, r"\$\.stations\[0\]\.boxes"),
        (("vessels", 1, "speed"), 7, "unknown field `speed` - at `\\$\\.vessels\\[1\\]`"),
        (("begins_at",), "2024-11-20T00:00:00", r"\$\.begins_at"),
        (("version",), 9, r"\$\.version"),
        (("places", 2, "at"), [105.0, 95.0], r"\$\.places\[2\]\.at\[1\]"),
    ],
)
def test_what_is_wrong_in_a_document_is_said_with_its_place(path: tuple[str | int, ...], value: object, said: str) -> None:
    document = json.loads(to_json(TASK))
    *way, last = path
    inner = document
    for step in way:
        inner = inner[step]
    inner[last] = value

    with pytest.raises(UnplannableError, match=said):
        from_json(json.dumps(document), Task)


def test_a_task_is_no_proposal_and_a_torn_file_is_neither() -> None:
    with pytest.raises(UnplannableError, match="this is no proposal"):
        from_json(to_json(TASK), Proposal)
    with pytest.raises(UnplannableError, match="this is no task"):
        from_json(to_json(TASK)[:200], Task)
