# Konzeptdialog: everything a developer or a curious ministry runs. Needs Python 3.11+, Node 20+ and make.

PYTHON ?= python3
PORT ?= 8000
VAR ?= $(CURDIR)/var
# Services for `make test-services`.
TEST_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
TEST_BROKER_URL ?= redis://127.0.0.1:6379/14
TEST_CACHE_URL ?= redis://127.0.0.1:6379/15

VENV := .venv
PY := $(VENV)/bin/python
# `platform/` is a source folder, not a package: its content is found by path.
export PYTHONPATH := $(CURDIR)/platform:$(CURDIR)
export KONZEPTDIALOG_VAR_DIR ?= $(VAR)
# Every process would compile all code anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo demo-reset test test-services lint unit format messages lock install-demo install-dev browser bench

help:
	@echo "make demo           run the demonstration on http://127.0.0.1:$(PORT)"
	@echo "make demo-reset     forget everything entered into the demonstration"
	@echo "make test           all checks and tests on SQLite, browser included"
	@echo "make test-services  the tests on PostgreSQL and Redis, but for those that only look at pages and files"
	@echo "make bench          how long pages, reports and learning take at up to 100,000 contributions, and which goals are reached"
	@echo "make lint           linters, import contracts, migrations, German catalogue"
	@echo "make unit           tests without the browser"
	@echo "make format         format the code"
	@echo "make messages       bring the German catalogue up to date with the code"
	@echo "make lock           pin the dependencies anew"

# --- Installing ---------------------------------------------------------------------------------------------------

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Konzeptdialog needs Python 3.11 or newer."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: requirements/base.txt | $(PY)
	$(PY) -m pip install --quiet --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(PY)
	$(PY) -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.demo

node_modules/.demo: package-lock.json
	npm ci --omit=dev --ignore-scripts --no-audit --no-fund
	@touch $@

node_modules/.dev: package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@ node_modules/.demo

install-demo: $(VENV)/.demo node_modules/.demo

install-dev: $(VENV)/.dev node_modules/.dev

browser: install-dev
	@PYTHON="$(PY)" scripts/ensure-browser

# --- Demonstration ------------------------------------------------------------------------------------------------

demo demo-reset: export KONZEPTDIALOG_BASE_URL = http://127.0.0.1:$(PORT)
demo demo-reset: export KONZEPTDIALOG_PORT = $(PORT)

demo: install-demo
	@mkdir -p $(VAR)
	$(PY) manage.py messages build
	$(PY) manage.py migrate --verbosity 0
	$(PY) manage.py collectstatic --noinput --verbosity 0
	@$(PY) manage.py load_demo
	@echo
	@echo "  Konzeptdialog:   http://127.0.0.1:$(PORT)/        (Strg+C beendet)"
	@echo "  Verwaltung:      http://127.0.0.1:$(PORT)/admin/"
	@echo "  Mails landen in: $(KONZEPTDIALOG_VAR_DIR)/mails"
	@echo
	@exec $(VENV)/bin/honcho start -f Procfile

demo-reset:
	rm -rf $(VAR)/konzeptdialog.sqlite3* $(VAR)/mails $(VAR)/media $(VAR)/attachments $(VAR)/private $(VAR)/broker $(VAR)/cache $(VAR)/celerybeat-schedule*
	@echo "The demonstration starts afresh with the next 'make demo'."

# --- Checking -----------------------------------------------------------------------------------------------------

lint: install-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/djlint templates --lint --quiet
	$(VENV)/bin/lint-imports
	$(PY) manage.py check
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py messages check

unit: install-dev
	$(PY) manage.py messages build
	$(PY) -m pytest -n 2 -m "not e2e"

test: lint browser
	$(PY) manage.py messages build
	$(PY) -m pytest -n 2 -m "not e2e"
	@PYTHON="$(PY)" scripts/browser-tests "e2e"

test-services: export KONZEPTDIALOG_DATABASE_URL = $(TEST_DATABASE_URL)
test-services: export KONZEPTDIALOG_BROKER_URL = $(TEST_BROKER_URL)
test-services: export KONZEPTDIALOG_CACHE_URL = $(TEST_CACHE_URL)
test-services: browser
	$(PY) manage.py messages build
	$(PY) -m pytest -n 2 -m "not e2e and not pages"
	@PYTHON="$(PY)" scripts/browser-tests "e2e and not pages"

# On PostgreSQL: `make bench BENCH_DATABASE_URL=postgres://…/a_database`; each size gets one of its own beside it.
# The reports, the help that learns and the pages of the results bring sites of their own. Goals are judged by the clock:
# on a busy machine they say little. `make bench BENCH_LEARNING_LARGE=` leaves out the half hour of 100,000 contributions.
BENCH_LEARNING_LARGE ?= --size 100000 --labelled 10000
bench: export BENCH_GOALS = $(KONZEPTDIALOG_VAR_DIR)/bench-goals.txt
bench: install-dev
	@mkdir -p $(KONZEPTDIALOG_VAR_DIR)
	@rm -f $(BENCH_GOALS)
	KONZEPTDIALOG_DATABASE_URL=$(BENCH_DATABASE_URL) $(PY) -m tests.benchmarks.run $(BENCH)
	$(PY) -m tests.benchmarks.results
	$(PY) -m tests.benchmarks.reports $(BENCH_REPORTS)
	$(PY) -m tests.benchmarks.learning $(BENCH_LEARNING)
	$(if $(BENCH_LEARNING_LARGE),$(PY) -m tests.benchmarks.learning $(BENCH_LEARNING_LARGE))
	@$(PY) -m tests.benchmarks.goals

# --- Keeping in order ---------------------------------------------------------------------------------------------

format: install-dev
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

messages: install-dev
	$(PY) manage.py messages update
	$(PY) manage.py messages build

lock: install-dev
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra demo \
		--custom-compile-command "make lock" pyproject.toml -o requirements/base.txt
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev \
		--constraint requirements/base.txt --custom-compile-command "make lock" pyproject.toml -o requirements/dev.txt
	npm install --package-lock-only --no-audit --no-fund
