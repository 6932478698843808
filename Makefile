# `make help` lists the targets. Two are all a stranger needs: `make demo` and `make test`.

PYTHON ?= python3
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin

# An environment is as good as new while the interpreter, the lock file and pyproject.toml are those it was made with.
key = $(shell { $(PYTHON) -V; cat requirements/$(1).txt pyproject.toml; } 2>&1 | cksum | cut -d ' ' -f 1)
RUN_READY := $(VENV)/ready-run-$(call key,run)
TEST_READY := $(VENV)/ready-test-$(call key,test)
FUZZ_READY := $(VENV)-fuzz/ready-fuzz-$(call key,fuzz)
AUDIT_READY := $(VENV)-audit/ready-audit-$(call key,audit)
NEWEST_READY := $(VENV)-newest/ready-newest-$(call key,test)
READY := $(or $(wildcard $(TEST_READY)),$(RUN_READY))

.DEFAULT_GOAL := help
.PHONY: help demo test check quick coverage test-newest newest-environment golden agreement broken-examples cluster assurance mutants fuzz bench bench-peers docs \
	helm-programs kubernetes-programs cue-engine dist audit audit-environment lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F '|' '{ printf "%-20s %s\n", $$1, $$2 }'

demo: $(READY) ## build the example into a chart, render it with the real Helm engine, say where to look
	$(BIN)/python examples/demo.py

test: $(TEST_READY) helm-programs kubernetes-programs cue-engine coverage ## the whole gate: format, lint, types, layers, coverage of the core, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n $(WORKERS) -rfEs $(SAME) $(addprefix --ignore=,$(COUNTED))

check: test ## the same

# What judges a change draws the same examples each time; `make quick` draws others each time.
SAME := --hypothesis-profile=gate

# What costs most comes first, each file in one piece of the work of a process, and the small tests fill up the rest. Copies of a
# process, which runs in parts and caches need, are made early, while it is small.
LONGEST := tests/test_architecture.py tests/test_citations.py
ROOMS := tests/test_golden.py tests/test_stages.py tests/contracts tests/test_tables.py tests/test_schemas.py tests/unit
COUNTED := $(LONGEST) tests/fleets tests/cache $(ROOMS)
quick: $(TEST_READY) ## the inner loop, a minute and a half on two cores: lint, types, tests of units, stages, golden cases, architecture, schemas
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow" --cases 4 --testrunuid $$(date +%s) $(LONGEST) $(ROOMS)

# Counting lines doubles the time of a case, so that it is done for twelve cases of each test that has more, and for all of those
# marked `whole`: the others run without. Some need a program or a wait (`slow`). The inner loop does without both.
coverage: $(TEST_READY) ## the tests whose lines are counted, at least 97 % of the core; part of `make test`
	$(BIN)/python -m pytest -n $(WORKERS) -rfEs --cov --cov-report=term:skip-covered $(SAME) $(COUNTED)

# The rooms whose results hang on a runtime dependency: reading, values, schemas of users, the limits.
NEWEST := tests/unit/source tests/unit/values tests/unit/verification tests/unit/resolve tests/assurance/cost/test_limits.py
test-newest: $(NEWEST_READY) ## the tests that depend on runtime dependencies, with the newest that are allowed instead of the locked ones
	$(VENV)-newest/bin/python -m pytest -n $(WORKERS) $(SAME) $(NEWEST)

newest-environment: $(NEWEST_READY)

golden: $(TEST_READY) ## rewrite the expected files of the golden cases; review the difference like code
	$(BIN)/python -m tests.golden_files

agreement: $(TEST_READY) ## search 2,000 random applications for a difference between chart and manifests
	OAMC_AGREEMENT=2000 $(BIN)/python -m pytest -n $(WORKERS) tests/test_agreement.py

broken-examples: $(TEST_READY) ## break every example and golden case in every place, some 300,000 builds; half an hour
	OAMC_BROKEN_EXAMPLES=1 $(BIN)/python -m pytest -n $(WORKERS) tests/test_broken_examples.py

KUBERNETES ?= 1.34
cluster: $(TEST_READY) helm-programs ## send everything to a real API server, built by Go; KUBERNETES="1.30 1.34 1.37" takes more versions
	$(BIN)/python -m tests.assurance.cluster --kubernetes $(KUBERNETES)

