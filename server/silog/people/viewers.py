"""From a token to the viewer it stands for, without a query for every request.

What was looked up is believed for three seconds; so a session revoked anywhere ends everywhere within that, and at once where it was
revoked through this object.
"""

import time
from dataclasses import dataclass
from typing import Final

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.people.actions.sessions import revoke_session, touch_session
from silog.people.queries import public_viewer, session_of
from silog.people.rules import Viewer, is_touch_due, later_end, token_hash

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

    async def of_token(self, token: str) -> Viewer:
        """Give the person whose cookie or bearer token this is; UNAUTHENTICATED when it opens no session that stands."""
        hashed = token_hash(token)
        viewer = self._recall(hashed)
        if viewer is not None:
            return viewer
        now = real_now()
        session = await session_of(self._database, hashed, now)
        if session is None:
            raise SilogError("UNAUTHENTICATED", "This session has ended or never was.", "Sign in again, or send a valid token.")
        end = later_end(session.kind, session.created_at, session.expires_at, now)
        if session.viewer.session_id is not None and (end is not None or is_touch_due(session.used_at, now)):
            await touch_session(self._database, session.viewer.session_id, now, end)
        return self._keep(hashed, session.viewer)

    async def of_public(self, election_code: str | None = None) -> Viewer:
        """Give the public's viewer of the election named, else of the newest real one, else of the newest."""
        viewer = self._recall(election_code)
        return viewer or self._keep(election_code, await public_viewer(self._database, election_code))

    async def sign_out(self, token: str) -> None:
        """End the session of a token."""
        await revoke_session(self._database, token)
        self._known.pop(token_hash(token), None)

    def forget(self) -> None:
        """Believe nothing that was looked up before: the next request of everybody is looked up anew."""
        self._known.clear()

    def _recall(self, key: bytes | str | None) -> Viewer | None:
        known = self._known.get(key)
        return known.viewer if known is not None and time.monotonic() < known.until_s else None

    def _keep(self, key: bytes | str | None, viewer: Viewer) -> Viewer:
        now = time.monotonic()
        if len(self._known) >= _MOST_KEPT:
            self._known = {key: known for key, known in self._known.items() if now < known.until_s}
        self._known[key] = _Known(viewer, now + BELIEVED_S)
        return viewer
