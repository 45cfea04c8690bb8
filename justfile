# What people do with this repository. `cargo install just`, or read the commands off here.

# List the recipes.
default:
    @just --list

# Format everything.
fmt:
    cargo fmt --all

# Everything that can be said about the code without running it.
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# All tests, against a PostgreSQL of their own that is gone afterwards.
test *ARGS:
    cargo test --workspace {{ARGS}}

# Start on the database of the configuration, or on a private one: `just run --local DIR`.
run *ARGS:
    cargo run -- serve {{ARGS}}

# A demo tenant with conversations in it, on a private PostgreSQL.
demo *ARGS:
    cargo run -- demo {{ARGS}}

# Measure the release build against bare PostgreSQL; minutes, on a quiet machine.
bench *ARGS:
    cargo build --release
    cargo bench -p skybot-tests --bench inbox -- {{ARGS}}

# Size, speed and scrolling of the web app against its budgets, and Lighthouse, in Chromium.
ui-bench:
    cargo build
    cd crates/web/ui && SKYBOT_BIN="$PWD/../../../target/debug/skybot" npm run -s bench

# The web app with reload on change, against a server at SKYBOT_URL (default 127.0.0.1:8080).
ui-dev:
    cd crates/web/ui && npm run dev

# Screenshots of every screen, at desktop and phone size, into a folder.
ui-shots FOLDER:
    cargo build
    cd crates/web/ui && SKYBOT_BIN="$PWD/../../../target/debug/skybot" npm run -s screenshots -- {{FOLDER}}

# Licences, sources and duplicate versions of dependencies (needs cargo-deny).
deny:
    cargo deny check licenses bans sources

# What CI runs.
ci:
    bash .ci/run
