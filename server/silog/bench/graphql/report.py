"""What came of a contest, in words: for the terminal, and as the section of the page of measurements."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from silog.bench.data.sizes import Size
from silog.bench.graphql import figures
from silog.bench.graphql.contest import Results
from silog.bench.graphql.goals import outcomes
from silog.bench.graphql.questions import QUESTIONS
from silog.bench.graphql.servers.postgraphile import DOCUMENTS
from silog.bench.machine import Machine
from silog.bench.measuring import Manner
from silog.bench.tables import for_page, for_terminal

_SERVERS: Final = {
    "raw": "a Starlette route on the same uvicorn: one statement written by hand with `json_build_object` over asyncpg, the scope as a "
    "predicate, no row-level security, connections never reset",
    "raw-reset": "the same with the driver's default, which resets a connection on release",
    "raw-kept": "the same, reading for Q2 what a box keeps of its last scan and a village of the regions around it, where the others join "
    "scans and regions",
    "raw-live": "the same, counting the boxes for Q4 where the others add up the counts that are kept",
    "silog": "this product as it is served: all middleware, limits and masking on, a coordinator's bearer token, row-level security",
    "silog-unscoped": "this product without row-level security and without the viewer's region in its conditions",
    "silog-public": "this product without a token, asked the same again and again",
    "hello": "a Starlette route on the same uvicorn that says hello: the least that an answer costs",
    "strawberry-tuned": "Strawberry's own view, one joined statement per root field over asyncpg, documents parsed and validated once",
    "strawberry-naive": "Strawberry with SQLAlchemy's ORM and a DataLoader behind every relation, as tutorials teach it",
    "postgraphile": "PostGraphile 5 with its Amber preset, warmed by 3,000 requests a question (20 s at most); SQL functions give it "
    "pages by code, areas and sums. It is not asked who may see what: it reads as the owner of the tables",
    "postgraphile-scoped": "the same under the row-level security that the product is under, as its makers describe it: the viewer's "
    "scope is a setting of each request's transaction",
}


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a run found out."""

    command: str
    machine: Machine
    peers: str
    sizes: Sequence[Size]
    servers: Sequence[str]
    questions: Sequence[str]
    arguments: Mapping[str, int]
    manner: Manner
    rounds: int
    results: Results

    def for_terminal(self) -> str:
        """Tables for somebody who tunes."""
        return "\n\n".join(filter(None, (*self._terminal_tables(), self._goals(for_terminal))))

    def for_page(self) -> str:
        """The section of the page."""
        return "\n\n".join(self._parts())

    def for_programs(self) -> str:
        """All figures as JSON, in seconds and bytes."""
        content: dict[str, Any] = {
            "command": self.command,
            "machine": asdict(self.machine),
            "peers": self.peers,
            "sizes": [asdict(size) for size in self.sizes],
            "manner": asdict(self.manner),
            "samples": [{**asdict(key), "rounds": [asdict(one) for one in rounds]} for key, rounds in self.results.samples.items()],
            "goals": [{**asdict(one), "is_met": one.is_met} for one in self._outcomes()],
        }
        return json.dumps(content, indent=1)

    def _outcomes(self) -> Iterator[Any]:
        return outcomes(self.results, [size.name for size in self.sizes])

    def _terminal_tables(self) -> Iterator[str]:
        for size in self.sizes:
            table = for_terminal(figures.HEADINGS, figures.rows(self.results, size.name, self.questions, self.servers))
            yield f"{_described(size)}\n{table}"

    def _goals(self, drawn: Any) -> str:  # noqa: ANN401 -- one of the two ways to draw a table
        found = list(figures.goal_rows(self._outcomes()))
        return str(drawn(figures.GOAL_HEADINGS, found)) if found else ""

    def _parts(self) -> Iterator[str]:
        yield f"## GraphQL reads\n\n`{self.command}`"
        yield "\n".join(self.machine.lines()) + (f"\nPeers: {self.peers}." if self.peers else "")
        yield self._how()
        yield "\n".join(f"* **{name}**: {QUESTIONS[name].title}." for name in self.questions)
        yield "\n".join(f"* `{name}`: {_SERVERS[name]}." for name in self.servers)
        goals = self._goals(for_page)
        if goals:
            yield f"### Goals\n\nProcessor time per request, server and PostgreSQL together, both sides in brackets.\n\n{goals}"
        for size in self.sizes:
            table = for_page(figures.HEADINGS, figures.rows(self.results, size.name, self.questions, self.servers))
            yield f"### {size.name.capitalize()}\n\n{_described(size)}\n\n{table}"
        yield self._documents()

    def _how(self) -> str:
        asked = ", ".join(f"{count:,} of {name}" for name, count in self.arguments.items())
        manner = self.manner
        return (
            f"{self.rounds} rounds, in which the servers take turns and only one is under load; each round is about "
            f"{manner.seconds:g} s (at most {manner.most_requests:,} requests) over {manner.connections} connections that stay open. "
            "Figures are medians over the rounds, with the range beside them; ratios are taken round by round. CPU/request is the "
            "processor time of the server's processes and of all processes of the cluster, by the kernel's account; beside it the "
            "share of each. "
            "Before anything is measured all servers must give the same decoded answers to a sample of the arguments, or there are no "
            f"figures. Each request takes the next of a fixed set of arguments: {asked}."
        )

    def _documents(self) -> str:
        ours = "\n\n".join(dict.fromkeys(QUESTIONS[name].document for name in self.questions))
        text = f"### The documents\n\nWhat this product and Strawberry are asked:\n\n```graphql\n{ours}\n```"
        if not any(name.startswith("postgraphile") for name in self.servers):
            return text
        theirs = "\n\n".join(DOCUMENTS[name] for name in self.questions if name in DOCUMENTS)
        return f"{text}\n\nThe same in the words of PostGraphile's schema:\n\n```graphql\n{theirs}\n```"


def _described(size: Size) -> str:
    made = "Kepri's own territory" if size.is_kepri else "a made-up country with regions of four levels"
    return (
        f"{size.name}: {size.boxes:,} boxes, {size.stations:,} polling stations and {size.scans:,} scans in {made}. Events have the length "
        "of real ones and are not signed."
    )
