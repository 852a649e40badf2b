# make demo   the real bot against a Telegram on this computer, in the browser; no account needed
# make test   everything: set-up, format, lint, types, layers, all tests with coverage
# make check  the fast half of it
# make soak   what `make test` does of the storage in short, in full: several minutes
# make lock   pin the dependencies anew (needs uv)
# make bench  the figures
# make pictures  the README's screenshots anew

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test check lint fast soak bench pictures lock chromium clean

demo: .venv/runtime.stamp
	@$(BIN)/python -m bot demo

test: .venv/dev.stamp chromium lint
	$(BIN)/pytest -n 2 --cov --cov-report=term
	$(BIN)/coverage report --include='conversations/*' --fail-under=100
	$(BIN)/coverage report --fail-under=95 >/dev/null

check: .venv/dev.stamp lint fast

lint: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fast: .venv/dev.stamp
	$(BIN)/pytest -n 2 -m "not browser" tests/conversations tests/storage tests/bot

soak: .venv/dev.stamp
	AFTERWORD_SOAK=1 $(BIN)/pytest -n 2 tests/storage

bench: .venv/dev.stamp
	$(BIN)/python -m tests.benchmarks

pictures: .venv/dev.stamp
	AFTERWORD_PICTURES=docs $(BIN)/pytest -q tests/stories/test_page.py

# Debian's Chromium for the tests of the phone page. Where it cannot be installed those tests are skipped and say so;
# with CI=true they fail.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
	  echo "Installing Chromium for the browser tests ..."; \
	  if [ "$$(id -u)" = 0 ]; then get="apt-get"; else get="sudo -n apt-get"; fi; \
	  { $$get -qq update && DEBIAN_FRONTEND=noninteractive $$get -qq -y install --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1 \
	    || echo "Chromium could not be installed: the browser tests will be SKIPPED (with CI=true they fail)."; }

.venv/pip.stamp:
	$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime.stamp: .venv/pip.stamp requirements.txt
	@test -e .venv/dev.stamp || { echo "Installing (once) ..."; $(PIP) install --require-hashes -r requirements.txt; }
	@touch $@

.venv/dev.stamp: .venv/pip.stamp requirements-dev.txt pyproject.toml
	@echo "Installing (once) ..."
	$(PIP) install --require-hashes -r requirements-dev.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

lock:
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -q -o requirements.txt
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -q -o requirements-dev.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* *.egg-info
