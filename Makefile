# What a person types. Every target sets up what it needs first; the second time that takes a moment.
#
#   make demo   a minute: both regions up, a mistake that the gate refuses, all gone again; no AWS account needed
#   make drill  a region lost while a client writes, DR promoted, failback without drift; ends in a report
#   make test   lint and the product's tests   make unit    those of the program and the gate alone: half a minute
#   make test-lab  the lab's own tests         make test-all  everything, as CI runs it
#   make lab    the lab in the background          make shell   a shell in which pulumi and aws talk to it

SHELL := bash
.DEFAULT_GOAL := help

CACHE := $(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME),$(HOME)/.cache)/standby
# uv: the machine's own, else one in a virtual environment of its own below the user's cache folder
UV := $(or $(shell command -v uv 2>/dev/null),$(CACHE)/uv/bin/uv)
PYTHON ?= python3
BIN := .venv/bin
# one more than the smallest CI machine has cores: a good part of a scenario is waiting
WORKERS ?= 3

.PHONY: help setup check lint unit test test-lab test-all lab shell demo drill bench bench-quick policy-pack docs judges audit clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 20

$(CACHE)/uv/bin/uv:
	@echo "uv: not on PATH; installing it into $(CACHE)/uv"
	@$(PYTHON) -m venv $(CACHE)/uv
	@$(CACHE)/uv/bin/python -m pip install --quiet --disable-pip-version-check uv

$(BIN)/lab: pyproject.toml lab/pyproject.toml uv.lock | $(filter $(CACHE)/%,$(UV))
	@$(UV) sync --frozen --all-packages --quiet --compile-bytecode
	@touch $(BIN)/lab

setup: $(BIN)/lab ## Python packages, Pulumi's CLI, tools for checks; nothing global
	@$(BIN)/lab setup

check: setup ## the config of all stacks: each by itself, and what they say about each other
	@$(BIN)/standby check

lint: setup ## style, types, import rules, shell scripts
	@bash .ci/lint

unit: setup ## the tests of the program and of the gate alone
	@$(BIN)/python -m pytest -q -n $(WORKERS) tests/pattern tests/components tests/policy

test: setup ## lint and the tests of the product, what one runs all day
	@bash .ci/test $(WORKERS) lint shell product

test-lab: setup ## the lab's own tests
	@bash .ci/test $(WORKERS) lab

test-all: setup ## everything, as CI runs it
	@STANDBY_ALL=1 bash .ci/test $(WORKERS) lint shell lab product

lab: setup ## start the lab in the background (stop it: .venv/bin/lab down)
	@$(BIN)/lab up

shell: setup ## a shell in which `pulumi up --stack dr` just works
	@$(BIN)/lab shell

demo: setup ## a minute on this machine: both regions up, a mistake that the gate refuses, all gone again
	@$(BIN)/python -m demo

drill: setup ## the whole circle under load: MODE=failover (default) or switchover; ends in a report
	@$(BIN)/python -m demo drill-$(or $(MODE),failover)

bench: setup ## measurements beside what one would use instead
	@$(BIN)/python -m bench

bench-quick: setup ## the short ones, printed
	@$(BIN)/python -m bench --quick

judges: setup ## checkov and cfn-lint over the states of the pair, against the list of what is accepted
	@$(BIN)/python -m judges

audit: setup ## known vulnerabilities of the locked packages; says so where the database is out of reach
	@bash .ci/audit $(UV)

policy-pack: setup ## a self-contained policy pack in dist/, for `pulumi policy publish`
	@$(BIN)/python -m policy.assemble

docs: setup ## the documentation site, in dist/site
	@NO_MKDOCS_2_WARNING=1 DISABLE_MKDOCS_2_WARNING=true $(BIN)/mkdocs build --quiet --strict

clean: ## stop the lab, remove its files and what builds left behind
	@if [ -x $(BIN)/lab ]; then $(BIN)/lab down; fi
	@rm -rf .lab dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
