"""What the values of a task and a proposal have in common: they never change, and their documents refuse what they do not know."""

from datetime import datetime
from typing import Annotated

import msgspec


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A plain value. In a document, fields that have their default may be left out, and a field it does not have is refused."""


Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""An aware time: one without its offset from UTC is refused."""
Code = Annotated[str, msgspec.Meta(min_length=1)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Positive = Annotated[int, msgspec.Meta(gt=0)]
Amount = Annotated[float, msgspec.Meta(ge=0)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Window(Value, frozen=True, kw_only=True):
    """A time, both ends included."""

    opens_at: Moment
    closes_at: Moment


class LonLat(msgspec.Struct, frozen=True, array_like=True):
    """Degrees on WGS 84, the longitude first; `[lon, lat]` in a document."""

    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)]
