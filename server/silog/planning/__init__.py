"""What planners own: the inputs of a plan, plans made in worker processes, and their adoption. The solving lives in silog_gis.plan."""
