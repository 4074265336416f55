"""Where the reference data lies: in `gis/data` of a checkout, or inside the package once it is installed from a wheel."""

from pathlib import Path

PACKAGE = Path(__file__).parent


def data_folder() -> Path:
    """Find the folder of the reference data; a wheel's own copy comes first."""
    packed = PACKAGE / "_data"
    return packed if packed.is_dir() else PACKAGE.parent / "data"


def data_path(name: str) -> Path:
    """Give the path of one reference file, such as `stations.csv`.

    Raises FileNotFoundError that names the folder looked in and the command that rebuilds the data.
    """
    path = data_folder() / name
    if not path.is_file():
        message = f"reference file {name!r} is not in {path.parent}; rebuild it with: PYTHONPATH=gis/data python -m recipe"
        raise FileNotFoundError(message)
    return path
