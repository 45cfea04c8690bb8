use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::layers::Layers;
use super::reader::Reader;
use super::{DEFAULTS, LogFormat, Needs, Settings};

const KEY: &str = "k1:mH4vQ0r8eZyTq2LwXn6sJd9uBf3cGp7a";
const URL: &str = "postgres://app:hunter2-hunter2@db.internal/skybot";

fn load(file: Option<&Path>, environment: &[(&str, &str)], needs: Needs) -> Result<Settings, String> {
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned())));
    Settings::load(file, environment, needs).map_err(|mistakes| mistakes.to_string())
}

fn mistakes(file: Option<&Path>, environment: &[(&str, &str)], needs: Needs) -> String {
    load(file, environment, needs).map(|_| ()).unwrap_err()
}

fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("skybot.toml");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

#[test]
fn default_toml_lists_exactly_the_keys_that_are_read() {
    let (layers, wrong) = Layers::gather(DEFAULTS, None, []);
    assert_eq!(wrong, []);
    let mut reader = Reader::new(&layers, Vec::new());
    Settings::read(&mut reader, Needs::Server);
    let listed: BTreeSet<String> = layers.keys().map(str::to_owned).collect();
    assert_eq!(reader.asked, listed);
}

#[test]
fn every_key_has_a_comment() {
    let mut commented = false;
    for line in DEFAULTS.lines() {
        let names_a_key = line.contains('=') && !line.starts_with('#');
        assert!(!names_a_key || commented, "{line}");
        // One comment may serve the keys right below it.
        commented = line.starts_with('#') || (names_a_key && commented);
    }
}

#[test]
fn the_defaults_are_enough_unless_something_is_needed() {
    let settings = load(None, &[], Needs::Nothing).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!(settings.server.bind.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.server.workers, None);
    assert_eq!(settings.server.body_limit, 1 << 20);
    assert_eq!(settings.server.shutdown_timeout, Duration::from_secs(30));
    assert!(settings.auth.signing_keys.is_empty());
    assert_eq!(settings.log.format, LogFormat::Auto);

    assert_eq!(
        mistakes(None, &[], Needs::Server),
        "there are 5 mistakes in the settings:\
         \n  auth.signing_keys (SKYBOT__AUTH__SIGNING_KEYS) is required, unless the command is given --local DIR\
         \n  auth.vault_keys (SKYBOT__AUTH__VAULT_KEYS) is required, unless the command is given --local DIR\
         \n  database.url (SKYBOT__DATABASE__URL) is required, unless the command is given --local DIR\
         \n  mail.carrier (SKYBOT__MAIL__CARRIER) is required (smtp, resend, file or console), unless the command is \
         given --local DIR\
         \n  storage.path (SKYBOT__STORAGE__PATH) is required by this storage.kind, unless the command is given --local DIR"
    );
    assert!(mistakes(None, &[], Needs::Database).contains("\n  database.url ("));
    assert!(mistakes(None, &[], Needs::Owner).contains("\n  database.owner_url ("));
}

#[test]
fn examples_are_valid() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config");
    let secrets = [
        ("SKYBOT__DATABASE__URL", URL),
        ("SKYBOT__AUTH__SIGNING_KEYS", KEY),
        ("SKYBOT__AUTH__VAULT_KEYS", KEY),
        ("SKYBOT__MAIL__SMTP_URL", "smtps://inbox:hunter2@mail.example.com"),
    ];
    for name in ["development.toml", "production.toml"] {
        let loaded = load(Some(&folder.join(name)), &secrets, Needs::Server);
        assert_eq!(loaded.map(|_| ()), Ok(()), "{name}");
    }
}

#[test]
fn the_environment_goes_before_the_file_and_the_file_before_the_defaults() {
    let (_folder, path) = file(
        "[server]\nbind = '0.0.0.0:80'\nworkers = 3\ntrusted_proxies = ['10.0.0.0/8', '::1']\n\
         [log]\nformat = 'json'\n",
    );
    let environment = [
        ("SKYBOT__SERVER__BIND", "[::]:81"),
        ("SKYBOT__SERVER__ALLOWED_ORIGINS", "https://a.example, http://localhost:5173 ,"),
        ("SKYBOT__DATABASE__LOCK_TIMEOUT", "250ms"),
        ("SKYBOT_PG_BIN", "not ours"),
        ("PATH", "/bin"),
    ];
    let settings = load(Some(&path), &environment, Needs::Nothing).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!(settings.server.bind.to_string(), "[::]:81");
    assert_eq!(settings.server.workers.map(NonZeroUsize::get), Some(3));
    let proxies = ["10.0.0.0/8", "::1/128"].map(|network| network.parse().unwrap());
    assert_eq!(settings.server.trusted_proxies, proxies);
    assert_eq!(settings.server.allowed_origins, ["https://a.example", "http://localhost:5173"]);
    assert_eq!(settings.database.lock_timeout, Duration::from_millis(250));
    assert_eq!(settings.log.format, LogFormat::Json);
    assert!(settings.log.filter.starts_with("info,"));
}

