//! The crates are the architecture: who may depend on whom, and on what from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use cargo_metadata::{Metadata, MetadataCommand};
use skybot_tests::root;

/// Which of our crates a crate may depend on. A crate that is not listed fails the test.
const EDGES: &[(&str, &[&str])] = &[
    ("skybot-domain", &[]),
    ("skybot-wire", &["skybot-domain"]),
    ("skybot-postgres", &["skybot-domain"]),
    ("skybot-local-postgres", &[]),
    ("skybot-auth", &["skybot-domain"]),
    ("skybot-email", &["skybot-domain"]),
    ("skybot-redis", &["skybot-domain"]),
    ("skybot-storage", &["skybot-domain"]),
    ("skybot-http", &["skybot-domain", "skybot-wire"]),
    ("skybot-websocket", &["skybot-domain", "skybot-wire"]),
    ("skybot-web", &[]),
    ("skybot-client", &["skybot-wire"]),
    (
        "skybot-app",
        &[
            "skybot-auth",
            "skybot-client",
            "skybot-domain",
            "skybot-email",
            "skybot-http",
            "skybot-local-postgres",
            "skybot-postgres",
            "skybot-redis",
            "skybot-storage",
            "skybot-web",
            "skybot-websocket",
            "skybot-wire",
        ],
    ),
    // The tests drive the built binary; a private PostgreSQL is what they run it on.
    ("skybot-tests", &["skybot-client", "skybot-local-postgres", "skybot-wire"]),
];

/// What a crate's own tests may need besides.
const FOR_TESTS: &str = "skybot-local-postgres";

/// Who may name a driver or a framework: the start of its name, and by which crates.
const FENCED: &[(&str, &[&str])] = &[
    ("sea-orm", &["skybot-postgres"]),
    ("sea-query", &["skybot-postgres"]),
    ("graphile_worker", &["skybot-postgres"]),
    // The binary reads the connection options; the tests look at what is stored.
    ("sqlx", &["skybot-postgres", "skybot-local-postgres", "skybot-app", "skybot-tests"]),
    ("actix-", &["skybot-http", "skybot-web", "skybot-websocket", "skybot-app"]),
    // A private PostgreSQL may have to be downloaded; identity providers and mail carriers are asked over HTTP.
    ("reqwest", &["skybot-auth", "skybot-client", "skybot-email", "skybot-local-postgres"]),
    // The client of the contract connects; the tests send what no client would.
    ("tokio-tungstenite", &["skybot-client", "skybot-tests"]),
    ("redis", &["skybot-redis"]),
    ("object_store", &["skybot-storage"]),
    // Tests make the images that they upload.
    ("image", &["skybot-storage", "skybot-tests"]),
    ("infer", &["skybot-storage"]),
    ("lettre", &["skybot-email"]),
    ("minijinja", &["skybot-email"]),
    ("argon2", &["skybot-auth"]),
    ("jsonwebtoken", &["skybot-auth"]),
];

/// All that the core needs of the world: no I/O, no clock, no runtime, no serialisation.
const CORE: &[&str] = &[
    "async-trait",
    "thiserror",
    "time",
    "unicode-normalization",
    "unicode-properties",
    "unicode-segmentation",
    "uuid",
];

fn metadata() -> Metadata {
    MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec().expect("cargo metadata")
}

/// The names that each crate's manifest depends on; development dependencies too, if asked for.
fn dependencies(with_development: bool) -> BTreeMap<String, BTreeSet<String>> {
    let of = |package: &cargo_metadata::Package| {
        let wanted = |dependency: &&cargo_metadata::Dependency| {
            with_development || dependency.kind != cargo_metadata::DependencyKind::Development
        };
        package.dependencies.iter().filter(wanted).map(|dependency| dependency.name.clone()).collect()
    };
    metadata().workspace_packages().into_iter().map(|package| (package.name.to_string(), of(package))).collect()
}

#[test]
fn crates_depend_only_on_those_they_may() {
    for (with_development, besides) in [(false, None), (true, Some(FOR_TESTS))] {
        for (name, dependencies) in dependencies(with_development) {
            let edges = EDGES.iter().find(|(crate_name, _)| *crate_name == name);
            let (_, allowed) = edges.unwrap_or_else(|| panic!("{name} is not in the table"));
            let ours = dependencies.iter().map(String::as_str).filter(|dependency| dependency.starts_with("skybot-"));
            let wrong: Vec<_> =
                ours.filter(|dependency| !allowed.contains(dependency) && Some(*dependency) != besides).collect();
            assert!(wrong.is_empty(), "{name} must not depend on {wrong:?}");
        }
    }
}

#[test]
fn drivers_and_frameworks_stay_behind_their_adapters() {
    for (name, dependencies) in dependencies(true) {
        for (fenced, allowed) in FENCED {
            let found = dependencies.iter().find(|dependency| dependency.starts_with(fenced));
            assert!(found.is_none() || allowed.contains(&name.as_str()), "{name} must not depend on {fenced}");
        }
    }
}

#[test]
fn the_core_is_pure() {
    let dependencies = dependencies(false);
    let core: Vec<_> = dependencies["skybot-domain"].iter().map(String::as_str).collect();
    assert_eq!(core, CORE);
}

#[test]
fn the_architecture_page_names_exactly_the_crates_there_are() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let is_name = |c: char| c.is_ascii_lowercase() || c == '_';
    let named: BTreeSet<_> = page
        .match_indices("crates/")
        .map(|(at, word)| page[at + word.len()..].split(|c| !is_name(c)).next().unwrap_or_default())
        .filter(|name| !name.is_empty())
        .collect();
    let metadata = metadata();
    let there: BTreeSet<_> = metadata
        .workspace_packages()
        .into_iter()
        .filter_map(|package| package.manifest_path.parent()?.as_str().rsplit_once("/crates/").map(|(_, name)| name))
        .collect();
    assert_eq!(named, there);
}
