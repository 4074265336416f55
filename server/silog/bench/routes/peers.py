"""The two libraries ours is measured beside, from PyPI, in an environment of their own: the product does not depend on them."""

import subprocess
import sys
import venv
from importlib.resources import files
from pathlib import Path
from typing import Final

from silog.errors import SilogError

_INSTALL_S: Final = 900
_VERSIONS: Final = "from importlib.metadata import version; print(', '.join(f'{n} {version(n)}' for n in ('searoute', 'scgraph')))"


def installed(folder: Path) -> Path:
    """Install what the lock file names, each checked by its hash, unless it stands there already; the Python that has it."""
    lock = files(__package__).joinpath("peers.lock").read_text()
    python, stamp = folder / "bin" / "python", folder / "installed.lock"
    if stamp.exists() and stamp.read_text() == lock:
        return python
    venv.create(folder, with_pip=True, clear=True)
    (folder / "peers.lock").write_text(lock)
    command = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(folder / "peers.lock")]
    result = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_INSTALL_S)  # noqa: S603 -- our own arguments
    if result.returncode:
        hint = "Measure ours alone: silog bench routes --no-peers"
        raise SilogError("PIP_FAILED", f"pip could not install searoute and scgraph in {folder}:\n{result.stderr.strip()}", hint)
    stamp.write_text(lock)
    return python


def versions(python: Path) -> str:
    """The releases of the peers, as installed."""
    done = subprocess.run([str(python), "-c", _VERSIONS], check=True, capture_output=True, text=True, timeout=60)  # noqa: S603
    return f"{done.stdout.strip()}, Python {sys.version.split()[0]}"