#[test]
fn all_mistakes_are_told_at_once_by_name_and_never_by_value() {
    let (_folder, path) = file(
        "server = 1\nnonsense = 'hunter2'\n[database]\nurl = 'hunter2'\npool_size = 0.5\nlock_timeout = 'hunter2'\n\
         [auth]\nsigning_keys = ['hunter2']\n[log]\nformat = ['hunter2']\nfiltre = 'hunter2'\n",
    );
    let environment = [
        ("SKYBOT__SERVER__BIND", "hunter2"),
        ("SKYBOT__SERVER__WORKERS", "hunter2"),
        ("SKYBOT__SERVER__TLS", "hunter2"),
        ("SKYBOT__SERVER__NODE_ID", "hunter 2"),
        ("SKYBOT__SERVER__BODY_LIMIT", "hunter2"),
        ("SKYBOT__SERVER__TRUSTED_PROXIES", "hunter2"),
        ("SKYBOT__SERVER__ALLOWED_ORIGINS", "hunter2"),
        ("SKYBOT__AUTH__ARGON2_MEMORY_KIB", "1024"),
        ("SKYBOT__AUTH__VAULT_KEYS", "hunter2"),
        ("SKYBOT__AUTH__VERIFIED_EMAIL_REQUIRED", "hunter2"),
        ("SKYBOT__LOG__FILTER", "hunter2=hunter2=hunter2"),
        ("SKYBOT__MAIL__CARRIER", "hunter2"),
        ("SKYBOT__MAIL__RESEND_BASE_URL", "hunter2"),
        ("SKYBOT__OIDC__ISSUER", "hunter2"),
        ("SKYBOT__PLATFORM__SECRET", "hunter2"),
        ("SKYBOT__PLATFORM__SEED_SECRET", "changeme"),
        ("SKYBOT__SERVER__PUBLIC_URL", "hunter2"),
        ("SKYBOT__LOCAL__DOWNLOAD_URL", "hunter2"),
        ("SKYBOT__SERVER__BINDD", "hunter2"),
        ("SKYBOT__server__bind", "hunter2"),
    ];
    let told = mistakes(Some(&path), &environment, Needs::Server);
    assert!(!told.contains("hunter"), "{told}");
    let places: Vec<&str> = told.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(
        places,
        [
            "SKYBOT__SERVER__BINDD",
            "SKYBOT__server__bind",
            "auth.argon2_memory_kib",
            "auth.signing_keys",
            "auth.vault_keys",
            "auth.verified_email_required",
            "database.lock_timeout",
            "database.pool_size",
            "database.url",
            "local.download_url",
            "log.filter",
            "log.filtre",
            "log.format",
            "mail.carrier",
            "mail.resend_base_url",
            "nonsense",
            "oidc.issuer",
            "platform.secret",
            "platform.seed_secret",
            "server",
            "server.allowed_origins",
            "server.bind",
            "server.body_limit",
            "server.node_id",
            "server.public_url",
            "server.tls",
            "server.trusted_proxies",
            "server.workers",
            "storage.path",
        ],
        "{told}"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_told_without_its_text() {
    let told = mistakes(Some(Path::new("/nowhere/skybot.toml")), &[], Needs::Nothing);
    assert!(told.contains("the file /nowhere/skybot.toml cannot be read"), "{told}");

    let (_folder, path) = file("[auth]\nsigning_keys = ['k1:hunter2'\n[log\n");
    let told = mistakes(Some(&path), &[], Needs::Nothing);
    assert!(told.contains("is not TOML from line 3 on") && !told.contains("hunter"), "{told}");
}

#[test]
fn a_variable_that_is_no_text_is_told() {
    let environment = [("SKYBOT__LOG__FILTER".to_owned(), None), ("OTHER".to_owned(), None)];
    let told = Settings::load(None, environment, Needs::Nothing).map(|_| ()).unwrap_err().to_string();
    assert!(told.ends_with("  log.filter (SKYBOT__LOG__FILTER) is not UTF-8"), "{told}");
}

#[test]
fn weak_and_double_keys_are_told() {
    let keys = |value| mistakes(None, &[("SKYBOT__AUTH__SIGNING_KEYS", value)], Needs::Nothing);
    assert!(keys("k1:too-short").ends_with("is refused: a key's secret must have at least 32 bytes"));
    assert!(keys(&format!("{KEY},{KEY}")).ends_with("is refused: two keys have the same kid"));
    let two = format!("{KEY}, k2:Wb5kR1t9yUiOp3AsDf7gHj0lZx4cVn8m");
    let settings = load(None, &[("SKYBOT__AUTH__SIGNING_KEYS", &two)], Needs::Nothing);
    assert_eq!(settings.map(|settings| settings.auth.signing_keys.len()), Ok(2));
}

#[test]
fn a_carrier_says_what_else_it_needs() {
    let smtp = ("SKYBOT__MAIL__CARRIER", "smtp");
    let from = ("SKYBOT__MAIL__FROM", "SkyBot <inbox@example.com>");
    let url = ("SKYBOT__MAIL__SMTP_URL", "smtps://inbox:hunter2@mail.example.com");
    assert_eq!(load(None, &[smtp, from, url], Needs::Nothing).map(|settings| settings.mail.is_some()), Ok(true));
    let told = mistakes(None, &[smtp], Needs::Nothing);
    assert!(told.contains("mail.from (") && told.contains("mail.smtp_url ("), "{told}");
    let open = ("SKYBOT__MAIL__SMTP_URL", "smtp://inbox:hunter2@mail.example.com");
    let told = mistakes(None, &[smtp, from, open], Needs::Nothing);
    assert!(told.contains("mail.carrier (") && told.contains("cannot be used") && !told.contains("hunter2"), "{told}");
    let told = mistakes(None, &[("SKYBOT__MAIL__CARRIER", "file")], Needs::Nothing);
    assert!(told.contains("mail.folder ("), "{told}");
}

#[test]
fn storage_says_what_else_it_needs_and_takes_its_secret_from_the_environment() {
    let named = |key: &'static str, value: &'static str| (key, value);
    let bucket = [
        named("SKYBOT__STORAGE__KIND", "s3"),
        named("SKYBOT__STORAGE__REGION", "eu-west-3"),
        named("SKYBOT__STORAGE__BUCKET", "files"),
        named("SKYBOT__STORAGE__ACCESS_KEY_ID", "AKIA"),
        named("SKYBOT__STORAGE__SECRET_ACCESS_KEY", "hunter2"),
        named("SKYBOT__STORAGE__ENDPOINT", "http://127.0.0.1:9000"),
    ];
    assert_eq!(load(None, &bucket, Needs::Nothing).map(|settings| settings.storage.place.is_some()), Ok(true));
    let told = mistakes(None, &bucket[..1], Needs::Nothing);
    for key in ["storage.region (", "storage.bucket (", "storage.access_key_id (", "storage.secret_access_key ("] {
        assert!(told.contains(key), "{told}");
    }
    let (_folder, path) = file("[storage]\nsecret_access_key = 'hunter2'\n");
    let told = mistakes(Some(&path), &bucket[..4], Needs::Nothing);
    assert!(told.contains("from the environment only") && !told.contains("hunter2"), "{told}");
    for (name, wrong) in [
        ("SKYBOT__STORAGE__KIND", "ftp"),
        ("SKYBOT__STORAGE__TYPES", "image"),
        ("SKYBOT__STORAGE__UPLOAD_TIMEOUT", "1h"),
        ("SKYBOT__STORAGE__LINK_LIFETIME", "25h"),
        ("SKYBOT__STORAGE__MAX_BYTES", "2GiB"),
    ] {
        assert!(load(None, &[(name, wrong)], Needs::Nothing).is_err(), "{name}");
    }
}

#[test]
fn google_is_one_configuration() {
    let google = [
        ("SKYBOT__OIDC__NAME", "google"),
        ("SKYBOT__OIDC__ISSUER", "https://accounts.google.com"),
        ("SKYBOT__OIDC__CLIENT_ID", "1234.apps.googleusercontent.com"),
        ("SKYBOT__OIDC__CLIENT_SECRET", "GOCSPX-hush"),
        ("SKYBOT__OIDC__REDIRECT_URL", "https://inbox.example.com/auth/oidc/google/callback"),
    ];
    assert_eq!(load(None, &google, Needs::Nothing).map(|settings| settings.oidc.is_some()), Ok(true));
    assert_eq!(load(None, &[], Needs::Nothing).map(|settings| settings.oidc.is_some()), Ok(false));
    let told = mistakes(None, &google[..3], Needs::Nothing);
    assert!(told.contains("oidc.issuer (") && told.contains("redirect_url"), "{told}");
}

#[test]
fn durations_and_sizes_have_units_and_bounds() {
    for (value, valid) in
        [("1s", true), ("5 min", true), ("1h", true), ("61min", false), ("0s", false), ("30", false), ("-1s", false)]
    {
        let loaded = load(None, &[("SKYBOT__JOBS__POLL_INTERVAL", value)], Needs::Nothing);
        assert_eq!(loaded.is_ok(), valid, "{value}");
    }
    for (value, valid) in
        [("64KiB", true), ("1025MiB", false), ("1023B", false), ("1M", false), ("99999999999999999MiB", false)]
    {
        let loaded = load(None, &[("SKYBOT__SERVER__BODY_LIMIT", value)], Needs::Nothing);
        assert_eq!(loaded.is_ok(), valid, "{value}");
    }
}

#[test]
fn a_database_is_named_in_full() {
    for (value, valid) in [
        (URL, true),
        ("postgresql://app@localhost:5433/skybot?host=%2Frun%2Fpostgresql&sslmode=disable", true),
        ("postgres://app@localhost", false),
        ("postgres://app@localhost/", false),
        ("mysql://app@localhost/skybot", false),
        ("skybot", false),
    ] {
        let loaded = load(None, &[("SKYBOT__DATABASE__URL", value)], Needs::Database);
        assert_eq!(loaded.is_ok(), valid, "{value}");
    }
}
