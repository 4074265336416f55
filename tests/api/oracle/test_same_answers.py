"""The planned answer to a document is the oracle's: the same values in the same order, the same errors.

SILOG_ORACLE_DOCUMENTS says how many documents are tried (300 without it; 20,000 before a release).
"""

import os
import random
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from tests.api.oracle.comparing import differs
from tests.api.oracle.conftest import Two
from tests.api.oracle.documents import Document
from tests.api.oracle.values import Values

_DOCUMENTS: Final = int(os.environ.get("SILOG_ORACLE_DOCUMENTS", "300"))
VIEWERS: Final = (("FULL", "21"), ("FULL", "21.03"), ("PUBLIC", ""))

# Long documents come from a seed; short ones from choices that hypothesis can take back one by one.
_CHANCE: Final = st.integers(0, 2**64).map(random.Random) | st.randoms(use_true_random=False)


@settings(
    max_examples=_DOCUMENTS,
    deadline=None,
    database=None,
    derandomize=_DOCUMENTS <= 1000,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)
@given(chance=_CHANCE, viewers=st.permutations(VIEWERS))
def test_planned_answers_are_the_oracles(two: Two, chance: random.Random, viewers: list[tuple[str, str]]) -> None:
    document = Document(two.oracle.schema, Values(two.sight("FULL", "")), chance)
    text = document.write()
    note(text)
    note(repr(document.variables))

    for viewer in viewers:  # one after the other on the same connection
        note(repr(viewer))
        _compare(two, text, document.variables, viewer)


def _compare(two: Two, text: str, variables: dict[str, Any], viewer: tuple[str, str]) -> None:
    sight = two.sight(*viewer)
    assert differs(two.server_answer(text, variables, sight), two.oracle_answer(text, variables, sight)) is None
