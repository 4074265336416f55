"""Planning in GraphQL: what plans are made of, plans, and what may be done with them."""

from silog.planning.schema.making import PlanMutation
from silog.planning.schema.plans import PlanQuery
from silog.planning.schema.progress import PlanProgress
from silog.planning.schema.setting import PlanningInputMutation

__all__ = ["PlanMutation", "PlanProgress", "PlanQuery", "PlanningInputMutation"]
