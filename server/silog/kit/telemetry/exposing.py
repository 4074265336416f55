"""Shows the metrics to operators, at an address of their own.

Not on the port of the product: behind a proxy on the same machine every visitor comes from loopback, so no look at the sender could
keep the public out. It runs in a thread of its own, and answers also when the product is stuck.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, start_http_server

from silog.errors import WRONG_INPUT, SilogError
from silog.settings import MetricsAddress

_log = logging.getLogger(__name__)


@contextmanager
def exposed(registry: CollectorRegistry, address: MetricsAddress) -> Iterator[int | None]:
    """Answer GET /metrics for as long as the block lasts; gives the port.

    A taken port ends the start when an operator has named the address, else it costs only the metrics, and a line says so.
    """
    try:
        server, thread = start_http_server(address.port, address.host, registry)
    except OSError as error:
        message = f"The metrics cannot be served at {address.host}:{address.port}: {error.strerror or error}."
        if address.is_named:
            raise SilogError(WRONG_INPUT, message, "Name another address in SILOG_METRICS, or set it to off.") from error
        _log.warning("%s Name another address in SILOG_METRICS.", message)
        yield None
        return
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
