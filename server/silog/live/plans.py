"""What this process hears of plans, for those who follow one while it is made."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from silog.kit.graphql.follow.walks import Window
from silog.kit.stopping import ServerStoppingError
from silog.places.rules import is_within


@dataclass(slots=True)
class _Followed:
    """One plan that is followed from one region: the number of the last change that was heard of, and who waits for the next."""

    change: int
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    followers: int = 0


class PlanChanges:
    """Numbers the changes of plans as they are heard of, in one row for all plans, so that no plan's number ever goes back."""

    def __init__(self) -> None:
        """Nothing is heard before the feed's reader listens."""
        self._change = 0
        self._followed: dict[tuple[int, int], dict[str, _Followed]] = {}
        """By election and number, then by the region in whose scope it is followed."""
        self._is_stopping = False

    def heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        """Take what PostgreSQL tells: `election:number:region`.

        Who has the region out of sight is told nothing, not even that something has changed: when a plan moves is the plan's too.
        """
        election_id, number, region = str(payload).split(":")
        for scope, followed in self._followed.get((int(election_id), int(number)), {}).items():
            if is_within(region, scope):
                self._note(followed)

    def missed(self) -> None:
        """Be told that nothing was heard for a while: any plan may have changed."""
        for scopes in self._followed.values():
            for followed in scopes.values():
                self._note(followed)

    def stop(self) -> None:
        """Send every follower away with ServerStoppingError."""
        self._is_stopping = True
        self.missed()

    @contextmanager
    def walk(self, election_id: int, number: int, region: str) -> Iterator["PlanWalk"]:
        """Open a way along a plan's changes, for somebody whose scope is a region; '' is every region."""
        key = election_id, number
        scopes = self._followed.setdefault(key, {})
        followed = scopes.setdefault(region, _Followed(self._change))
        followed.followers += 1
        try:
            yield PlanWalk(self, followed)
        finally:
            followed.followers -= 1
            if not followed.followers:
                del scopes[region]
            if not scopes:
                self._followed.pop(key, None)

    def refuse_when_stopping(self) -> None:
        """Raise ServerStoppingError when this server will hear of nothing more."""
        if self._is_stopping:
            raise ServerStoppingError

    def _note(self, followed: _Followed) -> None:
        self._change += 1
        followed.change = self._change
        moved, followed.moved = followed.moved, asyncio.Event()
        moved.set()


class PlanWalk:
    """One way along a plan's changes. Each window shows the plan as it is when it is read."""

    def __init__(self, changes: PlanChanges, followed: _Followed) -> None:
        """Begin at the present."""
        self._changes = changes
        self._followed = followed
        self.cursor = followed.change

    async def begin(self) -> Window:
        """Show the plan as it stands."""
        return self._window(self._followed.change)

    def onward(self, until: int | None = None, *, is_thinned: bool = False) -> Window | None:  # noqa: ARG002 -- nothing is ever left out
        """Show it again where it has changed; changes that were heard of together are one window."""
        ends_at = self._followed.change if until is None else min(until, self._followed.change)
        return self._window(ends_at) if ends_at > self.cursor else None

    async def moved(self) -> None:
        """Wait for a change."""
        while self._followed.change <= self.cursor:
            self._changes.refuse_when_stopping()
            await self._followed.moved.wait()
        self._changes.refuse_when_stopping()

    def _window(self, until: int) -> Window:
        self.cursor = until
        return {"change": until}
