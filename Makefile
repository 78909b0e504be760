# The front of the project: make demo | check | test | bench.  Downloads are cached outside the tree.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SHELL := /bin/bash

.PHONY: help demo check test bench bench-accuracy bench-tracing install servers lock clean

help:
	@echo "make demo     set everything up and take one erasure request through the whole line"
	@echo "make test     run every test against real servers (builds and downloads them once)"
	@echo "make check    ruff, mypy, import-linter"
	@echo "make bench    the benchmarks; bench-accuracy and bench-tracing are two of them"
	@echo "make install  only the virtual environment in $(VENV)"
	@echo "make servers  only the servers that the tests use"
	@echo "make lock     pin the dependencies anew"

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml requirements/all.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; say which with PYTHON=…"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "On Debian and Ubuntu: apt install python3-venv"; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/all.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: install
	@$(BIN)/python -m eraser.demo.servers install versitygw opensearch-3
	@$(BIN)/eraser demo

servers: install
	@$(BIN)/python -m eraser.demo.servers install --all

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Two processes: each server is started once, by one of them.
test: servers
	$(BIN)/pytest --numprocesses 2 --dist loadgroup

bench: install
	$(BIN)/python -m bench

bench-accuracy bench-tracing: bench-%: install
	$(BIN)/python -m bench $*

lock:
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --extra demo --extra dev -o requirements/all.txt pyproject.toml

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis eraser-demo
