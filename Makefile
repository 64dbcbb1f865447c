# The few doors of this project; `make help` lists them.

PYTHON ?= python3
PORT ?= 8000
export PORT
VENV_PYTHON = .venv/bin/python
PREPARE = $(PYTHON) config/prepare.py
CHECKED = env VAR_DIR=build/check DATABASE_URL=sqlite://:memory: SECRET_KEY=$$($(VENV_PYTHON) -c 'import secrets; print(secrets.token_hex(32))')
EXPORT = $(VENV_PYTHON) -m uv export --quiet --frozen --no-emit-project --no-header --no-annotate

.DEFAULT_GOAL := help
.PHONY: help run demo staff test test-long bench check style types layers templates migrations deployment messages lock clean dev

help: ## what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  PORT=8001 chooses another port, PYTHON=python3.13 another Python."
	@echo "  It answers this machine alone; HOST=0.0.0.0 opens it to others (plain http: for a trusted network)."

run: ## everything, at http://localhost:8000/messager/
	@$(PREPARE) requirements-embedded.lock
	@exec $(VENV_PYTHON) -m config.embedded

demo: ## the same with a sample team and its conversations, in var/demo
	@$(PREPARE) requirements-embedded.lock
	@exec $(VENV_PYTHON) -m config.embedded --demo

staff: ## make a staff account for the admin
	@$(PREPARE) requirements-embedded.lock
	@LOG_LEVEL=ERROR $(VENV_PYTHON) manage.py migrate --verbosity 0
	@LOG_LEVEL=ERROR $(VENV_PYTHON) manage.py createsuperuser

test: dev ## every test, on SQLite and on PostgreSQL, with browsers
	@$(VENV_PYTHON) -m tests.tools
	$(VENV_PYTHON) -m tests.all

test-long: dev ## the same in full sizes and with repeats
	@$(VENV_PYTHON) -m tests.tools
	$(VENV_PYTHON) -m pytest --long
	$(VENV_PYTHON) -m pytest --long --postgres

bench: dev ## how fast it is, on PostgreSQL; DB=sqlite, QUICK=1 (bench/README.md)
	$(VENV_PYTHON) -m bench --db $(if $(DB),$(DB),postgres) $(if $(QUICK),--quick) $(if $(DB)$(QUICK),,--write)

check: style types layers templates migrations deployment ## all of what can be said without running it

style: dev
	$(VENV_PYTHON) -m ruff check
	$(VENV_PYTHON) -m ruff format --check

types: dev
	$(VENV_PYTHON) -m mypy

layers: dev
	.venv/bin/lint-imports

templates: dev
	$(VENV_PYTHON) -m djlint --lint --quiet templates

migrations: dev
	$(CHECKED) $(VENV_PYTHON) manage.py makemigrations --check --dry-run

# As behind TLS in front of a team.
deployment: dev
	$(CHECKED) PUBLIC_URL=https://messager.example $(VENV_PYTHON) manage.py check --deploy --fail-level WARNING

messages: dev ## collect the strings to translate, and compile what is translated (needs gettext)
	$(VENV_PYTHON) manage.py makemessages --all --no-location --no-obsolete --ignore .venv --ignore build --ignore var --ignore tests --ignore bench
	$(VENV_PYTHON) manage.py compilemessages --ignore .venv
	@$(VENV_PYTHON) -m tests.untranslated

lock: dev ## resolve the dependencies anew and write the hashed locks
	$(VENV_PYTHON) -m uv lock --quiet --upgrade
	$(EXPORT) --output-file requirements.lock >/dev/null
	$(EXPORT) --group embedded --output-file requirements-embedded.lock >/dev/null
	$(EXPORT) --group stack --output-file requirements-stack.lock >/dev/null
	$(EXPORT) --group dev --output-file requirements-dev.lock >/dev/null

clean: ## remove what was installed and cached; var/ (the data) stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

dev:
	@$(PREPARE) requirements-dev.lock
