"""Alerts in GraphQL: incidents, what escorts report, and what supervisors observed."""

from silog.alerts.schema.convoys import ConvoyReport, ConvoyReportMutation
from silog.alerts.schema.handling import AlertMutation
from silog.alerts.schema.incidents import AlertQuery, Incident, Observation
from silog.alerts.schema.positions import IncidentPosition

__all__ = ["AlertMutation", "AlertQuery", "ConvoyReport", "ConvoyReportMutation", "Incident", "IncidentPosition", "Observation"]
