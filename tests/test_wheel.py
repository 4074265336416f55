"""The wheel, installed somewhere without a checkout, is the whole product."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
_LOOK = """
from silog.shipped import migrations_folder, web_folder
from silog_gis.data import data_folder
print(migrations_folder(), web_folder(), data_folder(), sep="\\n")
"""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Path]:
    """A directory with a fresh environment in `env`, where the wheel is installed beside the locked packages of this one."""
    folder = Path(tempfile.mkdtemp(prefix="silog-wheel-"))
    folder.chmod(0o755)
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=CHECKOUT)
    _run(sys.executable, "-m", "venv", "--without-pip", str(folder / "env"))
    packages = next((folder / "env" / "lib").glob("python*")) / "site-packages"
    (packages / "locked.pth").write_text(sysconfig.get_path("purelib") + "\n")
    wheel = next(folder.glob("*.whl"))
    python = str(folder / "env" / "bin" / "python")
    _run(sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps", "--ignore-installed", str(wheel))
    yield folder
    shutil.rmtree(folder)


def test_the_wheel_brings_migrations_web_client_and_geodata(elsewhere: Path) -> None:
    migrations, web, geodata = (Path(line) for line in _run(str(elsewhere / "env/bin/python"), "-c", _LOOK, cwd=elsewhere).splitlines())

    assert all(folder.is_relative_to(elsewhere) for folder in (migrations, web, geodata))
    assert (migrations / "env.py").exists()
    assert list((migrations / "versions").glob("0001_*.py"))
    assert (web / "index.html").exists()
    assert (geodata / "kepri_land.fgb").exists()


def test_the_wheel_migrates_a_database_of_its_own(elsewhere: Path) -> None:
    silog = str(elsewhere / "env" / "bin" / "silog")
    try:
        assert "The database is at head." in _run(silog, "migrate", cwd=elsewhere)
        assert "ok  Schema" in _run(silog, "doctor", cwd=elsewhere)
    finally:
        _run(silog, "db", "stop", cwd=elsewhere)


def _run(*command: str, cwd: Path | None = None) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SILOG_", "PYTHON"))}
    result = subprocess.run(command, check=False, capture_output=True, text=True, cwd=cwd, env=environment)  # noqa: S603 - our own commands
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
