"""Challenges: random numbers that a passkey signs, each for one purpose, once, within minutes.

They stand in the database and not in a process, since the answer may reach another process than the one that asked.
"""

import secrets
from uuid import UUID

from sqlalchemy import delete, insert

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.people.rules.passkeys import CHALLENGE_BYTES, CHALLENGE_LIFE, Purpose
from silog.people.tables import passkey_challenges
from silog.places.queries import NO_ELECTION


async def make_challenge(database: Database, purpose: Purpose, user_id: UUID | None = None) -> bytes:
    """Make a challenge, for a person where one registers; those that nobody answered in time go with it."""
    challenge, now = secrets.token_bytes(CHALLENGE_BYTES), real_now()
    row = {"challenge": challenge, "purpose": purpose, "user_id": user_id, "expires_at": now + CHALLENGE_LIFE}
    async with database.unit_of_work(NO_ELECTION) as work:
        await work.connection.execute(delete(passkey_challenges).where(passkey_challenges.c.expires_at <= now))
        await work.connection.execute(insert(passkey_challenges).values(row))
    return challenge


async def use_challenge(database: Database, challenge: bytes, purpose: Purpose, user_id: UUID | None = None) -> None:
    """Use a challenge up, whatever comes of it; CHALLENGE_GONE where it was never made, used, late, or made for something else.

    It is gone before the answer is looked at, in a transaction of its own: of two that come with the same answer, one is let through.
    """
    c = passkey_challenges.c
    taken = delete(passkey_challenges).where(c.challenge == challenge).returning(c.purpose, c.user_id, c.expires_at)
    async with database.unit_of_work(NO_ELECTION) as work:
        found = (await work.connection.execute(taken)).one_or_none()
    if found is None or (found.purpose, found.user_id) != (purpose, user_id) or found.expires_at <= real_now():
        message = "This answer is to a question that was not asked, was answered before, or is too long ago."
        raise SilogError("CHALLENGE_GONE", message, "Begin again.")
