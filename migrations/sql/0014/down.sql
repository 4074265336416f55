-- Takes away what 0014 made.
DROP TABLE plans, handling_times, plan_deadlines, sea_states, tide_windows, voyage_calls, voyages, vessel_terms;
REVOKE DELETE ON shipments, shipment_boxes, legs, box_journeys FROM silog_app;
