"""The enums of custody as GraphQL says them."""

import enum

import strawberry

from silog.custody.rules import BoxException, BoxState, Breach, Condition, Contest, ScanFlag, ScanType, SealState

strawberry.enum(Contest, description="Which of a station's elections a box belongs to: each has its own box.")
strawberry.enum(BoxState, description="How far a box has come in its life, in the order of that life.")
strawberry.enum(ScanType, description="What an officer did with the box when scanning it. CHECK did nothing to it.")
strawberry.enum(Condition, description="What the box looked like to the officer.")
strawberry.enum(BoxException, description="What is wrong with a box now: a second axis that never replaces the state.")
strawberry.enum(ScanFlag, description="What was remarkable about a scan when it was received. A flagged scan is recorded all the same.")
strawberry.enum(Breach, description="What was irregular about a scan, judged against everything else that is known of the box.")

strawberry.enum(
    SealState, description="How far an issued seal has come: VERIFIED when two devices saw it on its box, the sealer's included."
)


@strawberry.enum(description="Which of a scan's times is believed.")
class TrustedTime(enum.Enum):
    """Where `occurredAt` comes from."""

    DEVICE = "DEVICE"
    RECEIVED = "RECEIVED"
