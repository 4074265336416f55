"""Creating elections and winding the clocks of training elections."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import insert, select, text, update

from silog.errors import WRONG_INPUT, SilogError
from silog.kit.clock import ElectionClock, real_now
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.places.queries import NO_ELECTION, Election, election_named, election_numbered
from silog.places.rules import ElectionKind, refuse_far_jump, refuse_real, refuse_wrong_speed
from silog.places.tables import elections

_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{1,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ClockSet:
    """Announced when a training election's clock was wound."""

    election_id: int
    clock: ElectionClock


@dataclass(frozen=True, slots=True)
class NewElection:
    """An election to be. A real one runs on real time; a training one may start on any clock, and else on real time too."""

    code: str
    name: str
    kind: ElectionKind
    voting_day: date
    clock: ElectionClock | None = None


async def create_election(database: Database, new: NewElection) -> Election:
    """Create an election; a code that is taken is refused."""
    made, election = await _find_or_insert(database, new)
    if not made:
        raise SilogError(WRONG_INPUT, f"There is an election {new.code} already.", "Choose another code: it stands in every scan.")
    return election


async def ensure_election(database: Database, new: NewElection) -> Election:
    """Give the election of this code, created if there is none; an existing one keeps its clock, and must be of the same kind."""
    _, found = await _find_or_insert(database, new)
    if found.kind is not new.kind:
        raise SilogError(WRONG_INPUT, f"{new.code} exists as a {found.kind} election, not as {new.kind}.", "Choose another code.")
    return found


async def set_training_clock(
    database: Database,
    election_id: int,
    *,
    speed: float | None = None,
    is_paused: bool | None = None,
    jump_to: datetime | None = None,
    also: Callable[[UnitOfWork, Election, ElectionClock], Awaitable[None]] | None = None,
) -> ElectionClock:
    """Wind a training election's clock, changing only what is given; announces `ClockSet`. A real election's clock is refused.

    `also` does, in the same transaction, what rooms above have to do about it; it gets the election as it was, and its new clock.
    """
    refuse_wrong_speed(speed)
    if jump_to is not None and jump_to.tzinfo is None:
        raise SilogError(WRONG_INPUT, f"{jump_to.isoformat()} has no time zone.", "Write for example 2024-11-27T07:00:00+07:00.")
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        election = await election_numbered(work.connection, election_id, for_update=True)
        refuse_real(election.kind, election.code)
        refuse_far_jump(jump_to, election.voting_day)
        clock = election.clock.reset(real_now(), speed=speed, is_paused=is_paused, jump_to=jump_to)
        await work.connection.execute(update(elections).where(elections.c.id == election_id).values(_columns(clock)))
        if also is not None:
            await also(work, election, clock)
        await work.announce(ClockSet(election_id, clock))
        return clock


async def _find_or_insert(database: Database, new: NewElection) -> tuple[bool, Election]:
    _refuse_wrong_naming(new)
    async with database.unit_of_work(NO_ELECTION) as work:
        # Two that create the same election wait for each other, so that the second finds the first's.
        await work.connection.execute(text("LOCK TABLE elections IN SHARE ROW EXCLUSIVE MODE"))
        taken = await work.connection.execute(select(elections.c.id).where(elections.c.code == new.code))
        if taken.first():
            return False, await election_named(work.connection, new.code)
        now = real_now()
        clock = new.clock or ElectionClock(now, now)
        row = {"code": new.code, "name": new.name.strip(), "kind": new.kind, "voting_day": new.voting_day} | _columns(clock)
        number = (await work.connection.execute(insert(elections).values(row).returning(elections.c.id))).scalar_one()
        return True, Election(number, new.code, new.name.strip(), new.kind, new.voting_day, clock)


def _refuse_wrong_naming(new: NewElection) -> None:
    if not _CODE.fullmatch(new.code):
        message = f"{new.code!r} is no election code."
        raise SilogError(WRONG_INPUT, message, "Use 2 to 40 capital letters, digits and hyphens, for example PILKADA-2024.")
    if not new.name.strip():
        raise SilogError(WRONG_INPUT, "The election's name is empty.", "Give the name that people read on the screens.")
    if new.clock is not None:
        refuse_real(new.kind, new.code)
        refuse_wrong_speed(new.clock.speed)


def _columns(clock: ElectionClock) -> dict[str, object]:
    return {
        "clock_anchor_at": clock.anchor_at,
        "clock_shown_at": clock.shown_at,
        "clock_speed": clock.speed,
        "clock_is_paused": clock.is_paused,
    }
