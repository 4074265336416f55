"""The operating-system account that owns and runs the server processes.

PostgreSQL refuses to run as root. Started by an ordinary user, the cluster is that user's. Started by root, it is `postgres`'s where
Debian made that account, or `silog`'s, which is created.
"""

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from silog.errors import SilogError

_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC"}
"""Fixed, so that no PG* variable or locale of the caller reaches the server."""


@dataclass(frozen=True)
class Account:
    """Who runs the server: `name` for peer authentication, `uid` and `gid` for files and processes."""

    name: str
    uid: int
    gid: int

    def run(
        self, command: Sequence[str], *, timeout_s: float = 300, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, in `/` (the account may not be able to enter the caller's directory).

        It gets the least environment that programs need, and what `environment` adds.

        Its output is read to the end, so a daemon started this way must not keep it open (`pg_ctl start -l` does not).
        """
        is_other = self.uid != os.geteuid()
        return subprocess.run(  # noqa: S603 - the programs are found by this package, and no shell is involved
            list(command),
            check=False,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            cwd="/",
            env=_ENVIRONMENT | dict(environment or {}),
            user=self.uid if is_other else None,
            group=self.gid if is_other else None,
            extra_groups=[] if is_other else None,
        )

    def can_enter(self, folder: Path) -> bool:
        """Whether every directory down to `folder` lets this account through: false for a clone under a 0700 home."""
        return self.run(["test", "-x", str(folder)]).returncode == 0

    def own(self, folder: Path) -> None:
        """Create `folder` for this account alone. A link or another account's directory is refused, not taken over."""
        for parent in reversed([missing for missing in folder.parents if not missing.exists()]):
            parent.mkdir(exist_ok=True)
            parent.chmod(0o755)  # whatever the umask says: the account must pass through
        try:
            folder.mkdir(mode=0o700)
            os.chown(folder, self.uid, self.gid)
        except FileExistsError:
            pass
        state = folder.lstat()
        if folder.is_symlink() or not folder.is_dir() or state.st_uid != self.uid:
            message = f"{folder} exists and does not belong to {self.name}."
            raise SilogError("FOLDER_TAKEN", message, "Remove it, or move it out of the way, and start again.")
        folder.chmod(0o700)


def server_account() -> Account:
    """Choose the account: the caller, or for root `postgres`, or else `silog`."""
    if os.geteuid() != 0:
        return _account(pwd.getpwuid(os.geteuid()))
    for name in ("postgres", "silog"):
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    subprocess.run(["/usr/sbin/useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "silog"], check=True)
    return _account(pwd.getpwnam("silog"))


def caller_name() -> str:
    """Name of the account that runs this process, as peer authentication will see it."""
    return pwd.getpwuid(os.geteuid()).pw_name


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
