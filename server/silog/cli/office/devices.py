"""`silog devices`: the phones whose keys sign events."""

import csv
import sys
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Final

import click

from silog.cli.connected import on_database
from silog.cli.office.labels import written_whole
from silog.custody.queries import Kept, kept_in_quarantine
from silog.documents.actions import InvitationRun, print_invitations
from silog.documents.invitations import run_pdf
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.people.actions import Enrolment, Invitation, Invited, Revocation, enrol_device, revoke_device
from silog.people.rules import KeyAlgorithm, Role, Viewer, read_public_key
from silog.people.rules.invitations import INVITATION_DAYS, INVITED
from silog.places.queries import NO_ELECTION, Election, the_election
from silog.settings import Settings

_ELECTION = click.option("--election", metavar="CODE", help="The election; needless where there is only one.")
_ROLES: Final = [role.value for role in INVITED]


@click.group()
def devices() -> None:
    """Invite devices, take up their keys, end the trust in them, and see what of theirs could not be taken."""


@devices.command()
@_ELECTION
@click.option("--role", required=True, type=click.Choice(_ROLES, case_sensitive=False), help="What the devices are for.")
@click.option("--region", required=True, metavar="CODE", help="The region they serve in, for example 21.03.04.")
@click.option("--place", metavar="CODE", help="The one place they serve at, for example PPK-21.03.04.")
@click.option("--each-place", "is_each_place", is_flag=True, help="One for every place of the role's kind in the region.")
@click.option("--label", required=True, help="What the devices are called.")
@click.option("--count", default=1, show_default=True, help="How many.")
@click.option("--days", default=INVITATION_DAYS, show_default=True, help="For how many days they are good.")
@click.option("--base", metavar="URL", help="The address under which phones reach this server; without it, the one it has here.")
@click.option("--sheet", type=click.Path(path_type=Path, dir_okay=False), help="Write sheets to hand out, as PDF, instead.")
@click.option("--csv", "is_csv", is_flag=True, help="Print CSV, for printing sheets: label,role,region,place,code,url,expires_at.")
def invite(
    *,
    election: str | None,
    role: str,
    region: str,
    place: str | None,
    is_each_place: bool,
    label: str,
    count: int,
    days: int,
    base: str | None,
    sheet: Path | None,
    is_csv: bool,
) -> None:
    """Make invitations and print them. Each enrols one device, once; what is printed here is stored nowhere."""
    wanted = Invited(Role(role.upper()), region, label, place, is_each_place, count, days)

    address = (base or Settings.from_environment().address).rstrip("/")

    async def act(database: Database) -> InvitationRun:
        return await print_invitations(database, _operator(await _found(database, election)), wanted)

    if sheet is None:
        _print(on_database(act).invitations, address, is_csv=is_csv)
        return
    with written_whole(sheet) as file:
        run = on_database(act)
        file.write_bytes(run_pdf(run, address))
    click.echo(f"{len(run.invitations):,} invitations: {sheet}")


@devices.command()
@_ELECTION
@click.option("--region", required=True, metavar="CODE", help="The territory the device serves in.")
@click.option("--place", metavar="CODE", help="The one place it serves at, if there is one, for example PPK-21.03.04.")
@click.option("--label", required=True, help="What is written on the device.")
@click.option("--algorithm", required=True, type=click.Choice([a.value for a in KeyAlgorithm], case_sensitive=False))
@click.option("--public-key", required=True, metavar="BASE64", help="ED25519: the raw 32 bytes. P256: the uncompressed point, 65 bytes.")
def enrol(*, election: str | None, region: str, place: str | None, label: str, algorithm: str, public_key: str) -> None:
    """Take up one device and print its key id, which it puts into every event as `dev`."""
    enrolment = Enrolment(label, region, KeyAlgorithm(algorithm.upper()), read_public_key(public_key), place)

    async def act(database: Database) -> str:
        found = await _found(database, election)
        return await enrol_device(database, found.id, enrolment, _operator(found))

    click.echo(on_database(act))


@devices.command()
@click.argument("key")
@_ELECTION
@click.option("--after", "after_seq", required=True, type=int, metavar="N", help="The last of its events that still counts; 0 for none.")
@click.option("--reason", required=True, help="Why; it stands in the audit.")
def revoke(*, key: str, election: str | None, after_seq: int, reason: str) -> None:
    """End the trust in the device KEY: events after number N are quarantined, and its session ends."""

    async def act(database: Database) -> None:
        viewer = _operator(await _found(database, election))
        await revoke_device(database, viewer, Revocation(key, after_seq, reason))

    on_database(act)
    click.echo(f"{key} is trusted up to its event {after_seq}, and signed out.")


@devices.command()
@_ELECTION
@click.option("--key", metavar="KEY", help="Only what was sent under this key.")
@click.option("--most", default=100, show_default=True, type=click.IntRange(1, 100_000), help="How many, the newest first.")
@click.option("--csv", "is_csv", is_flag=True, help="Print CSV, word for word: received_at,region,code,message,key,event,detail,signature.")
def quarantine(*, election: str | None, key: str | None, most: int, is_csv: bool) -> None:
    """List what could not be taken as scans: when it was received by the election's clock, why, under which key, and the event."""

    async def act(database: Database) -> list[Kept]:
        found = await _found(database, election)
        async with database.unit_of_work(Scope.whole_election(found.id)) as work:
            return await kept_in_quarantine(await work.driver, found.id, key, most)

    found = on_database(act)
    if is_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(("received_at", "region", "code", "message", "key", "event", "detail", "signature"))
        writer.writerows((one.received_at.isoformat(timespec="seconds"), *astuple(one)[1:]) for one in found)
        return
    for one in found:
        click.echo(f"{one.received_at:%Y-%m-%dT%H:%MZ}  {one.reason}  {_plain(one.key)}  {_plain(one.message)}\n    {_plain(one.event)}")


async def _found(database: Database, election: str | None) -> Election:
    async with database.unit_of_work(NO_ELECTION) as work:
        return await the_election(work.connection, election)


def _operator(election: Election) -> Viewer:
    """Who has a shell on the server acts for the whole election; the audit names the command."""
    return Viewer("silog devices", Role.COORDINATOR, "", election.id, election.code)


def _plain(text: str) -> str:
    """Give a stranger's text on one line, without what a terminal would obey."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _print(made: Sequence[Invitation], base: str, *, is_csv: bool) -> None:
    if not is_csv:
        for one in made:
            click.echo(f"{one.label}  {base}{one.path}")
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("label", "role", "region", "place", "code", "url", "expires_at"))
    for one in made:
        ends = one.expires_at.isoformat(timespec="seconds")
        writer.writerow((one.label, one.role.value, one.region_code, one.place_code or "", one.code, base + one.path, ends))
