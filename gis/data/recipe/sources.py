"""The packages the recipe reads, fetched by name and version into a scratch folder through their own clients.

Debian's shoreline package may be installed (`apt-get install gmt-gshhg-full`); if not, it is downloaded and unpacked, which
needs no root. Nothing here names an index or a mirror: the machine's own configuration does.
"""

import subprocess
import tarfile
from pathlib import Path

SHORELINE = Path("usr/share/gmt-gshhg/binned_GSHHS_f.nc")
GAZETTEER = "idn-area-data@4.0.1"


def shoreline(scratch: Path) -> Path:
    """Give the full-resolution shoreline file, installed or unpacked."""
    installed = Path("/") / SHORELINE
    if installed.is_file():
        return installed
    unpacked = scratch / SHORELINE
    if not unpacked.is_file():
        _run(["apt-get", "download", "gmt-gshhg-full"], scratch)
        package = next(scratch.glob("gmt-gshhg-full_*.deb"))
        _run(["dpkg-deb", "--extract", package.name, "."], scratch)
    return unpacked


def gazetteer(scratch: Path) -> Path:
    """Give the folder of the gazetteer package, packed by npm and unpacked here; no code of it is run."""
    folder = scratch / "package"
    if not folder.is_dir():
        _run(["npm", "pack", "--silent", GAZETTEER], scratch)
        with tarfile.open(next(scratch.glob("idn-area-data-*.tgz"))) as archive:
            archive.extractall(scratch, filter="data")
    return folder


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed commands
