"""Alerts in GraphQL: incidents, what escorts report, and what supervisors observed."""

from silog.alerts.schema.convoys import ConvoyReport, ConvoyReportMutation
from silog.alerts.schema.handling import AlertMutation
from silog.alerts.schema.incidents import AlertQuery, Incident, Observation

__all__ = ["AlertMutation", "AlertQuery", "ConvoyReport", "ConvoyReportMutation", "Incident", "Observation"]
