"""The size of a body and how many values it can hold at most, known before it is parsed; how deep and how long these are, known after.

Before, bytes are only counted and never read: counting costs a few microseconds where parsing would cost a tenth of a second.
"""

from typing import Any, Final

from silog.kit.graphql.limits.table import BATCH, BATCH_VALUES, BODY, BODY_VALUES, JSON_DEPTH, LIST, Limit

LONG_BYTES: Final = 4 * 1024
"""A smaller body holds no list that is worth looking for."""
_HOLDERS: Final = (dict, list)


def size_limit(*, may_send_batches: bool) -> Limit:
    """Return how large a body may be: 2 MB are for the signed batches of those who have signed in."""
    return BATCH if may_send_batches else BODY


def refuse_crowded(text: str) -> None:
    """Refuse JSON that holds too many values."""
    opened = text.count("[") + text.count("{")
    (BODY_VALUES if len(text) <= BODY.most else BATCH_VALUES).refuse_above(opened + text.count(","))


def refuse_deep(content: Any) -> None:  # noqa: ANN401 -- any JSON
    """Refuse what was JSON with values too deep inside one another."""
    level = [content] if type(content) in _HOLDERS else []
    for _ in range(JSON_DEPTH.most):
        level = [inner for one in level for inner in (one.values() if type(one) is dict else one) if type(inner) in _HOLDERS]
        if not level:
            return
    raise JSON_DEPTH.refusal()


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
