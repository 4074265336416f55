"""Finding what is delivered beside the code: the migrations and the built web client (geodata: `silog_gis.data`).

A wheel carries them inside its packages; a checkout has them in folders of its own. Nothing else may guess these paths.
"""

from pathlib import Path

from silog.errors import SilogError

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]


def migrations_folder() -> Path:
    """Alembic's script directory: env.py, versions/ and sql/."""
    return _first(_PACKAGE / "_migrations", _CHECKOUT / "migrations", name="The database migrations")


def web_folder() -> Path | None:
    """The built web client, or None in a checkout where it was not built yet: the API works without it."""
    return next((folder for folder in (_PACKAGE / "_web", _CHECKOUT / "web" / "dist") if folder.is_dir()), None)


def _first(*folders: Path, name: str) -> Path:
    for folder in folders:
        if folder.is_dir():
            return folder
    places = " or ".join(map(str, folders))
    raise SilogError("INCOMPLETE_INSTALLATION", f"{name} are not in {places}.", "Install the wheel again, or run from a whole checkout.")
