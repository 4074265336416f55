"""`silog bench ingest`: what it costs to take in scans and positions, beside pgbench and beside Strawberry's typed inputs."""
