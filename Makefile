# `make run` and `make test` are all a fresh machine needs.
.PHONY: db db-stop

db:
	.venv/bin/silog db start

db-stop:
	.venv/bin/silog db stop
