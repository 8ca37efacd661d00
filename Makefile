PYTHON ?= python3
PORT ?= 8069
DB ?= demo
WITH ?=
ARGS ?=
JOBS ?=
KEEP ?=
TAGS ?=
N ?= 100000
OUT ?= bench.jsonl

ENV = $(PYTHON) dev/env.py

.DEFAULT_GOAL := help
.PHONY: help env demo shell test test-core lint bench pot screenshots upgrade-check stop clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

env: ## Prepare Odoo, Python packages and PostgreSQL (every target does it when needed)
	@exec $(ENV) env

demo: ## Run a server with demo data: PORT=8069 DB=demo
	@exec $(ENV) demo --port "$(PORT)" --db "$(DB)"

shell: ## Odoo's shell on a database: DB=demo [< script.py]
	@exec $(ENV) shell --db "$(DB)"

test: ## Run the suite: WITH=mrp,repair ARGS="-k name" JOBS=2 KEEP=1
	@exec $(ENV) test --with="$(WITH)" --args="$(ARGS)" --jobs="$(JOBS)" --keep="$(KEEP)"

test-core: ## Run Odoo's own tests with the add-on installed: WITH=mrp TAGS=/stock:TestLotSerial
	@exec $(ENV) test-core --with="$(WITH)" --tags="$(TAGS)"

lint: ## Check Python, XML and CSV files
	@exec $(ENV) lint

bench: ## Measure speed: N=100000 OUT=bench.jsonl
	@exec $(ENV) bench --n "$(N)" --out "$(OUT)" --args="$(ARGS)"

pot: ## Export the translation template to i18n/
	@exec $(ENV) pot

screenshots: ## Take the documentation's pictures from a running demo: PORT=8069
	@exec $(ENV) exec -- python dev/screenshots.py --port "$(PORT)" $(ARGS)

upgrade-check: ## Install, upgrade and uninstall; nothing may be left in the database
	@exec $(ENV) upgrade-check

stop: ## Stop the private PostgreSQL cluster
	@exec $(ENV) stop

clean: ## Drop this clone's databases and its link
	@exec $(ENV) clean
