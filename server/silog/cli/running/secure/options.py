"""The certificate of a server, from options or from the environment, checked before anything starts."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from silog.kit.clock import real_now
from silog.kit.tls import refuse_wrong_pair
from silog.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])
_PATH = click.Path(path_type=Path)


def tls_options(command: Command) -> Command:
    """Give a command the options --tls-cert and --tls-key."""
    key = click.option("--tls-key", type=_PATH, metavar="FILE", help="Its private key in PEM. [SILOG_TLS_KEY]")
    cert = click.option("--tls-cert", type=_PATH, metavar="FILE", help="Answer over https: certificate and chain in PEM. [SILOG_TLS_CERT]")
    return cert(key(command))


def settings_with(cert: Path | None, key: Path | None) -> Settings:
    """Read the settings, an option before its variable; wrong input when certificate and key cannot be served with."""
    given = {name: str(path) for name, path in (("SILOG_TLS_CERT", cert), ("SILOG_TLS_KEY", key)) if path is not None}
    settings = Settings.from_environment(os.environ | given)
    if settings.tls_cert is not None and settings.tls_key is not None:
        refuse_wrong_pair(settings.tls_cert, settings.tls_key, real_now())
    return settings


def tls_environment(settings: Settings) -> dict[str, str]:
    """Give the variables that tell a child the same certificate."""
    return {"SILOG_TLS_CERT": str(settings.tls_cert or ""), "SILOG_TLS_KEY": str(settings.tls_key or "")}
