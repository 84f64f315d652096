# Everything needs only Python 3.11 or later, make and git. `make help` lists the targets.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help install more demo test check format docs reference bench lock clean

VENV := .venv
BENCH_VENV := .venv-bench
RUN := $(VENV)/bin/python -m
# A lock that this make has installed leaves its stamp, and is not looked at again until something changes.
STAMP := $(VENV)/.installed
BENCH_STAMP := $(BENCH_VENV)/.installed
PROJECT := pyproject.toml scripts/env.sh
PYTEST_ARGS ?= --numprocesses auto --maxprocesses 8 --dist worksteal

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '%-16s %s\n' "$$name" "$$text"; done

install: $(STAMP)  ## lay everything into .venv, from requirements.lock (PYTHON=..., INSTALLER=uv|pip)

$(STAMP): requirements.lock requirements-uv.lock $(PROJECT)
	@echo "Installing into $(VENV) ..."
	@sh scripts/env.sh install $(VENV) requirements.lock
	@touch $@

more: requirements-more.lock requirements-uv.lock  ## also Spark (needs Java) and party screening (needs libicu-dev, pkg-config, g++)
	@sh scripts/env.sh install $(VENV) requirements-more.lock
	@touch $(STAMP)

demo: install  ## assess every real quantum computer of the table; tables to the screen, charts to out/
	@$(RUN) acquis demo

test: install check docs  ## the checks, the documentation, then all tests
	$(RUN) pytest $(PYTEST_ARGS)

check: install  ## lint, format, types, import rules
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(VENV)/bin/lint-imports

format: install  ## mend what ruff can mend
	$(RUN) ruff check --fix .
	$(RUN) ruff format .
	$(VENV)/bin/python scripts/format_corpus.py

docs: install  ## build the documentation into site/; a broken link fails
	NO_MKDOCS_2_WARNING=1 $(RUN) mkdocs build --strict --quiet

reference: install  ## write the generated pages of docs/reference anew, from the code and the corpus
	$(VENV)/bin/python scripts/reference.py

bench: $(BENCH_STAMP)  ## measure Acquis beside other rule engines
	$(BENCH_VENV)/bin/python -m benchmarks.run

$(BENCH_STAMP): requirements-bench.lock requirements-uv.lock $(PROJECT)
	@echo "Installing into $(BENCH_VENV) ..."
	@sh scripts/env.sh install $(BENCH_VENV) requirements-bench.lock
	@touch $@

lock:  ## write the lock files anew (ARGS=--upgrade for newer versions)
	@sh scripts/env.sh lock $(ARGS)

clean:  ## remove all that was made here
	rm -rf $(VENV) $(BENCH_VENV) .tools out site build dist .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
