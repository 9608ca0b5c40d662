# Every target sets up what it needs first; a second run takes seconds.
.PHONY: demo test test-fast serve lint bench golden screenshots story setup compare database
SHELL := /bin/bash
# Every start would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
PY := .venv/bin/python
PRESS := .venv/bin/press
ALL_CORES := -n auto --dist loadfile --no-loadscope-reorder

setup:
	@build/setup.sh

# What only tests and the bench need, to compare with.
compare: setup
	@build/setup.sh --compare

database: setup
	@$(PY) -m cms migrate -v0
	@$(PRESS) load cms/sample

demo: database
	@$(PRESS) build
	@$(PY) -m cms accounts
	@$(PY) -m cms midweek
	@echo
	@echo "网站：    dist/current/site/index.html（双击即可打开）"
	@echo "印刷 PDF：dist/current/print/"
	@echo "打开 CMS 和网站：make serve，然后浏览 http://127.0.0.1:8000/ 和 http://127.0.0.1:8001/"

serve: database
	@$(PY) -m cms accounts
	@$(PY) -m cms midweek
	@$(PRESS) serve $(SERVE)  # e.g. SERVE="--cms-port 8010 --site-port 8011"

test: lint compare
	@$(PY) -m pytest $(ALL_CORES)

# Without a browser, a running office or a long print: what one asks while writing.
test-fast: setup
	@$(PY) -m pytest $(ALL_CORES) -m "not slow"

lint: setup
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check -q .
	@# The types of models come from the settings, which make the folder of data: somewhere else than beside the sources.
	@PRESS_VAR=.mypy_cache/var .venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/oxlint --quiet --deny-warnings site/assets tests/site cms
	@DENO_DIR=.mypy_cache/deno .venv/bin/deno check -q --config site/jsconfig.json site
	@.venv/bin/djlint --check --lint cms
	@.venv/bin/djlint --lint site/overrides
	@# In print, white space is set too, so nothing is reformatted; widths come from the content, hence inline (H021);
	@# the page of a turned table opens before the title that goes with it (H025).
	@.venv/bin/djlint --lint --ignore H006,H021,H023,H025,H030,H031,H037 bulletins/templates
	@$(PY) -m cms makemigrations --check --dry-run
	@$(PY) -m cms check --fail-level WARNING

golden: setup
	@$(PY) -m tests.golden

# From a county's Word file to a signed issue, played by five accounts in a browser.
story: setup
	@$(PY) -m tests.tools.story

screenshots: demo
	@$(PY) -m tests.tools.screenshots

bench: compare
	@$(PY) -m tests.tools.bench
