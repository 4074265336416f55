"""The drills of custody: `silog drill fold`, `resend`, `forge`, `crash`, `clone` and `vectors`."""

import asyncio
import secrets
import sys
from pathlib import Path

import click

from silog.drill.custody.cloning import drill_clone
from silog.drill.custody.crashing import drill_crash
from silog.drill.custody.devices import enrol
from silog.drill.custody.folding import drill_fold
from silog.drill.custody.forging import drill_forge
from silog.drill.custody.resending import Volume, drill_resend
from silog.drill.custody.vectors import drill_vectors
from silog.drill.ground import prepare, private_cluster
from silog.drill.served import served
from silog.kit.cluster.endpoint import APP_ROLE

_SEED = click.option("--seed", default=lambda: secrets.token_hex(4), help="The same seed does the same again; drawn when none is given.")
_MANY = click.IntRange(min=1)


@click.command()
@click.option("--count", default=10_000, show_default=True, type=_MANY, help="How many orders and splits.")
@_SEED
def fold(*, count: int, seed: str) -> None:
    """Fold histories of 500 scans in random orders and splits: each must come to the same state."""
    click.echo(f"seed {seed}")
    outcome = drill_fold(seed, count)
    click.echo(f"{outcome.tried:,} orders and splits of {outcome.histories:,} histories: {outcome.different} came to another state")
    sys.exit(outcome.different > 0)


@click.command()
@click.option("--count", default=100_000, show_default=True, type=_MANY, help="How many events.")
@click.option("--most", default=20, show_default=True, type=_MANY, help="How often each is sent at most.")
@_SEED
def resend(*, count: int, most: int, seed: str) -> None:
    """Send scans many times, shuffled, over lines that tear: each must be stored once, and none lost."""
    click.echo(f"seed {seed}")
    with private_cluster() as cluster:
        ground = asyncio.run(prepare(cluster.dsn(APP_ROLE)))
        phones = asyncio.run(enrol(ground.dsn_app, ground.election, 200, seed=seed))
        with served(cluster.root) as (port, _):
            outcome = drill_resend(ground, phones, port, Volume(count, most), click.echo)
    click.echo(
        f"{outcome.events:,} events sent {outcome.sent:,} times over {outcome.torn:,} torn lines: {outcome.stored:,} stored, "
        f"{outcome.twice} twice, {outcome.lost} lost, {outcome.refused} refused; {outcome.differences} differences when folded again"
    )
    sys.exit(not outcome.is_passed)


@click.command()
@click.option("--count", default=100_000, show_default=True, type=_MANY, help="How many forgeries.")
@_SEED
def forge(*, count: int, seed: str) -> None:
    """Send events that nobody signed, or signed for something else: none may reach any state."""
    click.echo(f"seed {seed}")
    with private_cluster() as cluster:
        ground = asyncio.run(prepare(cluster.dsn(APP_ROLE)))
        outcome = asyncio.run(drill_forge(ground, seed, count, click.echo))
    codes = ", ".join(f"{code}: {number:,}" for code, number in sorted(outcome.codes.items()))
    state = "nothing changed" if outcome.is_unchanged else "SOMETHING CHANGED"
    click.echo(f"{outcome.sent:,} forged events, {outcome.taken} taken, {state}. {codes}")
    sys.exit(not outcome.is_passed)


@click.command()
@click.option("--cycles", default=200, show_default=True, type=_MANY, help="How often both are killed.")
@_SEED
def crash(*, cycles: int, seed: str) -> None:
    """Kill server and database with -9 while scans come in: nothing that was acknowledged may be lost."""
    click.echo(f"seed {seed}")
    with private_cluster(is_durable=True) as cluster:
        ground = asyncio.run(prepare(cluster.dsn(APP_ROLE)))
        phones = asyncio.run(enrol(ground.dsn_app, ground.election, 20, seed=seed))
        outcome = drill_crash(cluster, ground, phones, cycles, click.echo)
    click.echo(
        f"{outcome.cycles:,} times killed: {outcome.acknowledged:,} scans acknowledged, {outcome.lost} lost, {outcome.twice} stored twice; "
        f"{outcome.differences} differences when folded again"
    )
    sys.exit(not outcome.is_passed)


@click.command()
@click.option("--count", default=1_000_000, show_default=True, type=_MANY, help="How many handovers; copies are a fifth.")
@_SEED
def clone(*, count: int, seed: str) -> None:
    """Carry boxes by every class of vessel, and copy some: copies must raise the alarm, and nothing else."""
    click.echo(f"seed {seed}")
    outcome = drill_clone(seed, count)
    pairs = outcome.pairs_found / outcome.pairs
    click.echo(f"{outcome.copies:,} copies: {outcome.recall:.3%} raised the alarm; of the single pairs of sightings, {pairs:.2%}")
    click.echo(f"{outcome.handovers:,} handovers: {outcome.false_alarms} false alarms, {outcome.false_per_thousand:.3f} per 1,000")
    sys.exit(not outcome.is_passed)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
def vectors(*, folder: Path) -> None:
    """Try other people's test vectors: Wycheproof's Ed25519 and P-256, and the files of the author of RFC 8785.

    DIR holds ed25519_test.json, ecdsa_secp256r1_sha256_p1363_test.json, and jcs/input and jcs/output. The page /vectors of the server takes
    the same files and tries them by what phones sign with.
    """
    outcomes = drill_vectors(folder)
    for outcome in outcomes:
        click.echo(f"{'ok' if not outcome.wrong else '!!'}  {outcome.file}: {outcome.right:,} right, {len(outcome.wrong)} wrong")
        for case in outcome.wrong:
            click.echo(f"      {case}")
    sys.exit(any(outcome.wrong for outcome in outcomes))


COMMANDS = (fold, resend, forge, crash, clone, vectors)
