"""The `silog` command itself: finds the commands, and turns errors into messages."""

import sys
import traceback
from importlib import import_module
from typing import Final

import click

from silog.errors import SilogError

COMMANDS: Final = {
    "up": "running.up",
    "serve": "running.serve",
    "migrate": "running.migrate",
    "load": "loading.tables",
    "elections": "office.elections",
    "boxes": "office.boxes",
    "labels": "office.labels",
    "users": "office.users",
    "devices": "office.devices",
    "positions": "office.positions",
    "photos": "office.photos",
    "verify": "ledger.verify",
    "log": "ledger.log",
    "route": "sea.route",
    "track": "sea.track",
    "plan": "planning.plan",
    "score": "planning.score",
    "simulate": "proving.simulate",
    "explain": "proving.explain",
    "bench": "proving.bench",
    "drill": "proving.drill",
    "db": "running.db",
    "schema": "proving.schema",
    "doctor": "running.doctor",
}
"""Where each command stands. Its module is imported when it is asked for: `silog db` need not wait for the route network."""


class SilogGroup(click.Group):
    """A group that loads a command on demand, and answers a `SilogError` with its message and exit code."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Every command, in the order a newcomer needs them."""
        del context
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import the module of that name and take the command of that name from it."""
        del context
        module = COMMANDS.get(name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(f"silog.cli.{module}"), name)
        return command

    def invoke(self, context: click.Context) -> object:
        """Run the command; with --debug a traceback comes before the message."""
        try:
            return super().invoke(context)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except SilogError as error:
            _show(context, f"{error.message}\n{error.hint}" if error.hint else error.message)
            sys.exit(error.exit_code)
        except Exception as error:  # noqa: BLE001 - a bug of ours, which a terminal at sea need not read line by line
            _show(context, f"unexpected {type(error).__name__}: {error}\nThis is a bug. `silog --debug ...` shows where it comes from.")
            sys.exit(1)


def _show(context: click.Context, message: str) -> None:
    if context.params.get("debug"):
        traceback.print_exc()
    click.echo(f"silog: {message}", err=True)


@click.group(cls=SilogGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show where an error comes from.")
@click.version_option(package_name="silog-kepri")
def main(*, debug: bool) -> None:
    """Silog Kepri: where every ballot box is, and who holds it."""
    del debug  # read from the context, where every error passes
