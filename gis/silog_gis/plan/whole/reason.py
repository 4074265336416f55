"""Why something is as it is, in structured words."""

import msgspec

from silog_gis.plan.whole.value import Code, Value


class Reason(Value, frozen=True, kw_only=True):
    """Why, in structured words: `words.sentence` says it in Indonesian or English."""

    code: Code
    facts: dict[str, str | int | float] = msgspec.field(default_factory=dict)