assurance: $(TEST_READY) helm-programs kubernetes-programs ## measure every promise at depth and write docs/assurance.md; it takes hours
	$(BIN)/python -m tests.assurance

SECONDS ?= 300
fuzz: $(FUZZ_READY) ## search for SECONDS (300) for inputs that break a promise, guided by coverage
	$(VENV)-fuzz/bin/python -m tests.assurance.fuzz --seconds $(SECONDS)

# Without SECONDS on the command line there is no end: that of `fuzz` is not meant.
mutants: $(TEST_READY) ## put small faults into the core, print those that no test notices; ROOM=values, SAMPLE=100, SEED=1, SECONDS=600
	$(BIN)/python -m tests.assurance.mutation $(if $(ROOM),--room $(ROOM)) $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED)) \
		$(if $(filter-out file,$(origin SECONDS)),--seconds $(SECONDS))

bench: $(TEST_READY) ## measure time and memory against a bare interpreter
	$(BIN)/python -m benchmarks

bench-peers: $(TEST_READY) helm-programs ## build the peers of oamc at pinned versions, once, and measure it beside them; needs Go and npm
	$(BIN)/python -m benchmarks.peers

docs: $(TEST_READY) ## rewrite the generated pages
	$(BIN)/python -m tests.generated_pages

helm-programs: $(TEST_READY) ## build the pinned Helm 3 and Helm 4, once, if Go is here
	$(BIN)/python -m tests.helm_programs.build

kubernetes-programs: $(TEST_READY) ## build the API server's validation of the oldest and newest Kubernetes, and of custom kinds, once, if Go is here
	$(BIN)/python -m tests.kubernetes_programs.build

cue-engine: $(TEST_READY) ## build the distribution oamc-cue, which evaluates definitions in CUE, and test its code, once, if Go is here
	$(BIN)/python -m tests.cue_engine.build

dist: $(TEST_READY) ## build wheel, source archive, bill of materials and checksums into dist/, and build them again to compare
	$(BIN)/python -m release dist

audit: $(AUDIT_READY) ## look for known holes in what is pinned; IF_ANSWERED=1 passes where nobody can tell
	$(VENV)-audit/bin/python -m release.audit $(if $(IF_ANSWERED),--if-answered)

audit-environment: $(AUDIT_READY)

# uv resolves for every platform and every supported Python at once. It is needed here only.
# UPGRADE=--upgrade takes the newest versions; without it the pins stay where pyproject.toml still allows them.
PIN := build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command 'make lock' $(UPGRADE)
LOCK := $(PIN) --extra helm pyproject.toml requirements/build.in

lock: ## pin every dependency again, with hashes
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet --disable-pip-version-check uv
	$(LOCK) --extra dask --group test --group check --output-file requirements/test.txt
	$(LOCK) --constraints requirements/test.txt --output-file requirements/run.txt
	$(LOCK) --constraints requirements/test.txt --group test --group fuzz --output-file requirements/fuzz.txt
	$(PIN) --group audit --output-file requirements/audit.txt
	$(PYTHON) -m release.container

clean: ## remove everything that the other targets made here
	rm -rf $(VENV) $(VENV)-newest $(VENV)-fuzz $(VENV)-audit build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .coverage .coverage.*

# The package itself is installed without build isolation: its build backend is pinned in the same file, and nothing is fetched.
$(VENV)/ready-% $(VENV)-fuzz/ready-%:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "oamc needs Python 3.11 or newer: make PYTHON=/path/to/it")'
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/$(firstword $(subst -, ,$*)).txt
	$(@D)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@rm -f $(@D)/ready-*
	@touch $@

# Beside the locked tools of the tests stand the newest runtime dependencies that pyproject.toml allows.
$(VENV)-newest/ready-%:
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/test.txt
	$(@D)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(@D)/bin/python requirements/newest.py | xargs $(@D)/bin/pip install --quiet --disable-pip-version-check --upgrade
	@rm -f $(@D)/ready-*
	@touch $@

# What audits the package is kept apart from it.
$(VENV)-audit/ready-%:
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/audit.txt
	@rm -f $(@D)/ready-*
	@touch $@
