# One word for each thing that a developer or an administrator does. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONDONTWRITEBYTECODE ?= 1

.PHONY: help demo cluster test lint bench services clean
help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/runtime: requirements.lock
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "python3-venv is missing: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing locked dependencies (first time only) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/development: requirements-dev.lock $(VENV)/runtime
	@echo "installing what tests and checks need (first time only) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/runtime ## the product with its demo city on http://127.0.0.1:8000
	@$(BIN)/python -m web.cli demo

cluster: $(VENV)/development ## the same on PostgreSQL and RabbitMQ: two web processes, two workers, two schedulers
	@bash docker/cluster.sh

test: $(VENV)/development ## every test; what needs a missing service is named at the end
	@$(BIN)/python -m pytest -n auto --dist loadgroup

lint: $(VENV)/development ## ruff, mypy, import contracts, templates
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pytest -q tests/architecture

bench: $(VENV)/development ## one table of what acts and pages cost, against plain SpiffWorkflow
	@$(BIN)/python -m tests.bench

services: ## installs and starts what the whole test suite needs (Debian, as root)
	@bash docker/services.sh

clean: ## removes the environment and the demo's store
	rm -rf $(VENV) var
