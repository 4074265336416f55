"""What people do about incidents, and what supervisors observe."""

from collections.abc import Awaitable, Callable

import asyncpg
import pytest
from tests.custody.world import STATIONS, World

from silog.alerts.handling import (
    Subject,
    acknowledge_incident,
    assign_incident,
    file_observation,
    report_incident,
    resolve_incident,
)
from silog.errors import SilogError
from silog.people.actions import create_user
from silog.people.rules import Right, Role, Viewer, rights_of


def viewer(world: World, role: Role = Role.OPERATOR, region: str = "21.03", name: str = "Rina") -> Viewer:
    return Viewer(name, role, region, world.election.id, world.election.code)


async def test_an_incident_goes_from_report_to_resolution_and_every_step_stands_in_the_audit(joined: World) -> None:
    database, rina = joined.database, viewer(joined)
    await create_user(database, joined.election.id, "Budi", Role.OPERATOR, "21.03")

    number = await report_incident(database, rina, Subject(joined.boxes[0], "WH-21.03"), "A box fell into the water.")
    await acknowledge_incident(database, rina, number, "I go there.")
    await assign_incident(database, rina, number, "Budi", "He is nearer.")
    await resolve_incident(database, rina, number, "Dried; seals whole.")

    row = await joined.owner.fetchrow("SELECT kind, region_code, owner, acknowledged_by, resolved_by, resolution FROM incidents")
    assert tuple(row or ()) == ("REPORTED", "21.03.04.1003", "Budi", "Rina", "Rina", "Dried; seals whole.")
    steps = await joined.owner.fetch("SELECT step, actor FROM incident_notes ORDER BY id")
    assert [tuple(step) for step in steps] == [(step, "Rina") for step in ("OPENED", "ACKNOWLEDGED", "ASSIGNED", "RESOLVED")]
    actions = await joined.owner.fetch("SELECT action FROM audit ORDER BY id")
    assert [row["action"] for row in actions] == [f"election:incident:{step}" for step in ("open", "acknowledge", "assign", "resolve")]


Act = Callable[[World, Viewer, int], Awaitable[object]]
ACTS: dict[str, Act] = {
    "acknowledge": lambda world, by, number: acknowledge_incident(world.database, by, number, "Yes."),
    "assign": lambda world, by, number: assign_incident(world.database, by, number, "Rina", "Yes."),
    "resolve": lambda world, by, number: resolve_incident(world.database, by, number, "Yes."),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("region", "code"), [("21.05", "UNKNOWN_INCIDENT"), ("21.03.04.1003", "FORBIDDEN")])
async def test_whose_region_does_not_hold_it_changes_nothing(joined: World, act: str, region: str, code: str) -> None:
    number = await report_incident(joined.database, viewer(joined), Subject(place_code="WH-21.03"), "The door was open.")
    before = await joined.owner.fetch("SELECT * FROM incidents")

    with pytest.raises(SilogError) as caught:
        await ACTS[act](joined, viewer(joined, region=region), number)

    assert caught.value.code == code
    assert await joined.owner.fetch("SELECT * FROM incidents") == before
    assert await joined.owner.fetchval("SELECT count(*) FROM incident_notes") == 1


@pytest.mark.parametrize("act", ACTS)
async def test_what_is_resolved_stays_so(joined: World, act: str) -> None:
    number = await report_incident(joined.database, viewer(joined), Subject(), "Rain.")
    await resolve_incident(joined.database, viewer(joined), number, "It stopped.")

    with pytest.raises(SilogError, match="Rina resolved it"):
        await ACTS[act](joined, viewer(joined), number)


async def test_nobody_can_be_made_owner_who_is_not_there(joined: World) -> None:
    number = await report_incident(joined.database, viewer(joined), Subject(), "Rain.")
    await create_user(joined.database, joined.election.id, "Elsewhere", Role.OPERATOR, "21.05")

    for owner in ("Nobody", "Elsewhere", "\x00"):
        with pytest.raises(SilogError) as caught:
            await assign_incident(joined.database, viewer(joined), number, owner, "Please.")
        assert caught.value.code == "UNKNOWN_OWNER"
    assert await joined.owner.fetchval("SELECT owner FROM incidents") is None


@pytest.mark.parametrize(
    ("subject", "text", "code"),
    [
        (Subject(), "  ", "BAD_TEXT"),
        (Subject(), "x" * 2001, "BAD_TEXT"),
        (Subject(box_code="0000000000Y"), "x", "UNKNOWN_BOX"),
        (Subject(place_code="WH-21.05"), "x", "UNKNOWN_PLACE"),
        (Subject(place_code="\x00"), "x", "UNKNOWN_PLACE"),
    ],
)
async def test_what_cannot_be_reported_or_observed_is_refused_and_nothing_is_written(
    joined: World, subject: Subject, text: str, code: str
) -> None:
    for write in (report_incident, file_observation):
        with pytest.raises(SilogError) as caught:
            await write(joined.database, viewer(joined), subject, text)
        assert caught.value.code == code
    for table in ("incidents", "observations", "audit"):
        assert await joined.owner.fetchval(f"SELECT count(*) FROM {table}") == 0


async def test_an_observation_stays_as_it_was_filed_whoever_tries(joined: World) -> None:
    panwas = viewer(joined, Role.SUPERVISOR, "21.03.04", "Panwas")
    await file_observation(joined.database, panwas, Subject(place_code=STATIONS[0]), "The seal was torn.")

    for statement in ("UPDATE observations SET text = 'whole'", "DELETE FROM observations"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await joined.seen_by(panwas.scope, statement)
        with pytest.raises(asyncpg.RestrictViolationError):
            await joined.owner.execute(statement)
    row = await joined.owner.fetchrow("SELECT actor, text, region_code FROM observations")
    assert tuple(row or ()) == ("Panwas", "The seal was torn.", "21.03.04.1003")


def test_only_a_supervisor_files_observations_and_supervisors_manage_nothing() -> None:
    may_file = {role for role in Role if Right.FILE_OBSERVATIONS in rights_of(role, is_device=False)}

    assert may_file == {Role.SUPERVISOR}
    assert not rights_of(Role.SUPERVISOR, is_device=False) & {Right.MANAGE_INCIDENTS, Right.RECORD_SCANS, Right.ISSUE_SEALS}
