"""Box codes: what is printed as QR and as text on a box, and typed by hand when the label is torn.

Ten random characters of Crockford's base 32 (no I, L, O, U: none is mistaken for another) and one check character. A code says
nothing about the box: neither its station nor its number can be guessed from another code. The check character is that of ISO 7064's
hybrid systems with modulus 33,32 (the standard's scheme for an alphabet of 32): every wrong character is found, and of the
swaps of two neighbours all but one in five hundred.
"""

from collections.abc import Callable
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE: Final = {character: value for value, character in enumerate(ALPHABET)}
_BASE: Final = 32
PAYLOAD_LENGTH: Final = 10
CODE_LENGTH: Final = PAYLOAD_LENGTH + 1
_READ_AS: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "-": "", " ": ""})


def check_character(payload: str) -> str:
    """Compute the eleventh character from the first ten.

    >>> check_character("0123456789")
    'Y'
    """
    product = _BASE
    for character in payload:
        total = (product + _VALUE[character]) % _BASE or _BASE
        product = total * 2 % (_BASE + 1)
    return ALPHABET[(_BASE + 1 - product) % _BASE]


def new_code(random_below: Callable[[int], int]) -> str:
    """Make a code from a source of random numbers: `secrets.randbelow` for real boxes, a seeded one for training."""
    number = random_below(_BASE**PAYLOAD_LENGTH)
    payload = "".join(ALPHABET[number >> shift & (_BASE - 1)] for shift in range(0, 5 * PAYLOAD_LENGTH, 5))
    return payload + check_character(payload)


def is_code(text: str) -> bool:
    """Whether a text is a box code exactly as printed, its check character included."""
    is_formed = len(text) == CODE_LENGTH and all(character in _VALUE for character in text)
    return is_formed and check_character(text[:PAYLOAD_LENGTH]) == text[PAYLOAD_LENGTH]


def read_start(typed: str) -> str:
    """Read what people type of a code, be it only its beginning.

    >>> read_start("o12-i")
    '0121'
    """
    return typed.strip().upper().translate(_READ_AS)


def read_code(typed: str) -> str | None:
    """Read a code as people type it (small letters, spaces, hyphens, I, L and O for 1 and 0); None when it cannot be a code.

    >>> read_code("o1234-56789 y")
    '0123456789Y'
    """
    text = read_start(typed)
    return text if is_code(text) else None
