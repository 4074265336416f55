"""Trusted documents: those of our own clients, known beforehand by the SHA-256 of their text.

A client may send the id instead of the text. What is trusted is the text, not who sends it: the same text written out is as free of
the limits on documents as its id. Variables are checked for everybody.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from graphql import GraphQLError

from silog.errors import SilogError
from silog.kit.scope import Scope, View

PERSISTED_QUERY_NOT_FOUND: Final = "PERSISTED_QUERY_NOT_FOUND"
UNTRUSTED_DOCUMENT: Final = "UNTRUSTED_DOCUMENT"
_SHOWN: Final = 80


@dataclass(frozen=True)
class Trusted:
    """Texts by id (`sha256:` and the digest in hexadecimal), and whether the public may send any others."""

    texts: Mapping[str, str] = field(default_factory=dict)
    may_public_write: bool = True

    @classmethod
    def of(cls, texts: Iterable[str], *, may_public_write: bool = True) -> Self:
        """Know these texts."""
        return cls({document_id(text): text for text in texts}, may_public_write)

    @classmethod
    def in_file(cls, path: Path | None, *, may_public_write: bool = True) -> Self:
        """Know the texts that the build of the web client wrote: a JSON object from ids to texts. None where no client was built."""
        if path is None or not path.exists():
            return cls(may_public_write=may_public_write)
        texts: Mapping[str, str] = json.loads(path.read_bytes())
        found = cls.of(texts.values(), may_public_write=may_public_write)
        if found.texts != texts:
            raise SilogError("INCOMPLETE_INSTALLATION", f"{path} holds a document under an id that is not its hash.", "Run: make web")
        return found

    def text(self, wanted: str) -> str:
        """Return the document of an id; refuse one that is not known, so that the client sends the text."""
        text = self.texts.get(wanted)
        if text is None:
            message = f"No document is known as {wanted[:_SHOWN]!r}: send its text as `query`."
            raise GraphQLError(message, extensions={"code": PERSISTED_QUERY_NOT_FOUND})
        return text

    def refuse_untrusted(self, text: str, scope: Scope | None) -> None:
        """Refuse what the public wrote itself, where the operator wants that."""
        if self.may_public_write or scope is None or scope.view is not View.PUBLIC or document_id(text) in self.texts:
            return
        message = "Here the public may only send the documents of the screens: sign in to write others."
        raise GraphQLError(message, extensions={"code": UNTRUSTED_DOCUMENT})


def document_id(text: str) -> str:
    """Return a text's id, as GraphQL over HTTP writes it."""
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"
