"""What came of it, in words: for the terminal, and as the section of the page of measurements."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from silog.bench.live.over import Over
from silog.bench.machine import Machine
from silog.bench.tables import Row, for_page, for_terminal

_HEADINGS: Final = ("", "", "", "goal", "found", "met")
_MOST_P99_MS: Final = 250
_MOST_SHARE: Final = 25
_MOST_GROWN_MB: Final = 100
_MB: Final = 1e6


@dataclass(frozen=True, slots=True)
class Followed:
    """What thousands of subscribers heard, in order of delay, what was lost, what an event cost the server, and what each weighs."""

    subscribers: int
    events: int
    delays_s: Sequence[float]
    lost: int
    cost_s: float
    bytes_each: float

    def delay_ms(self, share: float) -> float:
        """The delay that this share of what was heard did not exceed."""
        return self.delays_s[min(len(self.delays_s) - 1, int(share * len(self.delays_s)))] * 1e3 if self.delays_s else float("inf")


@dataclass(frozen=True, slots=True)
class NeverRead:
    """What those cost that never read: by how many bytes the server grew, and how many waited in the kernel at most.

    In the end `left` of them were still connected, after so many seconds.
    """

    subscribers: int
    grown_bytes: int
    kernel_bytes: int
    left: int
    cut_after_s: float


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a run found out."""

    command: str
    machine: Machine
    found: Mapping[Over, tuple[Followed, NeverRead]]

    def for_terminal(self) -> str:
        """A table for somebody who tunes."""
        return for_terminal(_HEADINGS, self._rows())

    def for_page(self) -> str:
        """The section of the page."""
        return "\n\n".join(
            ["## Telling subscribers", f"`{self.command}`", "\n".join(self.machine.lines()), _HOW, for_page(_HEADINGS, self._rows())]
        )

    def _rows(self) -> Iterator[Row]:
        for over, (followed, never_read) in self.found.items():
            yield from ((over, *row) for row in _of_readers(followed))
            yield from ((over, *row) for row in _of_others(never_read))


def _of_readers(found: Followed) -> Iterator[Row]:
    who, p99, share = f"{found.subscribers:,} subscribers, {found.events} events", found.delay_ms(0.99), found.cost_s * 100
    yield (who, "delay, p50", "", f"{found.delay_ms(0.5):,.0f} ms", "")
    yield (who, "delay, p99", f"<= {_MOST_P99_MS} ms", f"{p99:,.0f} ms", _met(is_so=p99 <= _MOST_P99_MS))
    yield (who, "of one core, at 1 event/s", f"<= {_MOST_SHARE} %", f"{share:,.0f} %", _met(is_so=share <= _MOST_SHARE))
    yield (who, "a message", "", f"{found.cost_s / found.subscribers * 1e6:,.0f} us", "")
    yield (who, "never heard", "0", f"{found.lost:,}", _met(is_so=found.lost == 0))
    yield (who, "memory of each", "", f"{found.bytes_each / 1e3:,.0f} kB", "")


def _of_others(found: NeverRead) -> Iterator[Row]:
    who, grown = f"{found.subscribers} that never read", found.grown_bytes / _MB
    yield (who, "memory grows by", f"<= {_MOST_GROWN_MB} MB", f"{grown:,.0f} MB", _met(is_so=grown <= _MOST_GROWN_MB))
    yield (who, "waits in the kernel", "", f"{found.kernel_bytes / _MB:,.0f} MB", "")
    yield (who, f"still connected after {found.cut_after_s:,.0f} s", "0", f"{found.left}", _met(is_so=found.left == 0))


def _met(*, is_so: bool) -> str:
    return "yes" if is_so else "no"


_HOW: Final = """One server process for each protocol, as it is served: graphql-transport-ws (`websocket`), and graphql-sse in its distinct
connections mode (`sse`). Subscribers follow `liveFeed` with the same document and scope, in a process of their own that shares no code with
the server; each event is a signed scan, recorded over HTTP, one a second, which is told at once. The delay is counted from when the scan is
sent, so it holds its recording. What an event costs is the server's processor time by the kernel's account, less that of recording the same
number of scans with nobody following; the pings of WebSockets are in it. Those that never read stop after the first answer; they are told
thirty batches of a hundred scans, and then a scan each second until the server has cut them. What waits for them in the kernel is no memory
of the server and is said beside it."""
