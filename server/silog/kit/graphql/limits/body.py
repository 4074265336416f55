"""What is known of a body before it is parsed: its size, and how many values it can hold at most.

Bytes are only counted here, never read: counting costs a few microseconds where parsing would cost a tenth of a second.
"""

import re
from typing import Any, Final

from silog.kit.graphql.limits.table import BATCH, BATCH_VALUES, BODY, BODY_VALUES, JSON_DEPTH, LIST, Limit

LONG_BYTES: Final = 4 * 1024
"""A smaller body holds no list that is worth looking for."""
_HOLDERS: Final = (dict, list)
_NO_BRACKETS: Final = re.compile(r"[^\[\]{}]+")


def size_limit(*, may_send_batches: bool) -> Limit:
    """Return how large a body may be: 2 MB are for the signed batches of those who have signed in."""
    return BATCH if may_send_batches else BODY


def refuse_crowded(text: str) -> None:
    """Refuse JSON that holds too many values, or values too deep inside one another."""
    opened = text.count("[") + text.count("{")
    (BODY_VALUES if len(text) <= BODY.most else BATCH_VALUES).refuse_above(opened + text.count(","))
    if opened > JSON_DEPTH.most:  # brackets in strings count so far, such as those of a document
        JSON_DEPTH.refuse_above(_depth(text))


def refuse_long_lists(variables: dict[str, Any]) -> None:
    """Refuse lists of thousands of plain values, each of which is coerced; scans are objects, and corners of polygons are lists."""
    waiting: list[Any] = [variables]
    while waiting:
        value = waiting.pop()
        inner = list(value.values()) if type(value) is dict else value
        holders = [one for one in inner if type(one) in _HOLDERS]
        if type(value) is list:
            LIST.refuse_above(len(value) - len(holders))
        waiting += holders


def _depth(text: str) -> int:
    """Take away pairs of brackets from the inside out, and say how often that took; what is never closed counts in full."""
    # What stands between the first quotation mark and the second, the third and the fourth, is a string.
    outside = "".join(text.replace("\\\\", "").replace('\\"', "").split('"')[::2])
    depth, left = 0, _NO_BRACKETS.sub("", outside)
    while left and depth <= JSON_DEPTH.most:
        inner = left.replace("[]", "").replace("{}", "")
        if inner == left:
            return depth + left.count("[") + left.count("{")
        depth, left = depth + 1, inner
    return depth
