# `make run` and `make test` do all their own set-up: a virtual environment with the exact versions of constraints.txt.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
# what running needs is there, and what testing and developing need besides
RUNNABLE := $(VENV)/.runnable
READY := $(VENV)/.ready
# errors only: of what pip and setuptools warn of, nobody who starts Kentgraf can mend anything
PIP = $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input -c constraints.txt
PORT ?= 8000
PEERS ?= .venv-bench
SECONDS ?= 1200
# scripts beside the tests import each other as the tests do
SCRIPT = PYTHONPATH=tests $(BIN)/python

.PHONY: run test browser check format tables shapes docs conformance bench bench-endpoint bench-engines screenshots pictures snapshot fuzz soak clean

run: $(RUNNABLE)
	$(BIN)/kentgraf serve --port $(PORT)

# in as many processes as there are cores; what measures time has the machine for itself afterwards
test: $(READY)
	@.ci/browser || true
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not alone"
	$(BIN)/python -m pytest -m alone

# chromium for the tests in a browser, from Debian's where it is missing
browser:
	.ci/browser

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# makes the packaged tables anew from the report that KENTGRAF_REPORT names
tables: $(READY)
	$(BIN)/kentgraf extract "$$KENTGRAF_REPORT" --out data/izmir-2025

# writes the shapes of literals, which are made from ontology/datatypes.toml
shapes: $(READY)
	$(BIN)/python -m kentgraf.shapes.literal_shapes > shapes/.literals.new && mv shapes/.literals.new shapes/literals.ttl

# writes the pages that are made from the code, and the outputs in the README
docs: $(READY)
	$(BIN)/python docs/generate/vocabulary.py > docs/vocabulary.md
	$(BIN)/python docs/generate/tables.py > docs/tables.md
	PYTHONPATH=docs $(BIN)/python docs/generate/findings.py > docs/findings.md
	PYTHONPATH=docs $(BIN)/python docs/generate/trace.py > docs/trace.md
	$(BIN)/python docs/generate/queries.py > docs/queries.md
	$(SCRIPT) tests/docs/test_readme.py

# counts the W3C's tests of queries, whose files KENTGRAF_W3C names
conformance: $(READY)
	$(SCRIPT) tests/support/sparql/conformance_page.py > docs/conformance.md

bench: $(READY)
	$(SCRIPT) tests/bench/build.py

# the endpoint side by side with others, which get an environment of their own
bench-endpoint: $(READY) $(PEERS)/.ready
	KENTGRAF_BENCH_BIN=$(PEERS)/bin $(SCRIPT) tests/bench/endpoint.py

# the commands on a folder and on other engines
bench-engines: $(READY)
	$(SCRIPT) tests/bench/engines.py

$(PEERS)/.ready:
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check rdflib-endpoint==0.6.3 oxrdflib==0.5.0 \
		oxigraph==0.5.13 'uvicorn[standard]'
	@touch $@

# pictures of every page, wide and narrow, light and dark
screenshots: $(READY) browser
	$(SCRIPT) tests/tools/screenshots.py

# the pictures in the README
pictures: $(READY) browser
	$(SCRIPT) tests/tools/screenshots.py --for-readme

# writes everything that Kentgraf gives away into the folder OUT, to compare two versions by diff -r
snapshot: $(READY)
	@test -n "$(OUT)" || { echo "make snapshot OUT=DIR"; exit 2; }
	$(BIN)/python tests/tools/snapshot_outputs.py $(BIN)/kentgraf $(OUT)

fuzz: $(READY)
	KENTGRAF_ALL_ERRORS=1 $(BIN)/python -m pytest -n auto tests/graph/audit/test_injected_errors.py
	$(SCRIPT) tests/fuzz/literals.py
	$(SCRIPT) tests/fuzz/reports.py

# a server under everything that strangers can do at once, for SECONDS; SEED repeats a run, OUT takes its figures as JSON
soak: $(READY)
	$(SCRIPT) -m soak --seconds $(SECONDS) $(if $(SEED),--seed $(SEED)) $(if $(OUT),--out $(OUT))

$(RUNNABLE): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Kentgraf needs Python 3.11 or newer; none was found."; exit 2; }
	@echo "1/3 Making a virtual environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@echo "2/3 Installing what builds Kentgraf …"
	@$(PIP) pip setuptools wheel
	@echo "3/3 Installing Kentgraf and what running needs (some 230 MB, a minute or two) …"
	@$(PIP) --no-build-isolation -e .
	@touch $@

$(READY): $(RUNNABLE)
	@echo "Installing what testing and developing need besides (some 420 MB) …"
	@$(PIP) --no-build-isolation -e '.[test]'
	@touch $@

clean:
	rm -rf $(VENV) $(PEERS) build dist *.egg-info .kentgraf
