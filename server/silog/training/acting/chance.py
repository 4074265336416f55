"""Chance by seed: every thing draws from a source of its own, so that one more event changes nobody else's luck."""

import random


def source(seed: int, *names: object) -> random.Random:
    """Give the source of random numbers of one named thing. For play, never for secrets."""
    return random.Random(f"{seed}|{'|'.join(map(str, names))}")  # noqa: S311 - a simulation must repeat itself
