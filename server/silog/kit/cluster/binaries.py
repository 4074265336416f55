"""Finding the PostgreSQL programs on this machine: the newest release that also has PostGIS."""

from dataclasses import dataclass
from pathlib import Path

from silog.errors import SilogError

LIBRARIES = Path("/usr/lib/postgresql")
SHARES = Path("/usr/share/postgresql")

_INSTALL = (
    "Install it with\n"
    "  sudo apt-get update && sudo apt-get install --no-install-recommends {package}\n"
    "or set SILOG_DATABASE_URL to a PostgreSQL server that has PostGIS."
)


@dataclass(frozen=True)
class Binaries:
    """The programs of one PostgreSQL release; `major` is the release that a data directory's PG_VERSION names."""

    major: int
    folder: Path

    def path(self, program: str) -> str:
        """Full path of one program, so that PATH never decides which release runs."""
        return str(self.folder / program)


def find_binaries(*, major: int | None = None, libraries: Path = LIBRARIES, shares: Path = SHARES) -> Binaries:
    """Take the newest release with PostGIS, or exactly `major`, which an existing data directory demands.

    A data directory is readable by its own major release only, so a newer one beside it must not be picked.
    """
    found = {
        int(folder.name): Binaries(int(folder.name), folder / "bin")
        for folder in libraries.glob("[0-9]*")
        if folder.name.isdigit() and _is_whole(folder, shares / folder.name)
    }
    if major is not None and major not in found:
        message = f"The database was made by PostgreSQL {major}, which is not installed with PostGIS on this machine."
        raise SilogError("POSTGIS_MISSING", message, _INSTALL.format(package=f"postgresql-{major}-postgis-3"))
    if not found:
        raise SilogError(
            "POSTGIS_MISSING", f"No PostgreSQL with PostGIS was found in {libraries}.", _INSTALL.format(package="postgresql-postgis")
        )
    return found[major if major is not None else max(found)]


def _is_whole(library: Path, share: Path) -> bool:
    return (library / "bin" / "initdb").exists() and (share / "extension" / "postgis.control").exists()
