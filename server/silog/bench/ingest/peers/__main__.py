"""`python -m silog.bench.ingest.peers NAME PORT DSN`: one of them, served as the product is."""

import sys

from silog.bench.ingest.peers import desk, typed
from silog.bench.serving import serve_as_the_product

if __name__ == "__main__":
    _, name, port, dsn = sys.argv
    serve_as_the_product({"desk": desk, "typed": typed}[name].create_app(dsn), int(port))
