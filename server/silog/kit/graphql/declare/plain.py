"""Mutations that are plain: input and payload hold values alone, and nothing of the payload has a resolver of its own.

Such a mutation is run without walking the schema for every value of a batch (plan/plainly.py). Its ordinary resolver does the same
for documents that are written in some other way than with one variable.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

PLAIN: Final = "silog-plain"
"""Under this key the metadata of a field hold its act."""

Act = Callable[[Any, Any], Awaitable[Any]]
"""What the mutation does, given the context and the input; gives the payload."""


def plain(act: Act) -> Mapping[str, Act]:
    """Metadata of a plain mutation, whose one argument is `input`, and whose payload may be null."""
    return {PLAIN: act}
