"""The one base error of the product, and what a command answers with when it is raised.

Raise `SilogError` for everything a person can put right. Whatever else is raised is a bug, and is never dressed up as one of these.
"""

from typing import Final

WRONG_INPUT: Final = "BAD_INPUT"

_EXIT_FAILED: Final = 1
_EXIT_WRONG_INPUT: Final = 2


class SilogError(Exception):
    """Something that a person can put right.

    `code` is a stable word in capitals that programs may match on, `message` says what is wrong and where, `hint` says what to do
    about it and may be empty when the message already does.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        """Keep the three parts; `str()` gives message and hint, which is what a terminal shows."""
        super().__init__(f"{message}\n{hint}" if hint else message)
        self.code = code
        self.message = message
        self.hint = hint

    @property
    def exit_code(self) -> int:
        """2 where the input was wrong (as for a wrong option), 1 where the input was right and the work failed."""
        return _EXIT_WRONG_INPUT if self.code == WRONG_INPUT else _EXIT_FAILED
