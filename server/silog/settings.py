"""What an operator can set from outside: environment variables, read once at the start of a command.

Everything that differs between elections is data in the database, never a setting.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from silog.errors import WRONG_INPUT, SilogError

_DEFAULT_PORT = 8000
_MOST_PORTS = 65535
_METRICS = "127.0.0.1:9464"
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True)
class MetricsAddress:
    """Where operators read the metrics. `is_named`: somebody chose it, and shall hear if it cannot be had."""

    host: str
    port: int
    is_named: bool = False


@dataclass(frozen=True)
class Settings:
    """One run's settings.

    `state` is the directory for everything this machine keeps (cluster, lock, logs). `database_url` is the operator's own server,
    or None for the private cluster. `dsn_app` is where the product connects; it is empty until the database was opened.

    `readers` and `writers` are the connections of one server; before each of the two pools `most_waiting` requests wait at most
    `longest_wait_s`, and the rest are told BUSY. `longest_body_s` is how long a client may take to send a body. `retire_s` is how long a
    server that was told to stop says so at /readyz before it takes no more connections. `plan_workers` is how many plans it
    makes at a time, each in a process of its own; 0: another server does.

    `tls_cert` and `tls_key` are PEM files; with them it answers over https. `lan_names`: host names this machine has in its network.
    `known_as`: the host that people are told, where it is not `host`. `log_key`: the file with the key that signs the logs, made
    where there is none; None: another server signs them. `log_origin`: what the names of logs begin with.
    """

    state: Path
    host: str = "127.0.0.1"
    port: int = _DEFAULT_PORT
    database_url: str | None = None
    dsn_app: str = ""
    readers: int = 8
    writers: int = 4
    most_waiting: int = 200
    longest_wait_s: float = 2.0
    longest_body_s: int = 240
    retire_s: float = 0.0
    plan_workers: int = 1
    metrics: MetricsAddress | None = None
    log_level: str = "INFO"
    tls_cert: Path | None = None
    tls_key: Path | None = None
    lan_names: tuple[str, ...] = ()
    known_as: str = ""
    log_key: Path | None = None
    log_origin: str = "silog-kepri"
    may_public_write_queries: bool = True
    """Whether whoever has not signed in may send documents of their own, or only those of the screens."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the variables that docs/operating.md lists; an empty one counts as unset."""
        cert, key = environment.get("SILOG_TLS_CERT") or None, environment.get("SILOG_TLS_KEY") or None
        if (cert is None) != (key is None):
            given, missing = ("SILOG_TLS_CERT", "SILOG_TLS_KEY") if cert else ("SILOG_TLS_KEY", "SILOG_TLS_CERT")
            raise SilogError(
                WRONG_INPUT, f"{given} is set and {missing} is not.", "A server needs its certificate and its key, or neither."
            )
        state = Path(environment.get("SILOG_STATE") or ".silog").absolute()
        return cls(
            state=state,
            host=environment.get("SILOG_HOST") or "127.0.0.1",
            port=_whole(environment, "SILOG_PORT", _DEFAULT_PORT, 1, _MOST_PORTS),
            database_url=environment.get("SILOG_DATABASE_URL") or None,
            readers=_whole(environment, "SILOG_READERS", cls.readers, 1, 1000),
            writers=_whole(environment, "SILOG_WRITERS", cls.writers, 1, 1000),
            most_waiting=_whole(environment, "SILOG_MOST_WAITING", cls.most_waiting, 0, 100_000),
            longest_wait_s=_seconds(environment, "SILOG_LONGEST_WAIT_S", cls.longest_wait_s),
            longest_body_s=_whole(environment, "SILOG_LONGEST_BODY_S", cls.longest_body_s, 1, 3600),
            retire_s=_seconds(environment, "SILOG_RETIRE_S", cls.retire_s),
            plan_workers=_whole(environment, "SILOG_PLAN_WORKERS", cls.plan_workers, 0, 16),
            metrics=_metrics(environment.get("SILOG_METRICS") or ""),
            tls_cert=Path(cert).absolute() if cert else None,
            tls_key=Path(key).absolute() if key else None,
            lan_names=tuple(filter(None, (environment.get("SILOG_LAN_NAMES") or "").replace(",", " ").split())),
            log_key=_log_key(environment.get("SILOG_LOG_KEY") or state / "log" / "key.pem"),
            log_origin=_origin(environment.get("SILOG_LOG_ORIGIN") or cls.log_origin),
            log_level=_level(environment.get("SILOG_LOG_LEVEL") or cls.log_level),
            may_public_write_queries=_public_queries(environment.get("SILOG_PUBLIC_QUERIES") or "any") == "any",
        )

    def with_database(self, dsn_app: str) -> "Settings":
        """The same settings, once it is known where the product's database answers."""
        return replace(self, dsn_app=dsn_app)

    @property
    def address(self) -> str:
        """What a person types into a browser."""
        return f"{self.scheme}://{self.known_as or self._near}:{self.port}"

    @property
    def own_address(self) -> str:
        """Where the server is asked from this machine itself."""
        return f"{self.scheme}://{self._near}:{self.port}"

    @property
    def scheme(self) -> str:
        """How it answers: https where it has a certificate."""
        return "http" if self.tls_cert is None else "https"

    @property
    def _near(self) -> str:
        return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104 - compared, not bound


def _whole(environment: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise SilogError(WRONG_INPUT, f"{name} is {text!r}, and must be a number from {least} to {most}.")
    return int(text)


def _seconds(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,3})?", text, re.ASCII):
        raise SilogError(WRONG_INPUT, f"{name} is {text!r}, and must be seconds below 100, for example 2 or 0.5.")
    return float(text)


def _log_key(text: str | Path) -> Path | None:
    return None if text == "off" else Path(text).absolute()


def _origin(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.-]+(/[A-Za-z0-9._-]+)*", text, re.ASCII):
        raise SilogError(
            WRONG_INPUT, f"SILOG_LOG_ORIGIN is {text!r}, and must read like a web address without https://: silog.kpu.example."
        )
    return text


def _metrics(text: str) -> MetricsAddress | None:
    if text == "off":
        return None
    host, _, port = (text or _METRICS).rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > _MOST_PORTS:
        raise SilogError(WRONG_INPUT, f"SILOG_METRICS is {text!r}, and must be HOST:PORT, for example {_METRICS}, or off.")
    return MetricsAddress(host.strip("[]"), int(port), is_named=bool(text))


def _level(text: str) -> str:
    if text.upper() not in _LEVELS:
        raise SilogError(WRONG_INPUT, f"SILOG_LOG_LEVEL is {text!r}, and must be one of {', '.join(_LEVELS).lower()}.")
    return text.upper()


def _public_queries(word: str) -> str:
    if word not in {"any", "trusted"}:
        raise SilogError(WRONG_INPUT, f"SILOG_PUBLIC_QUERIES is {word!r}, and must be `any` or `trusted`.")
    return word
