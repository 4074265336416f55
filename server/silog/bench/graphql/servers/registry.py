"""Every server that can be compared, by name."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from silog.bench.data.preparing import Ready
from silog.bench.graphql.servers.contender import Contender
from silog.bench.graphql.servers.hello import hello
from silog.bench.graphql.servers.postgraphile import postgraphile, postgraphile_scoped
from silog.bench.graphql.servers.product import product, product_public, product_unscoped
from silog.bench.graphql.servers.raw import raw, raw_kept, raw_live, raw_reset
from silog.bench.graphql.servers.strawberry_naive import strawberry_naive
from silog.bench.graphql.servers.strawberry_tuned import strawberry_tuned
from silog.kit.scope import Scope, View

_SERVERS: Final[dict[str, Callable[[Ready, Path], Contender]]] = {
    "raw": lambda ready, _: raw(*_owners(ready)),
    "raw-reset": lambda ready, _: raw_reset(*_owners(ready)),
    "raw-kept": lambda ready, _: raw_kept(*_owners(ready)),
    "raw-live": lambda ready, _: raw_live(*_owners(ready)),
    "silog": lambda ready, _: product(ready.built.dsn("silog_app"), ready.token),
    "silog-unscoped": lambda ready, _: product_unscoped(ready.built.dsn("silog_owner"), ready.token),
    "silog-public": lambda ready, _: product_public(ready.built.dsn("silog_app")),
    "hello": lambda _, __: hello(),
    "strawberry-tuned": lambda ready, _: strawberry_tuned(*_owners(ready)),
    "strawberry-naive": lambda ready, _: strawberry_naive(ready.built.dsn("silog_owner"), ready.election_id),
    "postgraphile": lambda ready, state: postgraphile(state, ready.built),
    "postgraphile-scoped": lambda ready, state: postgraphile_scoped(state, ready.built, _scope(ready).setting),
}
NAMES: Final = tuple(_SERVERS)


def contenders(names: Sequence[str], ready: Ready, state: Path) -> list[Contender]:
    """Give the servers of these names, in the order of the registry."""
    return [describe(ready, state) for name, describe in _SERVERS.items() if name in names]


def _owners(ready: Ready) -> tuple[str, int, str]:
    return ready.built.dsn("silog_owner"), ready.election_id, ready.region_code


def _scope(ready: Ready) -> Scope:
    return Scope(View.FULL, ready.election_id, ready.region_code)
