"""`silog log witness-key`: what a witness cosigns with."""

from pathlib import Path

import click

from silog.cli.ledger.keys import make_key_file, named, read_key_file, refuse_bad_name


@click.command("witness-key")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--name", required=True, help="The witness's name, one word, best an address of its own: bawaslu-kepri.example/1")
def witness_key(file: Path, name: str) -> None:
    """Make a witness's private key in FILE, unless it is there, and print the key by which its cosignatures are checked.

    The printed line is for everybody. The file is for nobody else: whoever has it can speak as this witness.
    """
    refuse_bad_name(name)
    is_new = make_key_file(file)
    click.echo(named(name, read_key_file(file)).witness.text)
    click.echo(f"{file} is new; keep it to yourself." if is_new else f"{file} was there; nothing was changed.", err=True)
