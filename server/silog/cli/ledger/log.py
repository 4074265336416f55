"""`silog log`: the transparency log of an election."""

from importlib import import_module
from typing import Final

import click

_COMMANDS: Final = {
    "follow": "follow",
    "witness-key": "witness_key",
    "status": "status",
    "witnesses": "witnesses",
    "audit": "audit",
    "export": "export",
}
"""Where each command stands; who follows somebody else's log need not wait for what opens a database."""


class _LogGroup(click.Group):
    """Loads a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, those for everybody first."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of that name and take its command."""
        del ctx
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(f"silog.cli.ledger.{module}"), module)
        return command


@click.group(cls=_LogGroup)
def log() -> None:
    """Follow a log from outside, and see to one's own: witnesses, audit, export."""
