# `make help` lists what there is. Everything sets itself up; only Python 3.11+ and make are needed.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
# One process for each core, up to eight.
ARGS ?= -n auto --maxprocesses 8
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
SERVING := DEBUG=false
# What production must be given, made up for the check of its settings.
PRODUCTION := ENVIRONMENT=production ALLOWED_HOSTS=immunoref.example \
	DATABASE_URL=sqlite:////tmp/immunoref-check.sqlite3 SECRET_KEY=$(shell $(PYTHON) -c 'import secrets; print(secrets.token_hex(40))')

.PHONY: help serve run test headers api check faults bench bench-serving bench-fleet trial sbom licences audit staff load release coverage dump lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

.venv/runtime.stamp: requirements.txt
	@echo "Setting up the virtual environment (once) …"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/runtime.stamp
	@echo "Installing what tests and checks need (once) …"
	@$(BIN)/pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements-dev.txt
	@touch $@

# Static files are collected again when one of them, or a package that ships some, changed.
.venv/static.stamp: .venv/runtime.stamp $(shell find static -type f)
	@echo "Collecting static files …"
	@$(SERVING) $(MANAGE) collectstatic --noinput --clear -v 0
	@touch $@

load: .venv/runtime.stamp  ## migrate the database and load the reference, if it changed
	@$(MANAGE) migrate -v 0
	@$(MANAGE) load_reference --if-changed

serve: load .venv/static.stamp  ## serve the whole reference on http://127.0.0.1:8000 (PORT= changes it)
	@echo "To edit the reference, make a staff account once, in another terminal: make staff"
	@echo "The reference is on http://$(HOST):$(PORT) , the admin on http://$(HOST):$(PORT)/admin/ (Ctrl-C stops it)"
	@exec env $(SERVING) PROCESSOR=$(PORT) $(BIN)/granian --interface wsgi immunoref.wsgi:application \
		--host $(HOST) --port $(PORT) --workers 1 --backpressure 64 --blocking-threads 16 --no-ws --log-level error

run: load  ## serve for development, with debugging and reloading
	@$(MANAGE) runserver $(HOST):$(PORT)

staff: load  ## make a staff account that can sign in to the admin
	@$(MANAGE) createsuperuser

test: .venv/dev.stamp  ## run the tests
	@$(BIN)/pytest $(ARGS)

headers: .venv/dev.stamp  ## say what Mozilla's HTTP Observatory would of the headers in production
	@$(BIN)/pytest -q -s tests/security/test_headers.py -k observatory

api: .venv/dev.stamp  ## ask the API for long whatever its document allows (API_EXAMPLES= of each operation)
	@API_EXAMPLES=$${API_EXAMPLES:-100} $(BIN)/pytest $(ARGS) tests/api/test_from_document.py

faults: .venv/dev.stamp .venv/static.stamp  ## kill, fill, stop and crowd what the site runs on, and count what was held (PostgreSQL and disks: as root)
	@FAULTS=1 $(BIN)/pytest -q -p no:cacheprovider tests/faults

check: .venv/dev.stamp  ## linters, types, imports, templates, reading grade, valid HTML, deployment settings
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy immunoref editorial therapies supply
	@$(BIN)/lint-imports --no-logo
	@find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --check --target-version 5.2
	@$(MANAGE) makemigrations --check --dry-run
	@$(BIN)/python -W ignore bench/reading_grade.py
	@$(BIN)/python -W ignore bench/valid_html.py
	@$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	@echo "All checks passed."

bench: .venv/dev.stamp  ## measure loading, pages, their weight, searching, and editing
	@$(BIN)/python bench/pages.py
	@$(BIN)/python bench/weight.py
	@$(BIN)/python bench/search.py
	@$(BIN)/python -W ignore bench/editing.py

release: load  ## write what is published as a release (RELEASES_DIR, else var/releases)
	@$(MANAGE) make_release

bench-serving: .venv/dev.stamp  ## measure serving against Datasette, write docs/performance.md (SIZES=300,3000)
	@$(BIN)/python bench/serving.py $(if $(SIZES),--sizes $(SIZES))
	@$(BIN)/python bench/phone.py
	@$(BIN)/python bench/performance.py

bench-fleet: .venv/dev.stamp  ## run as several machines, kill each part, write docs/scaling.md (DRUGS=300; needs Debian's postgresql, redis-server, nginx-light)
	@$(BIN)/python bench/fleet.py --drugs $(or $(DRUGS),300)

trial: .venv/runtime.stamp  ## deploy the committed tree on this machine as docs/deployment.md says, and try it
	@$(BIN)/python bench/deployment.py

sbom: .venv/dev.stamp  ## write a CycloneDX bill of all that others made to var/sbom.json
	@mkdir -p var && $(BIN)/python -m supply.bill > var/sbom.json && echo "Written: var/sbom.json"

licences: .venv/dev.stamp  ## write docs/licences.md from the pinned packages
	@$(BIN)/python -m supply.licences

audit: .venv/dev.stamp  ## ask for known flaws of every pinned package, and say what could not be checked
	@$(BIN)/python -m supply.audit

coverage: .venv/runtime.stamp  ## write docs/coverage.md from the database
	@$(MANAGE) coverage_report > docs/coverage.md

dump: .venv/runtime.stamp  ## write the reference back to fixtures/
	@$(MANAGE) dump_reference

lock: .venv/runtime.stamp  ## pin every requirement again, with hashes (needs uv)
	@for name in requirements requirements-scale requirements-dev; do \
		uv pip compile --quiet --generate-hashes --python-version 3.11 --no-header \
			--no-emit-index-url $$name.in -o $$name.txt || exit 1; done
	@echo "Now: make licences"

clean:  ## remove what was made here, the local database included
	rm -rf .venv var staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
