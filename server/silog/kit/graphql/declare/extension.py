"""How an upper room adds fields to a lower room's type, as SDL's `extend type` does.

Strawberry has no public way to do so; what is used here is private to it, and a test fails when an upgrade moves it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry

Class = TypeVar("Class", bound=type)


def extends(*targets: Any) -> Callable[[Class], Class]:  # noqa: ANN401 -- Strawberry types
    """Add the fields of the decorated class to each of the targets: a type, or an interface and what implements it."""

    def attach(cls: Class) -> Class:
        added = strawberry.type(cls).__strawberry_definition__.fields  # type: ignore[attr-defined]
        for target in targets:
            target.__strawberry_definition__.fields.extend(added)
        return cls

    return attach
