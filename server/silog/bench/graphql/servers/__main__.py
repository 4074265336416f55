"""`python -m silog.bench.graphql.servers NAME PORT DSN [OPTION]`: one server, by the same uvicorn settings as the product's."""

import sys
from importlib import import_module

import uvicorn

from silog.bench.load import HOST

if __name__ == "__main__":
    name, port, *rest = sys.argv[1:]
    uvicorn.run(
        import_module(f"silog.bench.graphql.servers.{name}").create_app(*rest),
        host=HOST,
        port=int(port),
        loop="uvloop",
        http="httptools",
        server_header=False,
        access_log=False,
        log_level="warning",
    )
