# The few doors of this project; `make help` lists them.

PYTHON ?= python3
PORT ?= 8000
export PORT

.DEFAULT_GOAL := help
.PHONY: help run demo staff test test-long check lock clean dev embedded

help: ## what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  PORT=8001 chooses another port, PYTHON=python3.13 another Python,"
	@echo "  HOST=0.0.0.0 also serves other machines (plain http: for a trusted network alone)."

lock: dev ## resolve the dependencies anew and write the hashed locks
	.venv/bin/uv lock --quiet --upgrade
	$(EXPORT) --output-file requirements.lock >/dev/null
	$(EXPORT) --group embedded --output-file requirements-embedded.lock >/dev/null
	$(EXPORT) --group dev --output-file requirements-dev.lock >/dev/null

EXPORT = .venv/bin/uv export --quiet --frozen --no-emit-project --no-header --no-annotate --no-default-groups
