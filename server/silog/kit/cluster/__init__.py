"""A private PostGIS for one checkout: made, started, recovered and stopped without touching any other PostgreSQL on the machine.

Never connects over TCP, never changes a cluster it did not make, never runs a server process as root.
"""

from silog.kit.cluster.endpoint import Endpoint, external_endpoint
from silog.kit.cluster.server import Cluster

__all__ = ["Cluster", "Endpoint", "external_endpoint"]
