"""What ours is measured beside, from PyPI, in environments of their own: the product does not depend on it."""

import subprocess
import sys
import venv
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from silog.errors import SilogError

_INSTALL_S: Final = 900
_VERSIONS: Final = "import sys; from importlib.metadata import version; print(', '.join(f'{n} {version(n)}' for n in sys.argv[1:]))"


def installed(folder: Path, package: str, hint: str) -> Path:
    """Install what the `peers.lock` of a package names, each checked by its hash, unless it stands in `folder`; the Python that has it.

    Where that fails, `hint` says what can be measured all the same.
    """
    lock = files(package).joinpath("peers.lock").read_text()
    python, stamp = folder / "bin" / "python", folder / "installed.lock"
    if stamp.exists() and stamp.read_text() == lock:
        return python
    venv.create(folder, with_pip=True, clear=True)
    (folder / "peers.lock").write_text(lock)
    command = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(folder / "peers.lock")]
    result = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_INSTALL_S)  # noqa: S603 -- our own arguments
    if result.returncode:
        raise SilogError("PIP_FAILED", f"pip could not install {folder / 'peers.lock'}:\n{result.stderr.strip()}", hint)
    stamp.write_text(lock)
    return python


def versions(python: Path, names: Sequence[str]) -> str:
    """The releases of peers, as installed."""
    done = subprocess.run([str(python), "-c", _VERSIONS, *names], check=True, capture_output=True, text=True, timeout=60)  # noqa: S603
    return f"{done.stdout.strip()}, Python {sys.version.split()[0]}"
