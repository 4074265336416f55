"""From the database to the planner's task, and from its proposal to shipments."""
