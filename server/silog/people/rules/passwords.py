"""Which passwords are taken.

Rules only. Length is what counts (NIST SP 800-63B): no wanted digits or signs, which make people write passwords down.
"""

from typing import Final

from silog.errors import WRONG_INPUT, SilogError

SHORTEST: Final = 12
LONGEST: Final = 200
_FEWEST_DIFFERENT: Final = 6


def refuse_weak_password(password: str, name: str) -> None:
    """Refuse what is short, what hardly varies, and what holds the person's own name; the longest bounds what hashing costs."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise SilogError(WRONG_INPUT, f"The password has {len(password)} characters.", f"Choose {SHORTEST} to {LONGEST}, say four words.")
    if len(set(password.lower())) < _FEWEST_DIFFERENT:
        raise SilogError(WRONG_INPUT, "The password hardly varies.", "Choose a few words that have nothing to do with each other.")
    if any(len(word) > 3 and word in password.lower() for word in name.lower().split()):  # noqa: PLR2004 -- shorter words stand in others
        raise SilogError(WRONG_INPUT, "The password holds the person's own name.", "Choose words that nobody expects.")
