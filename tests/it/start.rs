//! Starting and standing by: a server that cannot work does not start and says why; one whose
//! database goes away waits for it.

use std::time::{Duration, Instant};

use serde_json::json;
use skybot_tests::{App, Cluster, Settings, User, eventually, id};

const CONFIG: i32 = 78;
const DATABASE: i32 = 76;
const UNAVAILABLE: i32 = 69;

#[tokio::test(flavor = "multi_thread")]
async fn every_mistake_is_told_at_once_by_name_and_never_by_value() {
    const VALUE: &str = "canary91be0d";
    let wrong = [
        ("SKYBOT__DATABASE__URL", format!("mysql://{VALUE}@x")),
        ("SKYBOT__DATABASE__POOL_SIZE", VALUE.to_owned()),
        ("SKYBOT__SERVER__REQUEST_TIMEOUT", format!("{VALUE}s")),
        ("SKYBOT__SERVER__TLS", VALUE.to_owned()),
        ("SKYBOT__SERVER__TRUSTED_PROXIES", VALUE.to_owned()),
        ("SKYBOT__SERVER__ALLOWED_ORIGINS", VALUE.to_owned()),
        ("SKYBOT__SERVER__BODY_LIMIT", VALUE.to_owned()),
        ("SKYBOT__AUTH__SIGNING_KEYS", format!("short:{VALUE}")),
        ("SKYBOT__AUTH__ARGON2_MEMORY_KIB", "8".to_owned()),
        ("SKYBOT__LIMITS__REQUESTS_PER_USER", "-1".to_owned()),
        ("SKYBOT__LOG__FORMAT", VALUE.to_owned()),
        ("SKYBOT__NO__SUCH_SETTING", VALUE.to_owned()),
    ];
    for arguments in [["serve", "--no-migrate"], ["config", "--check"]] {
        let begun = Instant::now();
        let run = skybot_tests::Run::new(arguments).envs(wrong.clone());
        let finished = run.finish().await;
        assert!(begun.elapsed() < Duration::from_secs(2));
        assert_eq!(finished.code, Some(CONFIG), "{arguments:?}");
        let told = format!("{}{}", finished.stdout, finished.stderr);
        for (name, _) in &wrong {
            assert!(told.contains(name), "{name} is not in {told}");
        }
        assert!(!told.contains(VALUE), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_named() {
    let database = Cluster::shared().await.database().await;
    let good = Settings::default().set("SKYBOT__DATABASE__URL", database.app_url());
    for name in ["SKYBOT__DATABASE__URL", "SKYBOT__AUTH__SIGNING_KEYS"] {
        let finished =
            skybot_tests::Run::new(["serve"]).envs(good.clone().unset(name).pairs().iter().cloned()).finish().await;
        assert_eq!(finished.code, Some(CONFIG), "{name}");
        assert!(finished.stderr.contains(name), "{}", finished.stderr);
        let error = finished.answer()["error"].clone();
        assert_eq!(error["exit_code"], CONFIG);
    }
    let checked = skybot_tests::Run::new(["config", "--check"]).envs(good.pairs().iter().cloned()).finish().await;
    assert_eq!(checked.code, Some(0), "{}", checked.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_is_checked_too() {
    for (arguments, code) in [
        (&["nonsense"][..], 64),
        (&["serve", "--bind", "nowhere"], 64),
        (&["admin", "suspend-account", "1"], 64),
        (&["serve", "--config", "/nowhere/at/all.toml"], CONFIG),
    ] {
        let finished = skybot_tests::Run::new(arguments.iter().copied()).finish().await;
        assert_eq!(finished.code, Some(code), "{arguments:?}: {}", finished.stderr);
    }
    let help = skybot_tests::Run::new(["--help"]).finish().await;
    assert_eq!(help.code, Some(0));
    for command in ["serve", "demo", "worker", "migrate", "import", "admin", "openapi", "config", "roles"] {
        assert!(help.stdout.contains(command), "{command}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_not_of_this_release_is_refused() {
    let cluster = Cluster::shared().await;
    let empty = cluster.empty_database().await;
    let settings = |database: &skybot_tests::Database| {
        Settings::default()
            .set("SKYBOT__DATABASE__URL", database.app_url())
            .set("SKYBOT__DATABASE__OWNER_URL", database.owner_url())
            .set("SKYBOT__DATABASE__CONNECT_TIMEOUT", "2s")
    };
    let refused = skybot_tests::Run::new(["serve", "--no-migrate"]).envs(settings(&empty).pairs().iter().cloned());
    let refused = refused.finish().await;
    assert_eq!(refused.code, Some(DATABASE), "{}", refused.stderr);

    // Migrating does it, twice does nothing more, and then it starts.
    for _ in 0..2 {
        skybot_tests::Run::new(["migrate"]).envs(settings(&empty).pairs().iter().cloned()).success().await;
    }
    let app = App::on(empty, settings(&cluster.empty_database().await).unset("SKYBOT__DATABASE__OWNER_URL")).await;
    app.anonymous().await.get("/ready").await.is(200);

    // A role that row-level security does not hold is refused as well.
    let database = cluster.database().await;
    let as_owner = settings(&database).set("SKYBOT__DATABASE__URL", database.owner_url());
    let refused =
        skybot_tests::Run::new(["serve", "--no-migrate"]).envs(as_owner.pairs().iter().cloned()).finish().await;
    assert_eq!(refused.code, Some(DATABASE), "{}", refused.stderr);

    let nowhere = settings(&database).set("SKYBOT__DATABASE__URL", "postgres://a:b@127.0.0.1:1/x");
    let refused =
        skybot_tests::Run::new(["serve", "--no-migrate"]).envs(nowhere.pairs().iter().cloned()).finish().await;
    assert_eq!(refused.code, Some(UNAVAILABLE), "{}", refused.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_it_with_running_requests_done() {
    let mut app = App::start().await;
    let ana = app.tenant().await;
    let contact = ana.contact("Ana").await;
    let mut blocker = app.sql().await;
    let lock = format!("begin; select from contacts where id = '{contact}' for update");
    sqlx::raw_sql(sqlx::AssertSqlSafe(lock)).execute(&mut blocker).await.unwrap();
    let running = {
        let (ana, path) = (ana.clone(), format!("contacts/{contact}"));
        tokio::spawn(async move { ana.patch(path, json!({"name": "Bea"})).await })
    };
    let waiting =
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    eventually("the request runs", Duration::from_secs(10), async || (app.count(waiting).await > 0).then_some(()))
        .await;
    app.server.terminate().await;
    eventually("it is stopping", Duration::from_secs(10), async || {
        app.server.log().iter().any(|line| line.contains("\"stopping\"")).then_some(())
    })
    .await;
    // Only now may the request go on.
    sqlx::raw_sql("commit").execute(&mut blocker).await.unwrap();
    assert_eq!(app.server.ended().await, Some(0));
    assert_eq!(running.await.unwrap().is(200)["name"], "Bea");
}

async fn said(user: &User, conversation: &str, text: &str) -> Option<()> {
    let path = format!("conversations/{conversation}/messages");
    let answer = user.post(path, json!({"kind": "text", "body": text})).key(text).await;
    if answer.status() == 503 {
        answer.json()["code"].as_str().filter(|code| *code == "SERVICE_UNAVAILABLE").expect("why");
        assert!(answer.header("retry-after").is_some(), "told when to come back");
        return None;
    }
    answer.is(201);
    Some(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_was_stopped_is_waited_for_in_peace() {
    let cluster = Cluster::own(skybot_local_postgres::Options::volatile()).await;
    let app = App::on(cluster.database().await, Settings::default().unset("SKYBOT__JOBS__POLL_INTERVAL")).await;
    let workers = "select count(*) from graphile_worker._private_workers where last_heartbeat_at > started_at";
    eventually("jobs are looked for", Duration::from_secs(40), async || (app.count(workers).await > 0).then_some(()))
        .await;
    let pid = cluster.postgres.postmaster_pid().unwrap().to_string();
    // Stopped, unlike killed, it leaves no socket behind: attempts to connect fail at once.
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let anonymous = app.anonymous().await;
    let ready = async || (anonymous.get("/ready").await.status() == 503).then_some(());
    eventually("it is not ready", Duration::from_secs(10), ready).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = app.server.cpu();
    tokio::time::sleep(Duration::from_secs(3)).await;
    let spent = app.server.cpu().saturating_sub(before);
    assert!(spent < Duration::from_millis(400), "it spent {spent:?} of 3 s on waiting");

    cluster.postgres.ensure_running().await.unwrap();
    let ready = async || (anonymous.get("/ready").await.status() == 200).then_some(());
    eventually("it is ready again", Duration::from_secs(20), ready).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_goes_away_is_waited_for() {
    let cluster = Cluster::own(skybot_local_postgres::Options::volatile()).await;
    let app = App::on(cluster.database().await, Settings::default()).await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let pid = app.server.pid();
    ana.get("/ready").await.is(200);
    said(&ana, &conversation, "before").await.expect("it works");

    cluster.postgres.kill_postmaster().unwrap();
    let flips = Duration::from_secs(3);
    eventually("not ready", flips, async || (ana.get("/ready").await.status() == 503).then_some(())).await;
    ana.get("/health").await.is(200);
    assert_eq!(said(&ana, &conversation, "during").await, None);
    let read = ana.get("conversations").await;
    assert_eq!(read.status(), 503, "{}", read.text());
    assert!(read.header("retry-after").is_some());

    cluster.postgres.ensure_running().await.unwrap();
    eventually("ready again", flips, async || (ana.get("/ready").await.status() == 200).then_some(())).await;
    eventually("it works again", Duration::from_secs(5), async || said(&ana, &conversation, "after").await).await;
    assert_eq!(app.server.pid(), pid, "and was not restarted");
    let texts: Vec<_> = ana.get(format!("conversations/{conversation}/messages")).await.is(200)["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["body"].as_str().unwrap().to_owned())
        .collect();
    assert!(texts == ["before", "after"] || texts == ["before", "during", "after"], "{texts:?}");
}
