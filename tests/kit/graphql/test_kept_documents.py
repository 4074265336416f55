"""Documents are remembered within a bound of memory, and those of our own clients whatever others send."""

from graphql import parse

from silog.kit.graphql.documents.kept import _MOST_BYTES, _MOST_DOCUMENTS, _MOST_PLANS, Kept
from silog.kit.graphql.documents.plans import Document, Plan
from silog.kit.graphql.limits.cost import Cost


def _document(text: str, *, is_trusted: bool = False) -> Document:
    return Document(text, parse("{ a }"), (), {}, {}, is_trusted)


def test_the_longest_unused_document_goes_first() -> None:
    kept = Kept()
    for number in range(_MOST_DOCUMENTS):
        kept.keep(_document(f"{{ a{number} }}"))
    kept.find("{ a0 }")

    kept.keep(_document("{ one more }"))

    assert len(kept) == _MOST_DOCUMENTS
    assert kept.find("{ a0 }") is not None
    assert kept.find("{ a1 }") is None


def test_large_documents_leave_room_for_fewer() -> None:
    kept = Kept()
    for number in range(200):
        kept.keep(_document(f"{{ a{number} }} #" + "x" * 30_000))

    assert kept.bytes <= _MOST_BYTES
    assert len(kept) < 100


def test_plans_count_and_a_document_with_too_many_goes() -> None:
    kept = Kept()
    document, other = _document("{ a }"), _document("{ b }")
    kept.keep(document)
    kept.keep(other)
    for number in range(1_000):
        document.plans[number] = Plan((), Cost(1, 1))
        kept.grown(document, 50_000)

    assert kept.bytes <= _MOST_BYTES
    assert kept.find("{ a }") is None
    assert kept.find("{ b }") is other
    assert len(document.plans) <= _MOST_PLANS


def test_a_flood_pushes_out_no_trusted_document() -> None:
    kept = Kept()
    trusted = _document("{ ours }", is_trusted=True)
    kept.keep(trusted)
    for number in range(2 * _MOST_DOCUMENTS):
        kept.keep(_document(f"{{ a{number} }}"))

    assert kept.find("{ ours }") is trusted


def test_a_document_that_is_made_twice_at_once_counts_once() -> None:
    kept = Kept()
    kept.keep(_document("{ a }"))
    alone = kept.bytes
    kept.keep(_document("{ a }"))

    assert (kept.bytes, len(kept)) == (alone, 1)
