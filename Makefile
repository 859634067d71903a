# make audit: try the program on the bundled example. make test, make check: what a change must pass. make lock: pin anew.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help audit test coverage check readme hooks lock clean

BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PYTHONS := $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3 python
SUITABLE := -c 'import sys; sys.exit(sys.version_info < (3, 11))'
READY := .venv/.ready

export PIP_DISABLE_PIP_VERSION_CHECK := 1

help:
	@echo 'make audit   audit the example project under examples/'
	@echo 'make test    run every test'
	@echo 'make coverage  the same, and which lines and branches it reached (takes three times as long)'
	@echo 'make check   lint, formatting and types'
	@echo 'make acceptance  what needs package registries, Chromium or a runner; says what it left out (ONLY=page: one of them)'
	@echo 'make readme  write what the README shows of the program anew'
	@echo 'make hooks   write the file patterns of the pre-commit hook anew'
	@echo 'make lock    pin what development and the action install anew (needs uv)'
	@echo 'make clean   remove .venv and .acceptance'

audit: $(READY)
	@status=0; $(BIN)/matrix-audit check examples/storefront || status=$$?; \
	if [ $$status -gt 1 ]; then exit $$status; fi

test: $(READY)
	$(BIN)/python -m pytest -q

coverage: $(READY)
	$(BIN)/python -m pytest -q --cov

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

acceptance: $(READY)
	$(BIN)/python acceptance/run.py $(ONLY)

readme: $(READY)
	$(BIN)/python tests/readme.py

hooks: $(READY)
	$(BIN)/python tests/hooks.py

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock' \
		--output-file requirements-dev.lock pyproject.toml requirements-dev.in
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock' \
		--constraint requirements-dev.lock --output-file requirements.lock pyproject.toml requirements.in
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock' \
		--output-file acceptance/requirements.lock acceptance/requirements.in
	cd acceptance && npm install --package-lock-only --ignore-scripts --no-audit --no-fund --omit-lockfile-registry-resolved

clean:
	rm -rf .venv .acceptance

$(READY): requirements-dev.lock pyproject.toml
	@for python in $(PYTHONS); do \
		if "$$python" $(SUITABLE) 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo 'matrix-audit needs Python 3.11 or later: install it, or name one: make PYTHON=/path/to/python' >&2; exit 2; fi; \
	echo "setting up .venv with $$found (once)"; \
	"$$found" -m venv .venv
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@
