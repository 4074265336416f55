"""The enums of people as GraphQL says them."""

import strawberry

from silog.kit.scope import View
from silog.people.rules import KeyAlgorithm, Role, SessionKind

strawberry.enum(
    Role,
    description="What a viewer is. PPK, PPS and KPPS are the committees of district, village and station; "
    "PUBLIC is anyone who has not signed in.",
)
strawberry.enum(View, description="FULL, or PUBLIC: custody facts at once, and no positions in transit, plans, devices or people.")
strawberry.enum(KeyAlgorithm, description="How a device signs: Ed25519, or ECDSA over P-256 where its browser has no Ed25519.")

strawberry.enum(
    SessionKind,
    description="COOKIE: a browser, until it is idle for 12 hours or a week old. BEARER: a program. DEVICE: an enrolled phone.",
)

__all__ = ["KeyAlgorithm", "Role", "SessionKind", "View"]
