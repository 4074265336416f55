"""The enums of people as GraphQL says them."""

import strawberry

from silog.kit.scope import View
from silog.people.rules import KeyAlgorithm, Role

strawberry.enum(
    Role,
    description="What a viewer is. PPK, PPS and KPPS are the committees of district, village and station; "
    "PUBLIC is anyone who has not signed in.",
)
strawberry.enum(View, description="FULL, or PUBLIC: custody facts at once, and no positions in transit, plans, devices or people.")
strawberry.enum(KeyAlgorithm, description="How a device signs: Ed25519, or ECDSA over P-256 where its browser has no Ed25519.")

__all__ = ["KeyAlgorithm", "Role", "View"]
