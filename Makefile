# `make run` and `make test` are all a fresh machine needs. Both bring what is missing, and skip what is there already.
#
#   make run      everything: environment, PostGIS, web client, database, the running training distribution (SILOG_PORT=8000 SPEED=600 LAN=1)
#   make test     all tests, with PostGIS and a real browser, in two processes with a cluster each (ARGS="tests/custody -k seal" for some, in one; ARGS="-m long" for the long ones)
#   make check    style, types, the floors of the house, the committed GraphQL schema, the web client's types
#   make clients  the GraphQL clients from npm that the tests let speak to the server
#   make db       only the private PostGIS, left running (make db-stop)
#   make schema   write server/schema.graphql from the code
#   make lock     resolve the dependencies in pyproject.toml again
#   make geodata  rebuild gis/data from its sources
#   make clean    remove what was built; the database and .venv stay
.PHONY: run test check types style floors schema-check web-types web clients python db db-stop schema lock geodata clean system browser
ifndef AT_ONCE
.NOTPARALLEL:
endif
.DELETE_ON_ERROR:

STAMPS := .silog/stamps
STEP := .ci/step
STEPS := 5
BASEMAP_SOURCES := $(shell find gis/data gis/silog_gis/basemap* \( -name __pycache__ -o -name recipe \) -prune -o -type f -print)
WEB_SOURCES := $(shell find web \( -name node_modules -o -name dist -o -name basemap.pmtiles \) -prune -o -type f -print)
BASEMAP := web/public/basemap.pmtiles

run: system python web
	@exec .venv/bin/silog up $(if $(SPEED),--speed $(SPEED)) $(if $(LAN),--lan)

test: browser python
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target AT_ONCE=1 STEPS=6 web clients
	@.venv/bin/pytest $(or $(ARGS),--numprocesses 2 --dist loadfile --no-loadscope-reorder)

# Three at once on two cores: the packages from npm are mostly waited for.
check: python
	@$(MAKE) --no-print-directory --jobs=3 --output-sync=target AT_ONCE=1 types web-types style floors schema-check

types:
	.venv/bin/mypy

style:
	.venv/bin/ruff check
	.venv/bin/ruff format --check

floors:
	.venv/bin/lint-imports --no-logo

schema-check:
	.venv/bin/silog schema --check

web-types: $(STAMPS)/web-packages
	.ci/npm --prefix web run check

system:
	@.ci/system-packages

browser:
	@.ci/system-packages browser

python: $(STAMPS)/python

web: $(STAMPS)/web

clients: $(STAMPS)/client-packages

.venv/bin/python:
	@$(STEP) 1/$(STEPS) "Python environment" venv python3 -m venv .venv

$(STAMPS)/python: requirements.lock pyproject.toml | .venv/bin/python
	@$(STEP) 2/$(STEPS) "Python packages" pip .ci/python-packages
	@mkdir -p $(@D) && touch $@

$(BASEMAP): $(BASEMAP_SOURCES) | $(STAMPS)/python
	@$(STEP) 3/$(STEPS) "Basemap of Kepri" basemap .venv/bin/python -m silog_gis.basemap $@
	@touch $@

$(STAMPS)/web-packages: web/package-lock.json | $(STAMPS)/python
	@$(STEP) 4/$(STEPS) "Web packages" npm .ci/npm --prefix web ci --no-audit --no-fund
	@mkdir -p $(@D) && touch $@

$(STAMPS)/web: $(BASEMAP) $(WEB_SOURCES) server/schema.graphql | $(STAMPS)/web-packages
	@$(STEP) 5/$(STEPS) "Web client" web .ci/npm --prefix web run build
	@mkdir -p $(@D) && touch $@

$(STAMPS)/client-packages: tests/clients/package-lock.json | $(STAMPS)/python
	@$(STEP) 6/6 "GraphQL clients of others" npm-clients .ci/npm --prefix tests/clients ci --no-audit --no-fund
	@mkdir -p $(@D) && touch $@

db: system python
	@.venv/bin/silog db start

db-stop:
	@.venv/bin/silog db stop

schema: python
	@.venv/bin/silog schema

lock: python
	@.ci/lock

geodata: python
	@PYTHONPATH=gis/data .venv/bin/python -m recipe

clean:
	rm -rf web/dist web/node_modules tests/clients/node_modules dist $(BASEMAP) $(STAMPS) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
