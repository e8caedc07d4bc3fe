# Two commands matter: `make run` serves the product, `make test` proves it. Each sets up what it needs, once.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export TOKENIZERS_PARALLELISM := false

.PHONY: run test check eval contract bench screenshots index clean help
.DEFAULT_GOAL := help

help:  ## what each command does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: index  ## set up, index corpus/, serve the page and the API on http://localhost:8000
	@$(BIN)/assistant serve --port $(PORT)

test: $(VENV)/.dev data/.model  ## set up, then run the tests
	@$(BIN)/python -m pytest

check: $(VENV)/.dev  ## style, types, and which room imports which
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

eval: $(VENV)/.dev index  ## measure quality on the project's own questions
	@$(BIN)/assistant eval golden
	@$(BIN)/assistant eval conversations
	@$(BIN)/assistant eval noisy
	@$(BIN)/assistant eval letters
	@$(BIN)/assistant eval nearby

contract: $(VENV)/.dev index  ## ten thousand requests made from the OpenAPI document
	@$(BIN)/python -m bench.contract

bench: $(VENV)/.dev index  ## measure speed and memory beside their peers
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.fuzzing

screenshots: $(VENV)/.dev index  ## take the pictures of the README anew
	@$(BIN)/python -m bench.screenshots docs/captures

index: data/.model  ## index corpus/: does nothing when nothing changed
	@$(BIN)/assistant index

$(VENV)/bin/python:
	@echo "Environnement virtuel…"
	@$(PYTHON) -m venv $(VENV)

# pip, not another installer: it takes the CPU build of torch where one lies beside; see README.
$(VENV)/.run: pyproject.toml | $(VENV)/bin/python
	@echo "Installation des paquets (quelques minutes la première fois)…"
	@$(BIN)/python -m pip install --quiet --progress-bar on -e '.[model]'
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.run
	@echo "Installation des outils de développement…"
	@$(BIN)/python -m pip install --quiet -e '.[model,dev]'
	@touch $@

data/.model: $(VENV)/.run index/encoder/prepare/reader.safetensors
	@mkdir -p data
	@$(BIN)/assistant model prepare
	@touch $@

clean:  ## remove the environment, the encoder and the index
	rm -rf $(VENV) data
