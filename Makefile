# One command each. `make test` is what CI runs; `make demo` shows the main job on simulated routers.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: test lint types contract check matrix test-matrix demo bench schema fix clean

test: lint types contract check

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/zizmor --offline --quiet --no-progress .github/workflows
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml

types: $(READY)
	$(BIN)/mypy

contract: $(READY)
	$(BIN)/lint-imports --no-logo

check: $(READY)
	$(BIN)/pytest --numprocesses auto --dist worksteal

# The fault matrix with every fault at every sentence of an apply, and its table in docs/. `make test` plays a sample.
matrix: $(READY)
	$(BIN)/python tests/matrix/make.py

# The same without the table; what CI runs.
test-matrix: $(READY)
	ROSGIT_MATRIX=all $(BIN)/pytest --numprocesses auto --dist worksteal tests/matrix

demo: $(READY)
	PATH="$(CURDIR)/$(BIN):$$PATH" bash docs/demo.sh

bench: $(READY)
	$(BIN)/python bench/run.py

schema: $(READY)
	$(BIN)/rosgit schema > schemas/site.schema.json

fix: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
