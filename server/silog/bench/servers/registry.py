"""Every server that can be compared, by name."""

from collections.abc import Callable, Sequence
from typing import Final

from silog.bench.data.preparing import Ready
from silog.bench.servers.contender import Contender
from silog.bench.servers.product import product
from silog.bench.servers.raw import raw, raw_live, raw_reset
from silog.errors import WRONG_INPUT, SilogError

_SERVERS: Final[dict[str, Callable[[Ready], Contender]]] = {
    "raw": lambda ready: raw(*_owners(ready)),
    "raw-reset": lambda ready: raw_reset(*_owners(ready)),
    "raw-live": lambda ready: raw_live(*_owners(ready)),
    "silog": lambda ready: product(ready.built.dsn("silog_app"), ready.token),
}
NAMES: Final = tuple(_SERVERS)


def contenders(names: Sequence[str], ready: Ready) -> list[Contender]:
    """Give the servers of these names, in the order of the registry."""
    unknown = [name for name in names if name not in _SERVERS]
    if unknown:
        raise SilogError(WRONG_INPUT, f"There is no server {unknown[0]!r}.", f"There are: {', '.join(NAMES)}.")
    return [describe(ready) for name, describe in _SERVERS.items() if name in names]


def _owners(ready: Ready) -> tuple[str, int, str]:
    return ready.built.dsn("silog_owner"), ready.election_id, ready.region_code
