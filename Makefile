# Every target makes its own environment first; nothing here needs an activated one.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export SUITEHOUSE_HOME ?= $(CURDIR)/var
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export GX_ANALYTICS_ENABLED := false

.DEFAULT_GOAL := help
.PHONY: help demo test test-fast ui lint format bench staging lock clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/suitehouse: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
	  { echo "suitehouse needs Python 3.11, 3.12 or 3.13; set PYTHON=python3.12, say."; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing: apt-get install python3-venv"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(BIN)/suitehouse ## a SuiteCRM-shaped company, its warehouse and a finance report, in minutes
	$(BIN)/suitehouse demo $(ARGS)

test: $(BIN)/suitehouse ## the whole test suite, on a private MariaDB
	$(BIN)/python -m suitehouse.modelling
	$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

test-fast: $(BIN)/suitehouse ## unit and property tests only
	$(BIN)/pytest tests/unit tests/property $(ARGS)

ui: $(BIN)/suitehouse ## the Dagster UI on http://127.0.0.1:3000
	$(BIN)/python -m pipelines.ui

lint: $(BIN)/suitehouse ## format, lint and type checks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(BIN)/suitehouse ## rewrite the code in house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(BIN)/suitehouse ## measure full load and incremental beside the peers
	$(BIN)/python -m benchmarks $(ARGS)

staging: $(BIN)/suitehouse ## write the staging models again from the contracts
	$(BIN)/python -m suitehouse.contracts.staging

lock: ## resolve the dependencies again (needs uv)
	uv pip compile pyproject.toml --extra dev --generate-hashes --universal --python-version 3.11 \
	  --no-strip-extras --no-emit-index-url --no-header --output-file requirements.lock

clean: ## remove the environment and caches; run-time files stay
	rm -rf $(VENV) warehouse_models/target warehouse_models/logs .mypy_cache .ruff_cache .pytest_cache
	@test ! -d "$(SUITEHOUSE_HOME)" || echo "kept $(SUITEHOUSE_HOME): warehouse, reports, masking key"
