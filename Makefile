# The two commands are `make run` and `make test`. Both set everything up: all they need is Python 3.11.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin

.PHONY: run test lint types check studio clean

run: $(VENV)/ready
	@$(BIN)/vigie run

test: $(VENV)/ready
	$(BIN)/pytest

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/ready
	$(BIN)/mypy

check: $(VENV)/ready
	$(BIN)/vigie check

studio: $(VENV)/ready
	@$(BIN)/vigie studio

$(VENV)/ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Vigie needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 run")'
	@echo "Setting up Vigie in $(VENV) (the first time takes a minute)…" >&2
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]' >&2
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache build dist
