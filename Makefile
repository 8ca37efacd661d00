PYTHON ?= python3
PORT ?= 8069
DB ?= demo
WITH ?=
ARGS ?=
JOBS ?=
TAGS ?=
N ?= 100000
OUT ?= bench.jsonl

ENV = $(PYTHON) dev/env.py

.DEFAULT_GOAL := help
.PHONY: help env demo shell test test-core lint bench pot upgrade-check stop clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

env: ## Prepare Odoo, Python packages and PostgreSQL (every target does it when needed)
	@$(ENV) env

demo: ## Run a server with demo data: PORT=8069 DB=demo
	@$(ENV) demo --port "$(PORT)" --db "$(DB)"

shell: ## Odoo's shell on a database: DB=demo [< script.py]
	@$(ENV) shell --db "$(DB)"

test: ## Run the suite: WITH=mrp,repair ARGS="-k name" JOBS=2
	@$(ENV) test --with="$(WITH)" --args="$(ARGS)" --jobs="$(JOBS)"

test-core: ## Run Odoo's own tests with the add-on installed: WITH=mrp TAGS=/stock:TestLotSerial
	@$(ENV) test-core --with="$(WITH)" --tags="$(TAGS)"

lint: ## Check Python, XML and CSV files
	@$(ENV) lint

bench: ## Measure speed: N=100000 OUT=bench.jsonl
	@$(ENV) bench --n "$(N)" --out "$(OUT)" --args="$(ARGS)"

pot: ## Export the translation template to i18n/
	@$(ENV) pot

upgrade-check: ## Install, upgrade and uninstall; nothing may be left in the database
	@$(ENV) upgrade-check

stop: ## Stop the private PostgreSQL cluster
	@$(ENV) stop

clean: ## Drop this clone's databases and its link
	@$(ENV) clean
