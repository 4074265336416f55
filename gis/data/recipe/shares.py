"""Sharing a whole number by weights: how a district's stations reach its villages, and a regency's voters its stations."""

import hashlib
from collections.abc import Mapping


def largest_remainder(total: int, weights: Mapping[str, float], *, least: int = 0) -> dict[str, int]:
    """Share a total by weights so that the parts sum to it; ties go to the smaller code.

    Every part gets `least` first where the total allows it, because a village without a polling station does not exist.
    """
    least = min(least, total // len(weights))
    rest = total - least * len(weights)
    whole = sum(weights.values())
    exact = {code: max(0.0, total * weight / whole - least) for code, weight in weights.items()}
    scale = rest / (sum(exact.values()) or 1.0)
    exact = {code: part * scale for code, part in exact.items()}
    parts = {code: int(part) for code, part in exact.items()}
    by_remainder = sorted(exact, key=lambda code: (parts[code] - exact[code], code))
    for code in by_remainder[: rest - sum(parts.values())]:
        parts[code] += 1
    return {code: part + least for code, part in parts.items()}


def fraction_of(code: str, purpose: str) -> float:
    """Give a number in [0, 1) that depends on nothing but a code and a purpose: the recipe's only dice."""
    digest = hashlib.sha256(f"{purpose}:{code}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48
