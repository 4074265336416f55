"""`python -m silog.bench.ingest.peers NAME PORT DSN`: serve one of them as the product is served."""

import sys

import uvicorn

from silog.bench.ingest.peers import desk, typed
from silog.bench.load import HOST

_, name, port, dsn = sys.argv
uvicorn.run(
    {"desk": desk, "typed": typed}[name].create_app(dsn),
    host=HOST,
    port=int(port),
    loop="uvloop",
    http="httptools",
    server_header=False,
    access_log=False,
    log_level="warning",
)
