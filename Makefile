# Two commands do all the set-up on a fresh clone: `make demo` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

# The first Python of at least 3.11 that runs.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help install setup demo test lint bench lock clean

help: ## List the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

.venv/pyvenv.cfg:
	@if [ -z "$(PYTHON)" ]; then echo "no Python of at least 3.11 was found; install one, or name it: make PYTHON=..." >&2; exit 1; fi
	$(PYTHON) -m venv .venv

install: .venv/pyvenv.cfg ## .venv with kg alone, as a user gets it
	@$(PIP) install --constraint requirements.lock .
	echo "kg is installed: $(BIN)/kg --help"

setup: .venv/pyvenv.cfg ## .venv with the test extras, and what the tests need besides
	@$(PIP) install --constraint requirements.lock --editable '.[test]'
	tests/setup.sh

demo: install ## Build a graph from seeds/, ask it, and write a page to look at
	@kg=$(BIN)/kg
	echo; echo "== kg build seeds/"
	$$kg build seeds/
	echo; echo "== kg stats"
	$$kg stats
	echo; echo "== What do these papers measure on which dataset?  (kg query metrics_of_datasets --limit 10)"
	$$kg query metrics_of_datasets --limit 10
	echo; echo "== Which methods are named in most papers?  (kg query methods_by_papers --limit 10)"
	$$kg query methods_by_papers --limit 10
	echo; echo "== Which papers name CIFAR-10, and where?  (kg query papers_of_dataset -p dataset=CIFAR-10 --limit 10)"
	$$kg query papers_of_dataset -p dataset=CIFAR-10 --limit 10
	echo
	$$kg view
	echo
	echo "papers.kg    the graph: one file"
	echo "papers.html  a page to look at it: open it in a browser, no network needed"
	echo
	echo "Try next:"
	echo "  $$kg show CIFAR-10"
	echo "  $$kg search \"speculative decoding\""
	echo "  $$kg query --list"
	echo "  $$kg view FID --output fid.html"
	echo "  $$kg verify"

test: setup lint ## Lint, types, import rules and every test
	@export KG_REQUIRE_MARKED=$${KG_REQUIRE_MARKED:-$$(tests/setup.sh --possible && echo 1 || echo 0)}
	$(BIN)/python -m pytest -m '' --durations=10

lint: setup
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## Measure what the documents claim
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python -m benchmarks.$$(basename $$script .py); done

lock: setup ## Write requirements.lock anew from pyproject.toml
	@$(PIP) install 'uv>=0.5'
	$(BIN)/uv pip compile --quiet --universal --no-annotate --no-header --all-extras --upgrade pyproject.toml --output-file requirements.lock

clean: ## Remove everything that was made here
	@rm -rf .venv .cache build dist papers.kg papers.html .mypy_cache .ruff_cache .pytest_cache .hypothesis
