"""Every label that is printed can be read back, by a reader that shares nothing with the press."""

import pytest
from tests.documents.pages import DOTS_PER_INCH, code_edges, codes_on, images_of, words_on
from tests.documents.runs import run_of

from silog.documents.codes import QUIET
from silog.documents.labels import labels_pdf
from silog.documents.rules import LabelFormat
from silog.places.rules import ElectionKind

MODULES = 41


@pytest.mark.parametrize(("kind", "on_a_page"), [(LabelFormat.A4, 8), (LabelFormat.SINGLE, 1)])
def test_every_code_on_every_page_is_read_back(kind: LabelFormat, on_a_page: int) -> None:
    run = run_of(100, kind)

    pages = codes_on(labels_pdf(run))

    assert [len(page) for page in pages] == [on_a_page] * (200 // on_a_page)
    assert [code for page in pages for code in page] == [box.code for box in run.boxes for _ in range(2)]


@pytest.mark.long
def test_a_thousand_labels_are_read_back_whole() -> None:
    run = run_of(500, LabelFormat.A4, printed=12)

    pages = codes_on(labels_pdf(run))

    assert [code for page in pages for code in page] == [box.code for box in run.boxes for _ in range(2)]


@pytest.mark.parametrize("kind", list(LabelFormat))
def test_the_same_labels_are_the_same_bytes(kind: LabelFormat) -> None:
    run = run_of(6, kind)

    assert labels_pdf(run) == labels_pdf(run)


@pytest.mark.parametrize("kind", list(LabelFormat))
def test_a_code_is_forty_millimetres_wide_at_least_and_white_is_around_it(kind: LabelFormat) -> None:
    (image, *_) = images_of(labels_pdf(run_of(1, kind)))
    is_dark = image < 128

    edges = code_edges(image)

    assert len(edges) == {LabelFormat.A4: 2, LabelFormat.SINGLE: 1}[kind]
    for left, top, right, bottom in edges:
        assert (right - left) / DOTS_PER_INCH * 25.4 >= 40
        quiet = int((right - left) / MODULES * QUIET) - 1
        around = is_dark[top - quiet : bottom + quiet, left - quiet : right + quiet].copy()
        assert around.shape == (bottom - top + 2 * quiet, right - left + 2 * quiet)
        around[quiet - 2 : -quiet + 2, quiet - 2 : -quiet + 2] = False  # the code itself, and a dot or two that its edge is blurred over
        assert not around.any()


@pytest.mark.parametrize("kind", list(LabelFormat))
def test_a_label_of_a_real_election_does_not_say_training(kind: LabelFormat) -> None:
    real = " ".join(words_on(labels_pdf(run_of(4, kind))))
    training = " ".join(words_on(labels_pdf(run_of(4, kind, election_kind=ElectionKind.TRAINING))))

    assert "LATIHAN" not in real
    assert training.count("LATIHAN") == 8
    assert [real.count(word) for word in ("GUBERNUR", "BUPATI", "WALI KOTA")] == [4, 2, 2]


def test_nothing_of_a_crowded_label_falls_off_the_paper() -> None:
    """Reprinted, in training, in an area served first: as much as a label can hold."""
    for kind in LabelFormat:
        pdf = labels_pdf(run_of(8, kind, election_kind=ElectionKind.TRAINING, printed=12))

        assert len(images_of(pdf)) == {LabelFormat.A4: 2, LabelFormat.SINGLE: 16}[kind]
        assert " ".join(words_on(pdf)).count("REPRINT 12") == 16
