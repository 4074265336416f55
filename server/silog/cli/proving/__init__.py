"""Looking under the floor: training seasons, plans of queries, measurements, drills, the printed schema."""
