"""`python -m silog.bench.graphql.servers NAME PORT DSN [OPTION]`: one server, served as the product is."""

import sys
from importlib import import_module

from silog.bench.serving import serve_as_the_product

if __name__ == "__main__":
    name, port, *rest = sys.argv[1:]
    serve_as_the_product(import_module(f"silog.bench.graphql.servers.{name}").create_app(*rest), int(port))
