# Two commands set everything up on a fresh machine with Python and make: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
STAMP := $(VENV)/.installed

.PHONY: run test check bench fixtures clean

run: $(STAMP)
	$(BIN)/python scripts/run_example.py

test: $(STAMP)
	$(BIN)/python -m pytest

check: $(STAMP)
	scripts/check

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[bench]"
	$(BIN)/python -m benchmarks

fixtures: $(STAMP)
	$(BIN)/python scripts/build_fixtures.py

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	$(BIN)/python -c "import pathlib; pathlib.Path('$(STAMP)').touch()"

clean:
	$(PYTHON) -c "import shutil; [shutil.rmtree(p, True) for p in ('$(VENV)', '.mypy_cache', '.ruff_cache', '.import_linter_cache')]"
