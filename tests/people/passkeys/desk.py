"""A browser at the door, the person in front of it, and her key."""

from dataclasses import dataclass
from typing import Any

import httpx
from tests.people.passkeys.authenticator import SoftKey

from silog.kit.database import Database
from silog.people.actions import create_user, make_sign_in_link
from silog.people.queries import User
from silog.people.rules import Role

HOST = "silog.test"
ORIGIN = f"https://{HOST}"
COOKIE = "__Host-silog_session"


@dataclass
class Desk:
    """A browser of a person, who may be signed in, and what it can be asked to do with a key."""

    client: httpx.AsyncClient
    database: Database

    async def sign_in_by_link(self, election_id: int, name: str = "Siti") -> User:
        """Create a person and sign her in by a link."""
        user = await create_user(self.database, election_id, name, Role.OPERATOR, "21.03")
        await self.client.get(f"/sign-in/{await make_sign_in_link(self.database, user.id)}")
        return user

    def leave(self) -> None:
        """Forget the session in this browser."""
        self.client.cookies.clear()

    async def ask(self, path: str) -> dict[str, Any]:
        """Ask for a challenge, with all that goes with it."""
        answer = await self.client.post(f"{path}/ask", json={})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def register(self, key: SoftKey, name: str = "Laptop kantor") -> httpx.Response:
        """Register a key for whoever is signed in."""
        made = key.make(await self.ask("/sign-in/passkeys"))
        return await self.client.post("/sign-in/passkeys", json={"name": name, "credential": made})

    async def sign_in(self, key: SoftKey) -> httpx.Response:
        """Sign in by a key."""
        return await self.hand_in(key.use(await self.ask("/sign-in/passkey")))

    async def hand_in(self, credential: object) -> httpx.Response:
        """Hand in an answer as it is."""
        return await self.client.post("/sign-in/passkey", json={"credential": credential})


def new_key(origin: str = ORIGIN, rp_id: str = HOST) -> SoftKey:
    """A key that is used at our own address, unless another is said."""
    return SoftKey(origin, rp_id)
