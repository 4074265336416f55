"""The `silog` command itself: finds the commands, and turns errors into messages."""

import sys
import traceback
from importlib import import_module
from typing import Final

import click

from silog.errors import SilogError

COMMANDS: Final = ("up", "serve", "migrate", "load", "elections", "boxes", "users", "devices", "db", "schema", "doctor")
"""Each stands in a module of its own name, imported when it is asked for: `silog db` need not wait for the route network."""


class SilogGroup(click.Group):
    """A group that loads a command on demand, and answers a `SilogError` with its message and exit code."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Every command, in the order a newcomer needs them."""
        del context
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import the module of that name and take the command of that name from it."""
        del context
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"silog.cli.{name}"), name)
        return command

    def invoke(self, context: click.Context) -> object:
        """Run the command; with --debug a traceback comes before the message."""
        try:
            return super().invoke(context)
        except SilogError as error:
            if context.params.get("debug"):
                traceback.print_exc()
            click.echo(f"silog: {error.message}", err=True)
            if error.hint:
                click.echo(error.hint, err=True)
            sys.exit(error.exit_code)


@click.group(cls=SilogGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show where an error comes from.")
@click.version_option(package_name="silog-kepri")
def main(*, debug: bool) -> None:
    """Silog Kepri: where every ballot box is, and who holds it."""
    del debug  # read from the context, where every error passes
