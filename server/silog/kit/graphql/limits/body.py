"""What is known of a body before it is parsed: its size, and how many values it can hold at most.

Bytes are only counted here, never read: counting costs a few microseconds where parsing would cost a tenth of a second.
"""

import re
from typing import Final

from silog.kit.graphql.limits.table import BATCH, BATCH_VALUES, BODY, BODY_VALUES, JSON_DEPTH, Limit

_BRACKETS: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


def size_limit(*, may_send_batches: bool) -> Limit:
    """Return how large a body may be: 2 MB are for the signed batches of those who have signed in."""
    return BATCH if may_send_batches else BODY


def refuse_crowded(text: str) -> None:
    """Refuse JSON that holds too many values, or values too deep inside one another."""
    opened = text.count("[") + text.count("{")
    (BODY_VALUES if len(text) <= BODY.most else BATCH_VALUES).refuse_above(opened + text.count(","))
    if opened > JSON_DEPTH.most:  # brackets in strings count so far, such as those of a document
        JSON_DEPTH.refuse_above(_depth(text))


def _depth(text: str) -> int:
    depth = deepest = 0
    for found in _BRACKETS.finditer(text):
        mark = found[0]
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth -= 1
    return deepest
