"""`python -m silog.bench.ingest.typed PORT DSN`: serve it as the product is served."""

import sys

import uvicorn

from silog.bench.ingest.typed import create_app
from silog.bench.load import HOST

_, port, dsn = sys.argv
uvicorn.run(
    create_app(dsn),
    host=HOST,
    port=int(port),
    loop="uvloop",
    http="httptools",
    server_header=False,
    access_log=False,
    log_level="warning",
)
