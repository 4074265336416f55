"""Scenario files: those that are shipped, by name, and anybody's."""

from importlib.resources import files
from pathlib import Path

import msgspec

from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.scenarios.scenario import Scenario
from silog_gis.plan.whole.reason import Reason


def shipped() -> list[str]:
    """Name the scenarios that come with the product."""
    folder = files(__package__).joinpath("cases")
    return sorted(each.name.removesuffix(".toml") for each in folder.iterdir() if each.name.endswith(".toml"))


def read_shipped(name: str) -> Scenario:
    """Read one that comes with the product. Refused (UnplannableError): a name that none has."""
    if name not in shipped():
        raise UnplannableError(Reason(code="NO_SUCH_SCENARIO", facts={"name": name, "shipped": ", ".join(shipped())}))
    return read_text(files(__package__).joinpath("cases", f"{name}.toml").read_bytes(), name)


def read_file(path: Path) -> Scenario:
    """Read a file. Refused (UnplannableError): one that cannot be read or says what no scenario says."""
    try:
        return read_text(path.read_bytes(), str(path))
    except OSError as error:
        raise UnplannableError(Reason(code="FILE_NOT_READ", facts={"path": str(path), "error": str(error.strerror)})) from error


def read_text(text: bytes, name: str) -> Scenario:
    """Read the text of a scenario."""
    try:
        return msgspec.toml.decode(text, type=Scenario)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnplannableError(Reason(code="IS_NO_SCENARIO", facts={"name": name, "error": str(error)})) from error
