"""Where a cluster's files and its socket live, given the state directory of one checkout."""

import hashlib
import os
import re
from pathlib import Path

from silog.errors import SilogError
from silog.kit.cluster.account import Account

SHARED_DATA = Path("/var/lib/silog")
_SOCKET_PATH_LIMIT_BYTES = 107
_SOCKET_FILE = ".s.PGSQL.5432"
_PLAIN_PATH = re.compile(r"[A-Za-z0-9._/+-]+")


def data_folder(state: Path, account: Account) -> Path:
    """`<state>/pg`, or `/var/lib/silog/<hash of the state path>` where the account cannot enter the checkout.

    A cluster that exists already stays where it is: permissions that changed since must not make its data look lost.
    """
    near, far = state / "pg", SHARED_DATA / _fingerprint(state)
    has_near, has_far = (near / "PG_VERSION").exists(), (far / "PG_VERSION").exists()
    if has_far and not has_near:
        return far
    if account.can_enter(state):
        return near
    if has_near:
        message = f"The database in {near} can no longer be entered by {account.name}, the account that runs PostgreSQL."
        raise SilogError("FOLDER_CLOSED", message, f"Give it passage again: chmod o+x on {state} and the directories above it.")
    return far


def socket_folder(state: Path, account: Account) -> Path:
    """`<state>/socket` where that is short and plain enough, else a short directory named by the state path's hash.

    The kernel takes 107 bytes for a socket's path; commas, quotes and spaces have a meaning in PostgreSQL's setting.
    """
    near = state / "socket"
    is_short = len(os.fsencode(near / _SOCKET_FILE)) <= _SOCKET_PATH_LIMIT_BYTES
    if is_short and _PLAIN_PATH.fullmatch(str(near)) and account.can_enter(state):
        return near
    parent = Path("/run") if os.geteuid() == 0 else Path("/tmp")  # noqa: S108 - Account.own refuses what it does not own
    return parent / f"silog-{_fingerprint(state)}"


def _fingerprint(state: Path) -> str:
    return hashlib.sha256(os.fsencode(state)).hexdigest()[:16]
