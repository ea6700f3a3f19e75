# `make demo` shows the portal, `make test` checks it; README.md says more.
PYTHON ?= python3
RUN = .venv/bin/python

.PHONY: demo demo-reset test test-postgres check requirements messages runtime develop

# One process each, by exec: a signal to make then reaches it, not a shell that hides it.
demo: runtime
	@exec $(RUN) -m scripts.demo

demo-reset: runtime
	@exec $(RUN) -m scripts.demo --reset

test: develop
	@exec $(RUN) -m scripts.run_tests

test-postgres: develop
	@exec $(RUN) -m scripts.run_tests --postgres

check: develop
	@exec $(RUN) -m scripts.check

# After a change of requirements*.in or of a string to translate.
requirements: develop
	@exec $(RUN) -m scripts.lock_requirements

messages: develop
	@exec $(RUN) -m scripts.messages

runtime:
	@$(PYTHON) scripts/environment.py requirements.txt

develop:
	@$(PYTHON) scripts/environment.py requirements-dev.txt
