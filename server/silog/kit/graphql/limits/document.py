"""What is known of a document before it is parsed: tokens, nesting, aliases, directives, definitions, digits.

One pass with one regular expression, which ends at the first limit it meets. It refuses nothing for being wrong: text that is no
GraphQL ends the pass, and the parser, which fails at the same place, says why.
"""

import re
from typing import Final

from silog.kit.graphql.limits.table import ALIASES, DEFINITIONS, DIGITS, DIRECTIVES, DOCUMENT, NESTING, TOKENS

_TOKEN: Final = re.compile(
    r'''
      (?P<ignored> [\s,\ufeff]++ | \#[^\n\r]*+ )
    | (?P<name> [A-Za-z_]\w*+ )
    | (?P<open> [({\[] )
    | (?P<close> [)}\]] )
    | (?P<mark> [!$&:=@|] | \.\.\. )
    | (?P<text> """ (?: [^"\\]++ | \\(?:""")? | "(?!"") )*+ """ | " (?: [^"\\\n\r]++ | \\. )*+ " )
    | (?P<number> -?\d [\d.eE+-]*+ )
    | (?P<other> . )
    ''',
    re.VERBOSE | re.DOTALL | re.ASCII,
)


def refuse_unwieldy(text: str) -> None:
    """Refuse a document that would cost too much to parse."""
    DOCUMENT.refuse_above(len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass")))
    _Pass().over(text)


class _Pass:
    """The counts so far."""

    def __init__(self) -> None:
        self._nesting = self._parentheses = self._tokens = self._aliases = self._directives = self._definitions = 0

    def over(self, text: str) -> None:
        for found in _TOKEN.finditer(text):
            kind = found.lastgroup
            if kind == "ignored":
                continue
            if kind == "other":
                return
            self._tokens += 1
            TOKENS.refuse_above(self._tokens)
            if kind == "open":
                self._open(found[0])
            elif kind == "close":
                self._nesting -= 1
                self._parentheses -= found[0] == ")"
            elif kind == "mark":
                self._mark(found[0])
            elif kind == "number":
                DIGITS.refuse_above(len(found[0]))

    def _open(self, mark: str) -> None:
        if mark == "{" and not self._nesting:
            self._definitions += 1
            DEFINITIONS.refuse_above(self._definitions)
        self._nesting += 1
        self._parentheses += mark == "("
        NESTING.refuse_above(self._nesting)

    def _mark(self, mark: str) -> None:
        if mark == "@":
            self._directives += 1
            DIRECTIVES.refuse_above(self._directives)
        elif mark == ":" and not self._parentheses:  # in parentheses it stands between an argument's name and value
            self._aliases += 1
            ALIASES.refuse_above(self._aliases)
