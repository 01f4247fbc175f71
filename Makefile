# What one does here. `make` alone lists it.

PYTHON ?= python3
RECIPE ?= recipes/chat.recipe
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup test lint format types check docs run bench ci

help: ## list what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-8s %s\n", $$1, $$2 }'

setup: $(BIN)/charm ## an environment in .venv, with charm and its tools

$(BIN)/charm: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[dev]'
	@touch $@

test: setup ## the tests; one folder: make test ONLY=tests/graph
	$(BIN)/pytest $(ONLY)

lint: setup ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup ## ruff: write the format, fix what is safe to fix
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup ## mypy --strict over packages and tests
	$(BIN)/mypy

check: setup ## the recipes: diagnostics, style and their own tests
	$(BIN)/charm check recipes
	$(BIN)/charm fmt --check recipes
	$(BIN)/charm test recipes

docs: setup ## the tables of the documentation, written anew from the code
	$(BIN)/python -m tests.docs

run: setup ## serve a recipe: make run RECIPE=recipes/chat.recipe
	$(BIN)/charm run $(RECIPE)

bench: setup ## the benchmarks, small, each once
	$(BIN)/python -m benchmarks --small

ci: ## all of it, on a fresh environment
	.ci/run
