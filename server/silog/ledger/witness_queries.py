"""What is asked of witnesses and of what they cosigned. Each statement sets its scope itself, as in queries.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from silog.kit.scope import Scope
from silog.ledger.queries import Asks, seen
from silog.ledger.rules import Witness


@dataclass(frozen=True, slots=True)
class Registered:
    """A witness, since when, and of which tree it last said something, and when by its own clock; None where it never did."""

    witness: Witness
    added_at: datetime
    size: int | None
    cosigned_at: datetime | None


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A checkpoint that witnesses have cosigned: how many leaves it has, and the note with their lines below the log's own."""

    size: int
    note: str


_WITNESSES: Final = seen("""
  SELECT w.verifier_key, w.added_at, last.size, last.cosigned_at FROM log_witnesses AS w LEFT JOIN LATERAL (
    SELECT c.size, c.cosigned_at FROM log_cosignatures AS c WHERE c.election_id = w.election_id AND c.verifier_key = w.verifier_key
    ORDER BY c.size DESC LIMIT 1) AS last ON true
  WHERE s.scope <> '' AND w.election_id = $2 AND w.removed_at IS NULL ORDER BY w.name""")
_TRUSTED: Final = """
  log_cosignatures AS c JOIN log_witnesses AS w ON w.election_id = c.election_id AND w.verifier_key = c.verifier_key
  WHERE s.scope <> '' AND w.removed_at IS NULL AND c.election_id = $2"""
_LINES: Final = seen(f"SELECT c.line FROM {_TRUSTED} AND c.size = $3 ORDER BY w.name")  # noqa: S608 -- a statement of ours
# Witnesses cosign every minute for weeks: the newest size is found at the end of an index, and nothing of the others is read.
_WITNESSED: Final = seen(f"""
  SELECT c.size, c.checkpoint || string_agg(c.line, '' ORDER BY w.name) AS note FROM {_TRUSTED}
    AND c.size = (SELECT c.size FROM {_TRUSTED} ORDER BY c.size DESC LIMIT 1)
  GROUP BY c.size, c.checkpoint""")  # noqa: S608 -- as above


async def witnesses_of(asks: Asks, scope: Scope) -> list[Registered]:
    """List the witnesses of the scope's election that are taken for such now, by name."""
    rows = await asks.fetch(_WITNESSES, scope.setting, scope.election_id)
    return [Registered(Witness.from_text(row["verifier_key"]), row["added_at"], row["size"], row["cosigned_at"]) for row in rows]


async def lines_under(asks: Asks, scope: Scope, size: int) -> str:
    """Give the lines of the witnesses that have cosigned the tree of `size` leaves, to be added to its checkpoint; '' where none has."""
    rows: Sequence[str] = [row["line"] for row in await asks.fetch(_LINES, scope.setting, scope.election_id, size)]
    return "".join(rows)


async def newest_witnessed(asks: Asks, scope: Scope) -> Witnessed | None:
    """Give the newest checkpoint that a witness has cosigned; None where there is none."""
    row = await asks.fetchrow(_WITNESSED, scope.setting, scope.election_id)
    return None if row is None else Witnessed(row["size"], row["note"])
