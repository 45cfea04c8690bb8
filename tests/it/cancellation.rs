//! Requests are cancelled all the time. Thousands are reset in the middle; nothing that was
//! acknowledged is lost, no transaction is left open, and no tenant sees another.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use skybot_tests::{App, Dice, PASSWORD, User, eventually, fresh_id, id, recount};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

const RESETS: usize = 3_000;
const CLIENTS: usize = 12;

/// Sends a request and resets its connection after a moment, answered or not.
async fn reset(address: &str, request: &[u8], after: Duration) {
    let Ok(mut stream) = TcpStream::connect(address).await else { return };
    // Closing sends RST at once instead of FIN.
    stream.set_zero_linger().unwrap();
    if stream.write_all(request).await.is_ok() {
        tokio::time::sleep(after).await;
    }
}

fn request(method: &str, target: &str, token: &str, body: &Value) -> Vec<u8> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    format!(
        "{method} /api/v1/{target} HTTP/1.1\r\nHost: skybot\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nIdempotency-Key: {}\r\nContent-Length: {}\r\n\r\n{body}",
        fresh_id(),
        body.len()
    )
    .into_bytes()
}

/// One of eight kinds of request.
fn any(dice: &mut Dice, token: &str, conversation: &str, contact: &str, mark: &str) -> Vec<u8> {
    let path = format!("conversations/{conversation}");
    match dice.below(8) {
        0 | 1 => request(
            "POST",
            &format!("{path}/messages"),
            token,
            &json!({"kind": "text", "body": format!("storm {mark}")}),
        ),
        2 => request("POST", "contacts", token, &json!({"name": format!("Storm {mark}")})),
        3 => request("PATCH", &format!("contacts/{contact}"), token, &json!({"name": format!("Storm {mark}")})),
        4 => request(
            "POST",
            &format!("{path}/status"),
            token,
            &json!({"status": if dice.below(2) == 0 { "open" } else { "resolved" }}),
        ),
        5 => request("POST", &format!("{path}/read"), token, &json!({"seq": 1 + dice.below(50)})),
        6 => request("GET", "conversations?limit=20", token, &Value::Null),
        _ => request("GET", &format!("search?q={mark}"), token, &Value::Null),
    }
}

/// Sends a message until it is taken: a server that the storm keeps busy says so with 503.
async fn say(user: &User, conversation: &str, text: &str) -> i64 {
    let key = fresh_id().to_string();
    loop {
        let body = json!({"kind": "text", "body": text});
        let answer = user.post(format!("conversations/{conversation}/messages"), body).key(&key).await;
        if answer.status() != 503 {
            return answer.ok()["seq"].as_i64().unwrap();
        }
        assert!(answer.header("retry-after").is_some());
    }
}

/// Normal traffic beside the storm: every answer is right, and is one's own.
async fn calm(
    (user, conversation): (User, String),
    mark: &'static str,
    other: &'static str,
    stop: Arc<AtomicBool>,
) -> (String, Vec<i64>) {
    let mut places = Vec::new();
    while !stop.load(Ordering::Relaxed) || places.len() <= 5 {
        places.push(say(&user, &conversation, &format!("calm {mark}")).await);
        for target in
            ["conversations".to_owned(), format!("conversations/{conversation}/messages"), "contacts".to_owned()]
        {
            let answer = user.get(target).await;
            assert!(answer.status() == 200 || answer.status() == 503, "{}", answer.text());
            assert!(!answer.text().contains(other), "{}", answer.text());
        }
    }
    (conversation, places)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_resets_harms_nobody() {
    const MARKS: [&str; 2] = ["canary1af09d", "canary2be41c"];
    let app = App::start().await;
    let tenants = [app.tenant().await, app.tenant().await];
    let mut targets = Vec::new();
    for tenant in &tenants {
        let conversation = tenant.conversation().await;
        let body = json!({"email": tenant.email, "password": PASSWORD});
        let token = tenant.post("auth/login", body).await.is(200)["access_token"].as_str().unwrap().to_owned();
        targets.push((token, id(&conversation).to_owned(), tenant.contact("Target").await));
    }

    let stop = Arc::new(AtomicBool::new(false));
    // Made before, for the storm may keep it waiting.
    let places = join_all(tenants.iter().map(async |tenant| id(&tenant.conversation().await).to_owned())).await;
    let calm =
        tenants.iter().cloned().zip(places).enumerate().map(|(number, calm_one)| {
            tokio::spawn(calm(calm_one, MARKS[number], MARKS[1 - number], Arc::clone(&stop)))
        });
    let calm: Vec<_> = calm.collect();
    let watch = tokio::spawn(watch(app.sql().await, Arc::clone(&stop)));
    let mut dice = Dice::new(4);
    let storm = (0..CLIENTS).map(|client| {
        let (mut dice, address) = (dice.fork(), app.server.address.clone());
        let (token, conversation, contact) = targets[client % 2].clone();
        tokio::spawn(async move {
            for _ in 0..RESETS / CLIENTS {
                let request = any(&mut dice, &token, &conversation, &contact, MARKS[client % 2]);
                let after = dice.time(Duration::from_millis(20));
                reset(&address, &request, after).await;
            }
        })
    });
    let storm: Vec<_> = storm.collect();
    join_all(storm).await.into_iter().for_each(|client| client.unwrap());
    stop.store(true, Ordering::Relaxed);
    assert_eq!(watch.await.unwrap(), 0, "sessions sat in an open transaction for over a second");

    for (number, calm) in calm.into_iter().enumerate() {
        let calm = tokio::time::timeout(Duration::from_mins(1), calm).await;
        let (conversation, places) = calm.expect("normal traffic gets through").unwrap();
        assert_eq!(places, (1..=i64::try_from(places.len()).unwrap()).collect::<Vec<_>>());
        let stored = tenants[number].look(&conversation).await["message_count"].clone();
        assert_eq!(stored, places.len(), "nothing acknowledged is lost");
    }
    let idle = "select count(*) from pg_stat_activity
                where datname = current_database() and usename = 'skybot_app' and state <> 'idle'";
    eventually("all sessions are idle", Duration::from_secs(5), async || (app.count(idle).await == 0).then_some(()))
        .await;
    // The whole pool works again.
    let all = join_all((0..16).map(|_| tenants[0].get("conversations").into_future())).await;
    for answer in &all {
        answer.is(200);
    }
    for (number, mark) in MARKS.iter().enumerate() {
        let strays = format!(
            "select count(*) from messages where account_id = '{}' and body not like '%{mark}%'",
            tenants[number].account_id
        );
        let strays: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(strays)).fetch_one(&mut app.sql().await).await.unwrap();
        assert_eq!(strays, 0, "a message went to another tenant");
    }
    recount(&mut app.sql().await).await;
    assert_eq!(app.server.log().into_iter().find(|line| line.contains("panicked")), None);
}

/// How often a session was seen that sat in an open transaction for over a second.
async fn watch(mut session: sqlx::postgres::PgConnection, stop: Arc<AtomicBool>) -> i64 {
    let stuck = "select count(*) from pg_stat_activity
                 where datname = current_database() and state like 'idle in transaction%'
                   and clock_timestamp() - state_change > interval '1 s'";
    let mut seen = 0;
    while !stop.load(Ordering::Relaxed) {
        seen += sqlx::query_scalar::<_, i64>(stuck).fetch_one(&mut session).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    seen
}
