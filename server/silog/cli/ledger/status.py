"""`silog log status`: how the logs stand."""

from collections.abc import Iterator

import click

from silog.cli.connected import on_database
from silog.cli.ledger.witnesses import last_word
from silog.kit.clock import WIB
from silog.ledger.standing import Standing, how_logs_stand


@click.command()
def status() -> None:
    """Say of every election how long its log is, when and with which key it was signed, how many scans wait, and what witnesses say."""
    for standing in on_database(how_logs_stand):
        click.echo("\n".join(_lines(standing)))


def _lines(standing: Standing) -> Iterator[str]:
    code, head, signed_at = standing.election.code, standing.head, standing.signed_at
    if head is None or signed_at is None:
        yield f"{code}  no log yet: it begins with the first start of a server that signs"
    else:
        yield f"{code}  {head.checkpoint.size:,} entries, signed {signed_at.astimezone(WIB):%Y-%m-%d %H:%M:%S} WIB"
        yield f"    key {head.verifier_key}"
    if standing.waiting:
        since = (
            "" if standing.waiting_since is None else f", the first since {standing.waiting_since.astimezone(WIB):%Y-%m-%d %H:%M:%S} WIB"
        )
        yield f"    {standing.waiting:,} scans wait for their place{since}"
    for one in standing.witnesses:
        yield f"    witness {one.witness.name} {last_word(one)}"
