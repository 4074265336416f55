"""What a machine knows to have been signed, in a file that several threads and processes write."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from tests.ledger.test_notes import KEY

from silog.errors import SilogError
from silog.ledger.memory import Memory
from silog.ledger.queries import Head
from silog.ledger.rules import Checkpoint

ROOT = bytes(32)


def head(size: int) -> Head:
    checkpoint = Checkpoint(KEY.name, size, ROOT)
    return Head(checkpoint, checkpoint.signed(KEY), KEY.verifier.text)


def test_of_several_that_keep_what_was_signed_the_newest_stays(tmp_path: Path) -> None:
    memories = [Memory(tmp_path / "a.checkpoint", KEY.verifier) for _ in range(4)]
    heads = [head(size) for size in range(200)]
    Random(5).shuffle(heads)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda turn: memories[turn[0] % 4].keep(turn[1]), enumerate(heads)))

    assert (tmp_path / "a.checkpoint").read_text() == head(199).note
    assert sorted(file.suffix for file in tmp_path.iterdir()) == [".checkpoint", ".lock"]


def test_what_another_process_signed_is_known_too(tmp_path: Path) -> None:
    one, other = (Memory(tmp_path / "a.checkpoint", KEY.verifier) for _ in range(2))
    one.keep(head(5))
    other.keep(head(9))

    with pytest.raises(SilogError, match="was signed with 9 entries, and the database holds 7") as refused:
        one.refuse_less(head(7).checkpoint)
    assert refused.value.code == "LOG_BEHIND"
    one.refuse_less(head(9).checkpoint)
