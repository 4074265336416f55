"""`silog devices`: the keys that sign events."""

import base64
import binascii

import click

from silog.cli.connected import on_database
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database
from silog.people.actions import Enrolment, enrol_device
from silog.people.rules import KeyAlgorithm
from silog.places.queries import NO_ELECTION, the_election


@click.group()
def devices() -> None:
    """Take up the keys of devices."""


@devices.command()
@click.option("--election", metavar="CODE", help="The election; needless where there is only one.")
@click.option("--region", required=True, metavar="CODE", help="The territory the device serves in.")
@click.option("--place", metavar="CODE", help="The one place it serves at, if there is one, for example PPK-21.03.04.")
@click.option("--label", required=True, help="What is written on the device.")
@click.option("--algorithm", required=True, type=click.Choice([a.value for a in KeyAlgorithm], case_sensitive=False))
@click.option("--public-key", required=True, metavar="BASE64", help="ED25519: the raw 32 bytes. P256: the uncompressed point, 65 bytes.")
def enrol(*, election: str | None, region: str, place: str | None, label: str, algorithm: str, public_key: str) -> None:
    """Take up one device and print its key id, which it puts into every event as `dev`."""
    enrolment = Enrolment(label, region, KeyAlgorithm(algorithm.upper()), _decoded(public_key), place)

    async def act(database: Database) -> str:
        async with database.unit_of_work(NO_ELECTION) as work:
            found = await the_election(work.connection, election)
        return await enrol_device(database, found.id, enrolment)

    click.echo(on_database(act))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SilogError(WRONG_INPUT, f"--public-key is not Base64: {error}", "Give the raw public key in Base64 or Base64url.") from error
