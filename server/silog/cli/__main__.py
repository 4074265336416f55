"""`python -m silog.cli`: the same as `silog`, for a child process that must run under this very interpreter."""

from silog.cli.group import main

main(prog_name="silog")
