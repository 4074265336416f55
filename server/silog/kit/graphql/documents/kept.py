"""Documents that are remembered: bounded in number and in memory, and what is trusted stays.

Whoever may ask may also make the server remember. So the bound is on bytes, and a flood of new documents pushes out others like it
but never those of our own clients.
"""

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from silog.kit.graphql.documents.plans import Document

_MOST_DOCUMENTS: Final = 1_000
_MOST_BYTES: Final = 64 * 1024 * 1024
_MOST_PLANS: Final = 256
"""Plans differ by region, order, filter and `first`; those of trusted documents are bounded by nothing else."""

# Measured: a parsed document takes about 150 times its text, less where much of that is comments; a plan about its SQL twice.
_DOCUMENT_BYTES: Final = 16 * 1024
_BYTES_PER_CHARACTER: Final = 150
_MOST_TREE_BYTES: Final = 1024 * 1024
_PLAN_BYTES: Final = 8 * 1024
_BYTES_PER_SQL_CHARACTER: Final = 2


class Kept:
    """Documents by their text; the longest unused goes first. They are found on one thread and made on another."""

    def __init__(self) -> None:
        """Start empty."""
        self._trusted: dict[str, Document] = {}
        self._found: OrderedDict[str, Document] = OrderedDict()
        self._changing = Lock()
        self.bytes = 0
        """An estimate of the memory that is taken by all but trusted documents, with their plans."""

    def __len__(self) -> int:
        """How many documents there are, trusted ones included."""
        return len(self._trusted) + len(self._found)

    @property
    def plans(self) -> int:
        """How many plans they have."""
        return sum(len(one.plans) for kept in (self._trusted, self._found) for one in list(kept.values()))

    def find(self, text: str) -> "Document | None":
        """Return a document that was kept, and note that it was used."""
        with self._changing:
            document = self._found.get(text)
            if document is None:
                return self._trusted.get(text)
            self._found.move_to_end(text)
            return document

    def keep(self, document: "Document") -> None:
        """Keep a document, and let others go for it."""
        if document.is_trusted:
            self._trusted[document.text] = document
            return
        document.bytes = _DOCUMENT_BYTES + len(document.text) + min(_BYTES_PER_CHARACTER * len(document.text), _MOST_TREE_BYTES)
        with self._changing:
            known = self._found.pop(document.text, None)
            self._found[document.text] = document
            self._make_room(document.bytes - (known.bytes if known is not None else 0))

    def grown(self, document: "Document", sql_characters: int) -> None:
        """Count in a plan that a document was given just now."""
        if len(document.plans) > _MOST_PLANS:
            document.plans.popitem(last=False)  # still counted: the document itself goes the sooner
        with self._changing:
            if self._found.get(document.text) is document:
                added = _PLAN_BYTES + _BYTES_PER_SQL_CHARACTER * sql_characters
                document.bytes += added
                self._make_room(added)

    def _make_room(self, added_bytes: int) -> None:
        self.bytes += added_bytes
        while self._found and (len(self._found) > _MOST_DOCUMENTS or self.bytes > _MOST_BYTES):
            _, gone = self._found.popitem(last=False)
            self.bytes -= gone.bytes
