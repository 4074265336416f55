"""Printed labels, stained: how many are still read from the rendered page.

A stain is an ellipse that lies wholly on the code and covers a given share of it, black as ink, white as a scratch or grey as mud; where
it lies, its shape and its colour are drawn. Reader: ZXing, one look per label and no second try, where a phone looks thirty times a second.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from silog.custody.codes import new_code
from silog.custody.rules import Contest
from silog.documents.actions import LabelRun
from silog.documents.labels import labels_pdf
from silog.documents.rules import LabelFormat, LabelledBox
from silog.errors import SilogError
from silog.kit.clock import ElectionClock
from silog.places.queries import Election
from silog.places.rules import ElectionKind

Image = NDArray[np.uint8]
_DOTS_PER_INCH: Final = 150
_COLOURS: Final = {"black": 0, "white": 255, "grey": 128}
_AT: Final = datetime(2024, 11, 10, tzinfo=UTC)
_PLACE: Final = ("21.03.04.1003", "Sabang Barat", "Midai", "Kabupaten Natuna")


@dataclass(slots=True)
class Stained:
    """What came of the trials: how many labels there were, how many were read clean, and how many stained, by colour."""

    labels: int = 0
    clean: int = 0
    trials: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """The share of stained labels that were read."""
        return self.read.total() / max(1, self.trials.total())


def drill_labels(seed: str, labels: int, stain: float) -> Stained:
    """Print so many single labels of drawn codes, read each clean, stain `stain` of its code and read it again."""
    chance, outcome = random.Random(seed), Stained()  # noqa: S311 -- a drill that can be repeated
    run = _run(chance, labels)
    for box, image in zip(run.boxes, _pages(labels_pdf(run)), strict=True):
        outcome.labels += 1
        edges = _found(image, box.code)
        if edges is None:
            continue
        outcome.clean += 1
        colour = chance.choice(sorted(_COLOURS))
        outcome.trials[colour] += 1
        outcome.read[colour] += _found(_stained(image, edges, stain, _COLOURS[colour], chance), box.code) is not None
    return outcome


def _run(chance: random.Random, labels: int) -> LabelRun:
    election = Election(0, "LATIHAN-UJI", "Latihan ketahanan", ElectionKind.TRAINING, date(2024, 11, 27), ElectionClock(_AT, _AT))
    boxes = tuple(
        LabelledBox(new_code(chance.randrange), Contest.GOVERNOR, False, f"TPS-{_PLACE[0]}-001", 1, 412, *_PLACE, 0)  # noqa: FBT003
        for _ in range(labels)
    )
    return LabelRun(election, LabelFormat.SINGLE, boxes, _AT)


def _pages(pdf: bytes) -> Iterator[Image]:
    """Give every other page, one label of each box, as grey dots."""
    document = _tool("pypdfium2").PdfDocument(pdf)
    try:
        for number in range(0, len(document), 2):
            yield document[number].render(scale=_DOTS_PER_INCH / 72, grayscale=True).to_numpy().squeeze()
    finally:
        document.close()


def _found(image: Image, code: str) -> tuple[int, int, int, int] | None:
    """Give the edges of the code with this text (left, top, right, bottom), None where it is not read."""
    for found in _tool("zxingcpp").read_barcodes(image):
        if found.text == code:
            near, far = found.position.top_left, found.position.bottom_right
            return near.x, near.y, far.x, far.y
    return None


def _stained(image: Image, edges: tuple[int, int, int, int], share: float, colour: int, chance: random.Random) -> Image:
    left, top, right, bottom = edges
    width, height = right - left, bottom - top
    ratio, turn = chance.uniform(0.6, 1.6), chance.uniform(0, np.pi)
    along = (share * width * height * ratio / np.pi) ** 0.5
    across = along / ratio
    wide, high = np.hypot(along * np.cos(turn), across * np.sin(turn)), np.hypot(along * np.sin(turn), across * np.cos(turn))
    x, y = chance.uniform(left + wide, right - wide), chance.uniform(top + high, bottom - high)
    rows, columns = np.mgrid[: image.shape[0], : image.shape[1]]
    u = (columns - x) * np.cos(turn) + (rows - y) * np.sin(turn)
    v = (rows - y) * np.cos(turn) - (columns - x) * np.sin(turn)
    stained = image.copy()
    stained[(u / along) ** 2 + (v / across) ** 2 <= 1] = colour
    return stained


def _tool(name: str) -> Any:  # noqa: ANN401 -- a module without types
    try:
        return import_module(name)
    except ImportError as error:
        message = f"This drill reads labels with {name}, which is not installed."
        raise SilogError("TOOL_MISSING", message, "Run: pip install pypdfium2 zxing-cpp") from error
