"""The command line: `silog <command>`. Commands are thin; each calls a room's action and says what happened.

Every wrong input ends in a message on standard error and an exit code (1 failed, 2 wrong input), never in a traceback.
"""

from silog.cli.group import main

__all__ = ["main"]
