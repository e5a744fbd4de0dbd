# What the generator's own developers do. A machine with Python >= 3.11, pip, git and make is enough.
PYTHON ?= python3
TOOLS := .tools/bin
UV := $(TOOLS)/uv
export PATH := $(CURDIR)/$(TOOLS):$(PATH)
RUN := $(UV) run --frozen --quiet
DEMO := demo
AT_ONCE ?= 2

.PHONY: help setup demo test slow matrix check lint types wheel bench adversarial owasp picture reference clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 12

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: Python 3.11 or newer is needed; hint: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv .tools
	@$(TOOLS)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.13'

.venv/ready: $(UV) pyproject.toml uv.lock
	@$(UV) sync --frozen --quiet
	@touch $@

setup: .venv/ready ## install everything into .tools and .venv

demo: setup ## render a project with the default choices and run its tests on a real PostgreSQL
	@$(RUN) python -m tests.demo $(DEMO)

test: setup ## the fast suite: laws, units, the command, the two ends of the matrix
	@$(RUN) pytest -q -m "not slow and not matrix" -n $(AT_ONCE) --dist loadfile

slow: setup ## what takes minutes: every database run, every wiring of the default project cut, real engines
	@$(RUN) --group validators pytest -q -m "slow and not matrix" -n $(AT_ONCE) --dist loadscope --no-loadscope-reorder

matrix: setup ## the full matrix, for an hour: every pair of choices run, every triple checked, every wiring cut
	@$(RUN) --group validators pytest -q -m matrix -n $(AT_ONCE) --dist worksteal

check: setup lint types test ## all that has to be green before a commit

lint:
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .

types:
	@$(RUN) mypy

wheel: setup ## build the wheel and the source distribution into dist/
	@$(UV) build --quiet

bench: setup ## measure the figures of benchmarks/ on this machine
	@$(RUN) python -m benchmarks

adversarial: setup ## play the cases of docs/adversarial.md with copier and with backsmith, and write the page anew
	@$(RUN) python -m tests.adversarial.record docs/adversarial.md

owasp: setup ## write the table of docs/owasp.md anew, from the faults of tests/owasp
	@$(RUN) python -m tests.owasp.table

reference: setup ## write docs/reference.md and docs/preset.schema.json from copier.yml and the command itself
	@$(RUN) python -m tests.docs.reference docs/reference.md
	@$(RUN) backsmith presets schema > docs/preset.schema.json

trees: setup ## write the kept trees of tests/matrix/kept anew
	@$(RUN) python -m tests.matrix.trees

picture: setup ## draw docs/new.svg from a real run in a terminal
	@$(RUN) python -m tests.docs.picture docs/new.svg

clean: ## remove what the targets above made
	@rm -rf .venv .tools dist $(DEMO) .mypy_cache .ruff_cache .pytest_cache
