"""Two products on one state directory would run two clocks over one election."""

import os
from pathlib import Path

import pytest

from silog.cli.running.single_instance import SingleInstance
from silog.errors import SilogError


def test_a_second_instance_is_told_which_process_and_address_has_the_first(tmp_path: Path) -> None:
    first = SingleInstance(tmp_path, "http://127.0.0.1:8000")

    with pytest.raises(SilogError, match=rf"process {os.getpid()}, http://127.0.0.1:8000"):
        SingleInstance(tmp_path, "http://127.0.0.1:8001")

    assert f'"pid": {os.getpid()}' in (tmp_path / "lock").read_text()
    assert "8001" not in (tmp_path / "lock").read_text()
    first.close()


def test_the_lock_is_free_again_when_its_holder_is_gone(tmp_path: Path) -> None:
    SingleInstance(tmp_path, "http://127.0.0.1:8000").close()

    SingleInstance(tmp_path, "http://127.0.0.1:8001").close()

    assert "8001" in (tmp_path / "lock").read_text()
