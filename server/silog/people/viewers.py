"""From a token to the viewer it stands for, without a query for every request.

What was looked up is believed for three seconds; so a session revoked anywhere ends everywhere within that, and at once where it was
revoked through this object.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.people.actions.sessions import revoke_session, touch_session
from silog.people.queries import public_viewer, session_of
from silog.people.rules import Role, Viewer, is_touch_due, later_end, token_hash

BELIEVED_S: Final = 3.0
_MOST_KEPT: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Known:
    viewer: Viewer
    until_s: float


class Viewers:
    """Finds who asks. One of these stands in each process."""

    def __init__(self, database: Database) -> None:
        """Look people up in `database`."""
        self._database = database
        self._known: dict[bytes | str | None, _Known] = {}
        self._looking: dict[bytes | str | None, asyncio.Task[Viewer]] = {}

    def recalled(self, token: str) -> Viewer | None:
        """Give the person whose token this is, where that was looked up a moment ago."""
        return self._recall(token_hash(token))

    async def of_token(self, token: str) -> Viewer:
        """Give the person whose cookie or bearer token this is; UNAUTHENTICATED when it opens no session that stands."""
        hashed = token_hash(token)
        return self._recall(hashed) or await self._looked_up(hashed, partial(self._by_session, hashed))

    async def of_public(self, election_code: str | None = None) -> Viewer:
        """Give the public's viewer of the election named, else of the newest real one, else of the newest."""
        return self._recall(election_code) or await self._looked_up(election_code, partial(public_viewer, self._database, election_code))

    async def _by_session(self, hashed: bytes) -> Viewer:
        now = real_now()
        session = await session_of(self._database, hashed, now)
        if session is None:
            raise SilogError("UNAUTHENTICATED", "This session has ended or never was.", "Sign in again, or send a valid token.")
        end = later_end(session.kind, session.created_at, session.expires_at, now)
        if session.viewer.session_id is not None and (end is not None or is_touch_due(session.used_at, now)):
            await touch_session(self._database, session.viewer.session_id, now, end)
        return session.viewer

    async def _looked_up(self, key: bytes | str | None, look: Callable[[], Coroutine[Any, Any, Viewer]]) -> Viewer:
        """Look somebody up once for all requests that wait to know who they are."""
        looking = self._looking.get(key)
        if looking is None:
            looking = self._looking[key] = asyncio.create_task(look())
            looking.add_done_callback(lambda done: self._found(key, done))
        return await asyncio.shield(looking)  # one client that goes away takes nothing from the others

    def _found(self, key: bytes | str | None, done: "asyncio.Task[Viewer]") -> None:
        if self._looking.get(key) is done:
            del self._looking[key]
            if not done.cancelled() and done.exception() is None:
                self._keep(key, done.result())

    async def home_of(self, token: str) -> str:
        """Give the page that somebody who has just signed in works at: an escort's own, and the console for everybody else."""
        return "/escort" if (await self.of_token(token)).role is Role.ESCORT else "/"

    async def sign_out(self, token: str) -> None:
        """End the session of a token."""
        await revoke_session(self._database, token)
        self._known.pop(token_hash(token), None)
        self._looking.pop(token_hash(token), None)

    def forget(self) -> None:
        """Believe nothing that was looked up before: the next request of everybody is looked up anew."""
        self._known.clear()
        self._looking.clear()

    def _recall(self, key: bytes | str | None) -> Viewer | None:
        known = self._known.get(key)
        return known.viewer if known is not None and time.monotonic() < known.until_s else None

    def _keep(self, key: bytes | str | None, viewer: Viewer) -> None:
        now = time.monotonic()
        if len(self._known) >= _MOST_KEPT:
            self._known = {key: known for key, known in self._known.items() if now < known.until_s}
        self._known[key] = _Known(viewer, now + BELIEVED_S)
