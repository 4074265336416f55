"""How far a plan is: the little of it that is told again and again while it is made."""

import strawberry

from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.entities import Entity, entity
from silog.planning.rules import PlanState
from silog.planning.tables import plans


@entity(Entity(plans, ("election_id", "number")))
@strawberry.type(description="How far a plan is.")
class PlanProgress:
    """A plan while it is made, and what became of it."""

    number: int = fields.number(lambda p: p.c.number, "Its number.")
    state: PlanState = fields.code(
        lambda p: p.c.state, "Where it stands. Once it is neither QUEUED nor RUNNING, ask `plan` for what it proposes."
    )
    progress: float = fields.number(lambda p: p.c.progress, "How far it is, between 0 and 1.")
    stage: str = fields.code(lambda p: p.c.stage, "What is being done: WAYS, VOYAGES, ROUNDS, WEATHER, FALLBACKS, CHECK; empty otherwise.")
