# Everything a newcomer needs: npm (10 or newer) on Node 20 or newer; the rest comes with `npm ci`.
# Only delegates: the work is in build/ and test/, which run on the Node of the lock file.

NODE := node_modules/.bin/node
INSTALLED := node_modules/.package-lock.json

# make test SUITE=mesh ENGINE=pipy; make demo ONCE=1
export SUITE ENGINE ONCE PIPY IPK_ARCH

.DEFAULT_GOAL := help
.PHONY: help demo test build package lint bench clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | while IFS= read -r line; do \
	  printf '  make %-9s %s\n' "$${line%%:*}" "$${line##*## }"; done

demo: $(INSTALLED) ## See a mesh work: CA, hub, two agents, a page through them (ONCE=1 ends after the proof, ENGINE=pipy)
	@$(NODE) test/demo/main.ts

test: $(INSTALLED) ## Build and run all tests (SUITE=unit|engine|fuzz|cli|mesh|ops|gui, ENGINE=node|pipy|mixed)
	@$(NODE) test/main.ts $(FILES)

build: $(INSTALLED) ## Compile the bundles, the runtime and the launcher into dist/
	@$(NODE) build/main.ts

package: build ## Make .tar.gz, .deb, .ipk and a single-file executable, into dist/packages/ (PIPY=FILE puts that pipy inside)
	@$(NODE) build/package/main.ts

lint: $(INSTALLED) ## Check types, format, style and layers
	@$(NODE) build/check.ts

bench: $(INSTALLED) ## Measure throughput, latency and memory on each engine, into a table and dist/bench.json
	@$(NODE) test/bench/main.ts

clean: ## Remove what was built
	rm -rf dist

# npm writes this file at the end of a complete installation.
$(INSTALLED): package-lock.json
	@npm ci --no-audit --no-fund
	@touch $@
