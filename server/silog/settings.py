"""What an operator can set from outside: environment variables, read once at the start of a command.

Everything that differs between elections is data in the database, never a setting.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from silog.errors import WRONG_INPUT, SilogError

_DEFAULT_PORT = 8000
_MOST_PORTS = 65535


@dataclass(frozen=True)
class Settings:
    """One run's settings.

    `state` is the directory for everything this machine keeps (cluster, lock, logs). `database_url` is the operator's own server,
    or None for the private cluster. `dsn_app` is where the product connects; it is empty until the database was opened.
    """

    state: Path
    host: str = "127.0.0.1"
    port: int = _DEFAULT_PORT
    database_url: str | None = None
    dsn_app: str = ""
    may_public_write_queries: bool = True
    """Whether whoever has not signed in may send documents of their own, or only those of the screens."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read SILOG_STATE, SILOG_HOST, SILOG_PORT, SILOG_DATABASE_URL and SILOG_PUBLIC_QUERIES; an empty variable counts as unset."""
        return cls(
            state=Path(environment.get("SILOG_STATE") or ".silog").absolute(),
            host=environment.get("SILOG_HOST") or "127.0.0.1",
            port=_port(environment.get("SILOG_PORT") or str(_DEFAULT_PORT)),
            database_url=environment.get("SILOG_DATABASE_URL") or None,
            may_public_write_queries=_public_queries(environment.get("SILOG_PUBLIC_QUERIES") or "any") == "any",
        )

    def with_database(self, dsn_app: str) -> "Settings":
        """The same settings, once it is known where the product's database answers."""
        return replace(self, dsn_app=dsn_app)

    @property
    def address(self) -> str:
        """What a person types into a browser on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104 - compared, not bound
        return f"http://{host}:{self.port}"


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= _MOST_PORTS:
        raise SilogError(WRONG_INPUT, f"SILOG_PORT is {text!r}, and must be a number from 1 to {_MOST_PORTS}.")
    return int(text)


def _public_queries(word: str) -> str:
    if word not in {"any", "trusted"}:
        raise SilogError(WRONG_INPUT, f"SILOG_PUBLIC_QUERIES is {word!r}, and must be `any` or `trusted`.")
    return word
