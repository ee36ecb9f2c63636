# EvoWeb's commands. What is installed or built is kept by the hash of what it was made from: the name of each stamp
# holds the hash, so nothing is done twice and nothing stale is used.

.DEFAULT_GOAL := help
.PHONY: help run test test-faults check audit types format clean tools

# Two at a time: the front end is built while Python's packages are installed and the engine is compiled.
MAKEFLAGS += -j2

ifeq ($(filter order-only,$(.FEATURES)),)
$(error EvoWeb needs GNU make 3.81 or newer; this is make $(MAKE_VERSION))
endif

hash = $(firstword $(shell cat $(1) 2>/dev/null | cksum))
IN_RANGE := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
NEW_ENOUGH := const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c '$(IN_RANGE)' >/dev/null 2>&1 && echo $$p && break; done)

FRONTEND_INPUTS := $(sort $(shell find frontend/src frontend/public -type f 2>/dev/null)) \
	$(wildcard frontend/*.json frontend/*.ts frontend/*.html)
INSTALLED := .venv/stamps/run-$(call hash,requirements.txt)
INSTALLED_DEV := .venv/stamps/dev-$(call hash,requirements.txt requirements-sweep.txt requirements-dev.txt)
MODULES := frontend/node_modules/.stamps/$(call hash,frontend/package-lock.json)
BUILT := static/dist/built-$(call hash,$(FRONTEND_INPUTS))
KERNEL_SOURCES := $(sort $(shell find simulation/kernel simulation/brains simulation/physics simulation/tasks -name '*.py') \
	$(addprefix simulation/,bodies.py layouts.py random.py terrain.py))
COMPILED := .venv/stamps/compiled-$(call hash,$(KERNEL_SOURCES) requirements.txt)
PIP := .venv/bin/python -m pip install --quiet --disable-pip-version-check

help: ## show these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: $(INSTALLED) $(BUILT) $(COMPILED) ## start EvoWeb and print the link that signs you in (PORT=8000)
	@exec .venv/bin/python -m evoweb.launcher

test: $(INSTALLED_DEV) $(BUILT) $(COMPILED) ## run every test
	cd frontend && npm test --silent
	.venv/bin/python -m pytest -n 2 --dist loadfile tests/simulation tests/web tests/contracts
	.venv/bin/python -m pytest -n 2 --dist loadfile tests/browser

test-faults: $(INSTALLED_DEV) $(BUILT) $(COMPILED) ## run the long tests that kill processes and fill disks
	.venv/bin/python -m pytest -m "hypothesis and not faults" --hypothesis-profile=explore tests/simulation tests/web
	.venv/bin/python -m pytest -m faults --durations=0 --session-timeout=2400

check: $(INSTALLED_DEV) $(MODULES) ## lint and type-check, Python and TypeScript
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	cd frontend && npm run --silent check && npm run --silent lint

audit: $(INSTALLED_DEV) $(MODULES) ## look for known weaknesses in installed packages (needs the network)
	@.venv/bin/python .ci/audit.py

types: $(INSTALLED_DEV) ## write the TypeScript types from the API's schema
	.venv/bin/python manage.py write_types

format: $(INSTALLED_DEV) $(MODULES) ## put the code into its form
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	cd frontend && npm run --silent format

clean: ## remove what was installed and built; your runs (var/) stay
	rm -rf .venv frontend/node_modules static/dist

tools:
	@test -n "$(PYTHON)" || { echo "EvoWeb needs Python 3.11, 3.12 or 3.13; here is $$(python3 --version 2>&1)" >&2; exit 1; }
	@command -v node >/dev/null || { echo "EvoWeb needs Node 20.19 or newer, which is not installed" >&2; exit 1; }
	@node -e '$(NEW_ENOUGH)' || { echo "EvoWeb needs Node 20.19 or newer; here is $$(node --version)" >&2; exit 1; }
	@command -v npm >/dev/null || { echo "EvoWeb needs npm, which comes with Node and is not installed" >&2; exit 1; }

# An environment that is missing, broken or of another Python is made anew.
ifeq ($(shell .venv/bin/python -c '$(IN_RANGE)' >/dev/null 2>&1 && .venv/bin/python -m pip --version 2>/dev/null),)
.PHONY: .venv/bin/python
endif
.venv/bin/python: | tools
	@test "$$(df -Pk . | awk 'NR == 2 {print $$4}')" -gt 2000000 || { echo "The disk is nearly full: Python's packages need 2 GB" >&2; exit 1; }
	@rm -rf .venv
	@echo "Making a virtual environment with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "$(PYTHON) cannot make virtual environments (on Debian: apt install python3-venv)" >&2; exit 1; }

$(INSTALLED): .venv/bin/python
	@echo "Installing Python packages (some minutes the first time) …"
	@$(PIP) -r requirements.txt
	@mkdir -p $(@D) && rm -f $(@D)/run-* && touch $@

$(INSTALLED_DEV): .venv/bin/python | $(INSTALLED)
	@echo "Installing what tests and checks need …"
	@$(PIP) -r requirements-dev.txt
	@mkdir -p $(@D) && rm -f $(@D)/dev-* && touch $@

$(MODULES): | tools
	@echo "Installing the front end's packages …"
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@mkdir -p $(@D) && touch $@

$(BUILT): | $(MODULES)
	@echo "Building the front end …"
	@cd frontend && npm run --silent build -- --logLevel error
	@touch $@

$(COMPILED): | $(INSTALLED)
	@echo "Compiling the engine's time loops for this machine (a minute or so the first time) …"
	@.venv/bin/python manage.py compile
	@mkdir -p $(@D) && rm -f $(@D)/compiled-* && touch $@
