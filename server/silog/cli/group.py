"""The `silog` command itself: joins the commands and turns errors into messages."""

import sys
import traceback

import click

from silog.cli import db, migrate
from silog.errors import SilogError


class SilogGroup(click.Group):
    """A group of commands that answers a `SilogError` with its message and exit code."""

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


for command in (db.db, migrate.migrate):
    main.add_command(command)
