"""Every limit with its number, the code of its refusal, and what a client can do.

A limit is a bound on work, so a number here was chosen by measuring what the most expensive request under it costs.
"""

from dataclasses import dataclass
from typing import Final

from graphql import GraphQLError

TOO_LARGE: Final = "TOO_LARGE"
TOO_DEEP: Final = "TOO_DEEP"
TOO_COSTLY: Final = "TOO_COSTLY"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` of something. `what` is a noun that follows a number; `advice` says what to do instead."""

    name: str
    most: int
    what: str
    advice: str
    code: str = TOO_LARGE

    def refuse_above(self, found: int) -> None:
        """Refuse a request that has more."""
        if found > self.most:
            raise self.refusal(found)

    def refusal(self, found: int | None = None) -> GraphQLError:
        """Return the error; without `found` where counting ended at the limit."""
        count = f"{found:,}" if found is not None and found < _COUNTLESS else f"more than {self.most:,}"
        message = f"The request has {count} {self.what}, and may have {self.most:,}: {self.advice}."
        return GraphQLError(message, extensions={"code": self.code, "limit": self.most})


_COUNTLESS: Final = 10**9
"""From here on the exact number tells nobody anything; fragments can multiply to numbers of a thousand digits."""

BODY: Final = Limit("body", 256 * 1024, "bytes of body", "send values as variables, and ask in parts")
BATCH: Final = Limit("batch", 2 * 1024 * 1024, "bytes of body", "send smaller batches")
BODY_VALUES: Final = Limit("body values", 20_000, "commas and opening brackets", "ask in parts, or simplify the polygon")
BATCH_VALUES: Final = Limit("batch values", 200_000, "commas and opening brackets", "send smaller batches")
JSON_DEPTH: Final = Limit("JSON depth", 32, "JSON objects and lists inside one another", "nothing here is nested so deeply", TOO_DEEP)
LIST: Final = Limit("list", 1_000, "values in one list", "ask in parts")
DIGITS: Final = Limit("digits", 40, "digits in one number", "no number here needs them")

DOCUMENT: Final = Limit("document", 32 * 1024, "bytes of document", "send values as variables, and ask in parts")
TOKENS: Final = Limit("tokens", 600, "tokens in the document", "ask in parts")
NESTING: Final = Limit("nesting", 50, "brackets inside one another", "ask in parts", TOO_DEEP)
ALIASES: Final = Limit("aliases", 100, "aliases", "ask in parts")
DIRECTIVES: Final = Limit("directives", 50, "directives", "leave out what is not needed on the client's side")
DEFINITIONS: Final = Limit("definitions", 30, "operations and fragments", "send only the operation that is to run, with its fragments")

FIELDS: Final = Limit("fields", 400, "fields once its fragments are opened", "ask in parts")
DEPTH: Final = Limit("depth", 20, "fields inside one another", "ask in parts", TOO_DEEP)
OVERLAPS: Final = Limit("overlaps", 2_000, "pairs of fields under one key", "ask for each field once")
ROOTS: Final = Limit("root fields", 20, "fields at the root", "ask in parts")
RELATIONS: Final = Limit("relations", 20, "relations (a connection counts for 4)", "ask in parts")

PUBLIC_COST: Final = 10_000
FULL_COST: Final = 100_000

LIMITS: Final = (
    *(BODY, BATCH, BODY_VALUES, BATCH_VALUES, JSON_DEPTH, LIST, DIGITS),
    *(DOCUMENT, TOKENS, NESTING, ALIASES, DIRECTIVES, DEFINITIONS),
    *(FIELDS, DEPTH, OVERLAPS, ROOTS, RELATIONS),
)
