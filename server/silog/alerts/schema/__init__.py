"""Alerts in GraphQL: incidents, and what supervisors observed."""

from silog.alerts.schema.handling import AlertMutation
from silog.alerts.schema.incidents import AlertQuery, Incident, Observation

__all__ = ["AlertMutation", "AlertQuery", "Incident", "Observation"]
