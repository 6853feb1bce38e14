# Smart Roster: every command builds what it needs first; the second time that takes seconds.
# On a fresh machine `make demo` and `make test` need Python 3.11 to 3.13, make, and nothing else.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

ROSTER_DATA ?= ../shared/data
JOBS ?= 2
# One more than cores: there is always a test that waits for a process it has started or killed.
TEST_PROCESSES ?= 3
PORT ?= 8000
TIME_LIMIT ?= 30

# The first Python on the path that will do; name another by `make PYTHON=python3.12 …`.
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	&& { echo $$python; break; }; done)

# Some machines tell Python to keep no compiled modules; then each process would spend seconds on
# compiling the libraries again.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
ROSTER := $(BIN)/smart-roster
READY := .venv/.kernels
QUIET := -qq --disable-pip-version-check
KERNEL_SOURCES := $(wildcard engine/timetable/kernel/*.py engine/timetable/constraints/*.py)
COMP07 := $(ROSTER_DATA)/itc2007/comp07.ctt

.PHONY: help
help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(READY)  ## Plan a college over the API: solve, publish, mend; then show the pages
	@$(ROSTER) demo --folder out/demo --time-limit $(TIME_LIMIT) --workers $(JOBS) \
		--faces "$(ROSTER_DATA)/faces/lfw10x10"
	@echo
	@echo "The engine alone, without a service. A generated college, at most 10 s:"
	@$(ROSTER) generate demo --out out/college.json
	@$(ROSTER) solve out/college.json --time-limit 10 --workers $(JOBS) \
		--out out/college-timetable.json --html out/college.html --plot out/college.png
	@if [ -f "$(COMP07)" ]; then \
		echo "The competition's instance comp07 (best known cost 6), at most 10 s:" && \
		$(ROSTER) solve "$(COMP07)" --time-limit 10 --workers $(JOBS) \
			--out out/comp07-timetable.json --html out/comp07.html --plot out/comp07.png; \
	else \
		echo "The competition's instances are not here ($(COMP07)); set ROSTER_DATA to solve one too."; \
	fi
	@echo
	@echo "Timetable pages   $(CURDIR)/out/demo/timetable.html, college.html$$([ -f "$(COMP07)" ] && echo ', comp07.html')"
	@echo "Pictures          $(CURDIR)/out/college.png$$([ -f "$(COMP07)" ] && echo ', comp07.png')"

.PHONY: test
test: $(READY)  ## Run every test
	@$(BIN)/python -m pytest -q -n $(TEST_PROCESSES) --dist worksteal

.PHONY: coverage
coverage: $(READY)  ## Run every test with branch coverage, which must be 85 % at least; takes half as long again
	@$(BIN)/python -m pytest -q -n $(TEST_PROCESSES) --dist worksteal --cov --cov-branch --cov-report=term --cov-fail-under=85

.PHONY: lint
lint: .venv/.installed  ## Check style, format, types and the direction of imports
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	@contracts=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$contracts"; exit 1; }

.PHONY: serve
serve: $(READY)  ## Serve a demo college with queue and workers, http://127.0.0.1:8000/api/docs/
	@$(ROSTER) setup --port $(PORT)
	@$(ROSTER) migrate
	@$(ROSTER) seed
	@exec $(ROSTER) serve --port $(PORT)

.PHONY: bench
bench: $(READY)  ## Measure what the README claims
	@ROSTER_DATA="$(ROSTER_DATA)" $(BIN)/python -m benchmarks.timetable

.PHONY: load
load: $(READY)  ## Let 1,000 users work for two minutes on PostgreSQL, and keep how long they waited
	@$(BIN)/python -m benchmarks.load

.PHONY: soak
soak: $(READY)  ## Do 200 solves while workers and queue are killed again and again; none may be lost or doubled
	@$(BIN)/python -m benchmarks.soak --solves 200

.PHONY: lock
lock: .venv/.locked  ## Resolve the dependencies of pyproject.toml into requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra test --generate-hashes --universal \
		-o requirements.lock -q --no-header --no-annotate

.PHONY: clean
clean:  ## Remove what the other commands made
	@rm -rf .venv out build dist htmlcov .coverage .coverage.* engine/timetable/kernel/generated \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Exactly the packages of the lock: when it changes, the environment is built anew, so that
# nothing stays behind that it does not name.
.venv/.locked: requirements.lock
	@$(if $(strip $(PYTHON)),,echo "Smart Roster needs Python 3.11, 3.12 or 3.13; none is on the path." \
		"Install one, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1)
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info[:2] < (3, 14) else \
		"Smart Roster needs Python 3.11, 3.12 or 3.13; $(PYTHON) is %d.%d." % sys.version_info[:2])'
	@echo "Building .venv from requirements.lock: less than a minute, once."
	@$(PYTHON) -m venv --clear .venv
	@# uv is in the lock itself. It unpacks many packages at once and compiles none ahead, which saves most
	@# of a minute; where it finds no registry, because only pip was told of one, pip does it all.
	@awk '/^uv==/ { on = 1 } on { print } on && !/\\$$/ { exit }' requirements.lock > .venv/uv.txt
	@$(BIN)/python -m pip install $(QUIET) --no-deps --require-hashes -r .venv/uv.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements.lock \
		|| $(BIN)/python -m pip install $(QUIET) --no-deps --require-hashes -r requirements.lock
	@touch $@

.venv/.installed: .venv/.locked pyproject.toml
	@$(BIN)/python -m pip install $(QUIET) --no-deps --no-build-isolation -e .
	@touch $@

# The kernels' cache cannot see a change in a function that a kernel imports, hence the sources here.
.venv/.kernels: .venv/.installed $(KERNEL_SOURCES)
	@echo "Compiling the kernels: less than a minute, once."
	@$(BIN)/python -m engine.timetable.kernel
	@touch $@
