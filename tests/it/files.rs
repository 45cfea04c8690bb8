//! Files: taken in whole or not at all, known by their bytes, handed out to those who may see them,
//! and never able to act.

use std::io::{Cursor, Write as _};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use skybot_client::reqwest::Method;
use skybot_tests::{App, FORM, Reply, Settings, User, eventually, form, fresh_id, head, id};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(30);
const ROWS: &str = "select count(*) from attachments";

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let image = RgbImage::from_fn(width, height, |x, y| {
        Rgb([u8::try_from(x % 256).unwrap(), u8::try_from(y % 256).unwrap(), 90])
    });
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(image).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Bytes of no kind.
fn noise(size: usize) -> Vec<u8> {
    (0_u32..).take(size).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[1]).collect()
}

/// Posts a text with files.
async fn post(user: &User, conversation: &str, files: &[&str]) -> Reply {
    let body = json!({"kind": "text", "body": "See here", "attachment_ids": files});
    user.post(format!("conversations/{conversation}/messages"), body).await
}

/// The path of a link.
fn path(url: &Value) -> String {
    format!("/files/{}", url.as_str().unwrap().rsplit_once("/files/").unwrap().1)
}

async fn no_bytes(app: &App) {
    eventually("nothing is left", PATIENCE, async || {
        (app.blobs().is_empty() && app.count(ROWS).await == 0).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_up_with_a_message_and_comes_down_as_it_was() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let conversation = id(&ana.conversation().await).to_owned();
    let bytes = noise(700_001);

    let made = ana.upload("report.bin", &bytes).await.is(201);
    let file = id(&made);
    let expected = json!({
        "id": file, "name": "report.bin", "media_type": "application/octet-stream", "size": bytes.len(),
        "width": null, "height": null, "has_thumbnail": false,
    });
    assert_eq!(made, expected);
    assert_eq!(ana.get(format!("attachments/{file}")).await.raw.body, bytes, "its uploader sees it");
    bob.get(format!("attachments/{file}")).await.problem(404, "ATTACHMENT_NOT_FOUND");

    let said = post(&ana, &conversation, &[file]).await.is(201);
    assert_eq!(
        (&said["kind"], &said["direction"], &said["body"]),
        (&json!("media"), &json!("outbound"), &json!("See here"))
    );
    assert_eq!(said["attachments"], json!([made]));
    assert_eq!(ana.get(format!("messages/{}", id(&said))).await.is(200), said);
    assert_eq!(ana.get(format!("conversations/{conversation}/messages")).await.is(200)["items"], json!([said]));
    let events = ana.get("events?limit=100").await.is(200)["items"].clone();
    let created = events.as_array().unwrap().iter().find(|event| event["type"] == "message:created").unwrap();
    assert_eq!(created["data"], said);

    let down = bob.get(format!("attachments/{file}")).await;
    assert_eq!((down.status().as_u16(), &down.raw.body), (200, &bytes.clone().into()));
    let sum = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    assert_eq!(down.header("etag"), Some(format!("\"{sum}\"").as_str()));
    let fresh = bob.get(format!("attachments/{file}")).header("if-none-match", format!("\"{sum}\"")).await;
    assert_eq!((fresh.status().as_u16(), fresh.raw.body.len()), (304, 0));

    // A note stays a note, and files need no words.
    let second = ana.uploaded("a.txt", b"words").await;
    let body = json!({"kind": "note", "attachment_ids": [second]});
    let note = ana.post(format!("conversations/{conversation}/messages"), body).await.is(201);
    assert_eq!((&note["kind"], &note["direction"], &note["body"]), (&json!("note"), &json!("internal"), &Value::Null));
    assert_eq!(note["attachments"][0]["media_type"], "text/plain");
    assert_eq!(ana.look(&conversation).await["message_count"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_see_the_message_sees_no_file_of_it() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (mine, inbox) = (ana.colleague(&app, "Mine", "agent", "mine").await, ana.inbox("Support").await);
    let conversation = id(&ana.conversation_in(&inbox, "Bea").await).to_owned();
    let file = ana.uploaded("photo.png", &picture(30, 20, ImageFormat::Png)).await;
    post(&ana, &conversation, &[&file]).await.is(201);
    for target in ["", "/thumbnail", "/link"] {
        mine.get(format!("attachments/{file}{target}")).await.problem(404, "ATTACHMENT_NOT_FOUND");
    }
    let to_mine = json!({"user_id": mine.user_id});
    ana.post(format!("conversations/{conversation}/assignment"), to_mine).await.is(200);
    for target in ["", "/thumbnail", "/link"] {
        assert_eq!(mine.get(format!("attachments/{file}{target}")).await.status(), 200, "{target}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_ones_own_stored_unused_files_go_with_a_message() {
    let app = App::start().await;
    let (ana, other) = (app.tenant().await, app.tenant().await);
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let conversation = id(&ana.conversation().await).to_owned();
    let (used, bobs, theirs) =
        (ana.uploaded("a", b"a").await, bob.uploaded("b", b"b").await, other.uploaded("c", b"c").await);
    post(&ana, &conversation, &[&used]).await.is(201);
    let gone = ana.uploaded("d", b"d").await;
    app.database.execute(&format!("update attachments set state = 'discarded' where id = '{gone}'")).await;
    let fine = ana.uploaded("e", b"e").await;
    let absent = fresh_id().to_string();

    let wrong = post(&ana, &conversation, &[&fine, &used, &bobs, &theirs, &absent, &gone]).await.violations();
    assert_eq!(
        wrong,
        [
            "/attachment_ids/1 ATTACHMENT_IN_USE",
            "/attachment_ids/2 ATTACHMENT_UNKNOWN",
            "/attachment_ids/3 ATTACHMENT_UNKNOWN",
            "/attachment_ids/4 ATTACHMENT_UNKNOWN",
            "/attachment_ids/5 ATTACHMENT_NOT_STORED",
        ]
    );
    assert_eq!(post(&ana, &conversation, &[&fine, &fine]).await.violations(), ["/attachment_ids/1 REPEATED"]);
    let many: Vec<_> = (0..16).map(|_| fresh_id().to_string()).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    assert_eq!(post(&ana, &conversation, &many).await.violations(), ["/attachment_ids TOO_MANY"]);
    for (files, words) in
        [(json!(["x"]), "Hi"), (json!("x"), "Hi"), (json!([null]), "Hi"), (json!([fine]), " "), (json!([]), "")]
    {
        let body = json!({"kind": "text", "body": words, "attachment_ids": files});
        ana.post(format!("conversations/{conversation}/messages"), body).await.violations();
    }
    let elsewhere = format!("conversations/{}/messages", fresh_id());
    ana.post(elsewhere, json!({"kind": "text", "attachment_ids": [fine]})).await.problem(404, "CONVERSATION_NOT_FOUND");
    assert_eq!(ana.look(&conversation).await["message_count"], 1, "what is refused leaves nothing");
    post(&ana, &conversation, &[&fine]).await.is(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_with_files_happens_once() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let target = format!("conversations/{conversation}/messages");
    let (one, two) = (ana.uploaded("1", b"1").await, ana.uploaded("2", b"2").await);
    let body = json!({"kind": "text", "attachment_ids": [two, one]});
    let key = fresh_id().to_string();

    let (first, second) =
        tokio::join!(ana.post(&target, body.clone()).key(&key), ana.post(&target, body.clone()).key(&key));
    assert_eq!(first.is(201), second.is(201));
    let replayed = [&first, &second].map(|reply| reply.header("idempotency-replayed") == Some("true"));
    assert_eq!(replayed.iter().filter(|replayed| **replayed).count(), 1);
    let third = ana.post(&target, body).key(&key).await;
    assert_eq!((third.is(201), third.header("idempotency-replayed")), (first.json(), Some("true")));
    let names: Vec<_> =
        first.json()["attachments"].as_array().unwrap().iter().map(|file| file["name"].clone()).collect();
    assert_eq!(names, ["2", "1"], "in the order they were named");

    for other in [json!([one, two]), json!([two]), json!([])] {
        let body = json!({"kind": "text", "body": "x", "attachment_ids": other});
        ana.post(&target, body).key(&key).await.problem(422, "IDEMPOTENCY_KEY_REUSED");
    }
    assert_eq!(app.count("select max(attachment_count) from messages").await, 2);
    assert_eq!(ana.look(&conversation).await["message_count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_happens_once_under_its_key() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let first = ana.upload("a.txt", b"words").key("k").await;
    let again = ana.upload("a.txt", b"words").key("k").await;
    assert_eq!((again.is(201), again.header("idempotency-replayed")), (first.is(201), Some("true")));
    ana.upload("a.txt", b"other").key("k").await.problem(422, "IDEMPOTENCY_KEY_REUSED");
    ana.upload("b.txt", b"words").key("k").await.problem(422, "IDEMPOTENCY_KEY_REUSED");
    ana.upload("b.txt", b"words").key("a b").await.problem(400, "BAD_REQUEST");
    assert_eq!((app.count(ROWS).await, app.blobs().len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_say_what_a_file_is_and_nothing_that_could_act_is_shown() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let svg = b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><script>alert(1)</script></svg>";
    let polyglot = [&picture(8, 8, ImageFormat::Gif)[..], b"<script>alert(1)</script>"].concat();
    for (name, bytes, media, shown) in [
        ("photo.png", picture(40, 30, ImageFormat::Png), "image/png", true),
        ("photo.html", picture(40, 30, ImageFormat::Jpeg), "image/jpeg", true),
        ("photo.svg", polyglot, "image/gif", true),
        ("photo.png", svg.to_vec(), "image/svg+xml", false),
        ("photo.png", b"<!DOCTYPE html><script>alert(1)</script>".to_vec(), "text/html", false),
        ("photo.png", b"<html><body onload=alert(1)>".to_vec(), "text/html", false),
        ("photo.png", b"<?xml version='1.0'?><a xmlns:h='http://www.w3.org/1999/xhtml'/>".to_vec(), "text/xml", false),
        (
            "photo.png",
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff".to_vec(),
            "application/vnd.microsoft.portable-executable",
            false,
        ),
        ("page.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj".to_vec(), "application/pdf", false),
        ("list.csv", b"a,b\r\n1,2\r\n".to_vec(), "text/csv", false),
        ("BM.txt", b"BMs are not bitmaps \xc3\xa9".to_vec(), "text/plain", false),
        ("odd.txt", b"words \xff".to_vec(), "application/octet-stream", false),
        ("empty.png", Vec::new(), "text/plain", false),
    ] {
        let made = ana.upload(name, &bytes).await.is(201);
        assert_eq!(made["media_type"], media, "{name}");
        let link = ana.get(format!("attachments/{}/link", id(&made))).await.is(200);
        for down in
            [ana.get(format!("attachments/{}", id(&made))).await, app.anonymous().await.get(path(&link["url"])).await]
        {
            assert_eq!((down.status().as_u16(), &down.raw.body[..]), (200, &bytes[..]), "{name}");
            let told = if shown { media } else { "application/octet-stream" };
            assert_eq!(down.header("content-type"), Some(told), "{media}");
            let disposition = down.header("content-disposition").unwrap();
            assert_eq!(disposition.starts_with("inline;"), shown, "{media}: {disposition}");
            assert_eq!(disposition.starts_with("attachment;"), !shown, "{media}: {disposition}");
            assert_eq!(down.header("x-content-type-options"), Some("nosniff"));
            let policy = down.header("content-security-policy").unwrap();
            assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
            assert!(!policy.contains("script") && !policy.contains("allow-"), "{policy}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_lead_nowhere() {
    let app = App::start().await;
    let ana = app.tenant().await;
    for (name, cleaned) in [
        ("../../../../etc/passwd", "passwd"),
        ("..\\\\..\\\\boot.ini", "boot.ini"),
        ("/etc/cron.d/x", "x"),
        ("..", "file"),
        ("", "file"),
        ("cod\u{202e}gpj.exe", "codgpj.exe"),
        ("%2e%2e%2fa", "%2e%2e%2fa"),
        ("a\\\"; filename=\\\"b.html", "a\"; filename=\"b.html"),
        ("Grüße 你好.txt", "Grüße 你好.txt"),
    ] {
        let made = ana.upload(name, b"words").await.is(201);
        assert_eq!(made["name"], cleaned, "{name:?}");
        let down = ana.get(format!("attachments/{}", id(&made))).await;
        let disposition = down.raw.headers["content-disposition"].to_str().unwrap();
        assert!(disposition.is_ascii() && !disposition.contains(".."), "{disposition}");
        assert_eq!(disposition.matches('"').count(), 2, "a name stays in its quotes: {disposition}");
    }
    let long = ana.upload(&format!("{}.txt", "n".repeat(5_000)), b"words").await.is(201);
    assert_eq!(long["name"].as_str().unwrap().len(), 255);
    // Bytes lie under ids, wherever the name wanted them.
    let folder = app.files.join(ana.account_id.to_string());
    assert!(app.blobs().iter().all(|blob| blob.parent() == Some(&folder)), "{:?}", app.blobs());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_form_with_one_file_is_refused_and_leaves_nothing() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let viewer = ana.colleague(&app, "Vera", "viewer", "all").await;
    viewer.upload("a", b"a").await.problem(403, "FORBIDDEN");
    app.anonymous().await.upload("a", b"a").await.problem(401, "UNAUTHENTICATED");
    let ask = || ana.ask(Method::POST, "attachments");
    ask().json(json!({})).await.problem(415, "UNSUPPORTED_MEDIA_TYPE");
    ask().await.problem(415, "UNSUPPORTED_MEDIA_TYPE");
    ask().body("application/octet-stream", "x").await.problem(415, "UNSUPPORTED_MEDIA_TYPE");
    ask().body("multipart/mixed; boundary=frontier", form("a", b"a")).await.problem(415, "UNSUPPORTED_MEDIA_TYPE");
    ana.upload("a", b"a").header("content-encoding", "gzip").await.problem(415, "UNSUPPORTED_MEDIA_TYPE");
    ask().body("multipart/form-data", form("a", b"a")).await.problem(400, "BAD_REQUEST");

    let whole = form("a", b"a");
    let other_name = [&head("picture", "a")[..], b"a\r\n--frontier--\r\n"].concat();
    let two = [&head("file", "a")[..], b"a\r\n", &head("file", "b")[..], b"b\r\n--frontier--\r\n"].concat();
    let field = b"--frontier\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhi\r\n".to_vec();
    let after = [&head("file", "a")[..], b"a\r\n", &field, b"--frontier--\r\n"].concat();
    for (body, violation) in [
        (b"--frontier--\r\n".to_vec(), "/file REQUIRED"),
        (other_name, "/file UNEXPECTED_PART"),
        (two, "/file UNEXPECTED_PART"),
        (after, "/file UNEXPECTED_PART"),
    ] {
        assert_eq!(ana.upload_as("attachments", body).await.violations(), [violation]);
    }
    let heads = [&b"--frontier\r\n"[..], &b"X: y\r\n".repeat(20_000), b"\r\na\r\n--frontier--\r\n"].concat();
    for body in [
        Vec::new(),
        b"words".to_vec(),
        whole[..whole.len() - 20].to_vec(),
        b"--frontier\r\n\r\na\r\n--frontier--\r\n".to_vec(),
        b"--frontier\r\nContent-Disposition: attachment\r\n\r\na\r\n--frontier--\r\n".to_vec(),
        b"\0".repeat(300_000),
        heads,
    ] {
        ana.upload_as("attachments", body).await.problem(400, "BAD_REQUEST");
    }
    let parts = field.repeat(100_000 / 10);
    ana.upload_as("attachments", parts).await.violations();
    assert_eq!(
        ana.upload_as("attachments?inbox_id=1", whole.clone()).await.violations()[0].split(' ').next(),
        Some("inbox_id")
    );
    ana.upload_as(&format!("attachments?inbox_id={}", fresh_id()), whole).await.problem(404, "INBOX_NOT_FOUND");
    no_bytes(&app).await;

    for id in ["1", "%00", "..%2f..%2fetc%2fpasswd", &"x".repeat(300)] {
        for target in ["", "/thumbnail", "/link"] {
            let answer = ana.get(format!("attachments/{id}{target}")).await;
            assert!(matches!(answer.status().as_u16(), 404 | 422), "{id}: {}", answer.status());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn size_and_type_are_checked_before_while_and_again() {
    let app = App::with(Settings::default().set("SKYBOT__STORAGE__MAX_BYTES", "100KiB")).await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Photos").await;
    let narrow = json!({"attachment_max_bytes": 20_000, "attachment_types": ["image/*", "text/plain"]});
    let changed = ana.patch(format!("inboxes/{inbox}"), narrow).await.is(200);
    assert_eq!(
        (&changed["attachment_max_bytes"], &changed["attachment_types"][0]),
        (&json!(20_000), &json!("image/*"))
    );
    assert_eq!(changed["version"], 2);

    // By what the head says, by what comes, and to the byte.
    ana.upload("a", &noise(300_000)).await.problem(413, "FILE_TOO_LARGE");
    ana.upload("a", &noise(100 * 1024 + 1)).await.problem(413, "FILE_TOO_LARGE");
    let fits = ana.uploaded("a", &noise(100 * 1024)).await;
    let here = format!("attachments?inbox_id={inbox}");
    ana.upload_as(&here, form("a", &b"x".repeat(20_001))).await.problem(413, "FILE_TOO_LARGE");
    ana.upload_as(&here, form("a.png", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff"))
        .await
        .problem(422, "FILE_TYPE_REFUSED");
    ana.upload_as(&here, form("a.png", &noise(19_000))).await.problem(422, "FILE_TYPE_REFUSED");
    ana.upload_as(&here, form("a", &b"x".repeat(20_000))).await.is(201);
    eventually("only those that fit are kept", PATIENCE, async || (app.blobs().len() == 2).then_some(())).await;
    assert_eq!(app.count(ROWS).await, 2);

    // Uploaded for no inbox, it is checked when it goes there.
    let conversation = id(&ana.conversation_in(&inbox, "Bea").await).to_owned();
    let pdf = ana.uploaded("a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n").await;
    let wrong = post(&ana, &conversation, &[&fits, &pdf]).await.violations();
    assert_eq!(wrong, ["/attachment_ids/0 FILE_TOO_LARGE", "/attachment_ids/1 FILE_TYPE_REFUSED"]);
    let wide = json!({"attachment_max_bytes": null, "attachment_types": []});
    ana.patch(format!("inboxes/{inbox}"), wide).if_match(2).await.is(200);
    post(&ana, &conversation, &[&fits, &pdf]).await.is(201);

    for (body, violation) in [
        (json!({"attachment_max_bytes": 0}), "/attachment_max_bytes OUT_OF_RANGE"),
        (json!({"attachment_types": ["image"]}), "/attachment_types/0 INVALID_TYPE"),
        (json!({"attachment_types": vec!["a/b"; 51]}), "/attachment_types TOO_MANY"),
    ] {
        assert_eq!(ana.patch(format!("inboxes/{inbox}"), body).await.violations(), [violation]);
    }
    let same = ana.patch(format!("inboxes/{inbox}"), json!({})).await.is(200);
    assert_eq!(same["version"], 3, "nothing said, nothing changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn images_get_small_pictures_and_bombs_get_none() {
    let app = App::start().await;
    let ana = app.tenant().await;
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
        let made = ana.upload("p", &picture(1_200, 600, format)).await.is(201);
        assert_eq!(
            (&made["width"], &made["height"], &made["has_thumbnail"]),
            (&json!(1_200), &json!(600), &json!(true))
        );
        let small = ana.get(format!("attachments/{}/thumbnail", id(&made))).await;
        assert_eq!(small.status(), 200, "{format:?}");
        assert!(["image/jpeg", "image/png"].contains(&small.header("content-type").unwrap()), "{format:?}");
        let small = image::load_from_memory(&small.raw.body).unwrap();
        assert_eq!((small.width(), small.height()), (512, 256), "{format:?}");
    }
    let png = picture(300, 300, ImageFormat::Png);
    let mut bomb = png.clone();
    bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let crc = crc32(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.to_be_bytes());
    // Good, small, and 64 million pixels.
    let flat = flat(8_000, 8_000);
    assert!(flat.len() < 50_000, "{}", flat.len());
    for broken in [
        bomb,
        flat,
        png[..60].to_vec(),
        b"\x89PNG\r\n\x1a\n\xff".to_vec(),
        b"GIF89a\xff\xff\xff\xff\xff\xff\xff".to_vec(),
    ] {
        let made = ana.upload("bomb.png", &broken).await.is(201);
        assert_eq!((&made["width"], &made["has_thumbnail"]), (&Value::Null, &json!(false)));
        assert_eq!(ana.get(format!("attachments/{}", id(&made))).await.raw.body, broken);
        ana.get(format!("attachments/{}/thumbnail", id(&made))).await.problem(404, "ATTACHMENT_NOT_FOUND");
        let link = ana.get(format!("attachments/{}/link", id(&made))).await.is(200);
        assert_eq!(link["thumbnail_url"], Value::Null);
    }
    // And nobody waits for them.
    ana.uploaded("p", &png).await;
}

/// A PNG of one colour, a bit each pixel.
fn flat(width: u32, height: u32) -> Vec<u8> {
    let mut rows = ZlibEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..height {
        rows.write_all(&vec![0; usize::try_from(width / 8).unwrap() + 1]).unwrap();
    }
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[1, 0, 0, 0, 0]].concat();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", head), (b"IDAT", rows.finish().unwrap()), (b"IEND", Vec::new())] {
        let chunk = [&kind[..], &data].concat();
        png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        png.extend(&chunk);
        png.extend(crc32(&chunk).to_be_bytes());
    }
    png
}

/// As PNG has it.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_a_file_can_be_asked_for() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bytes = noise(500_000);
    let target = format!("attachments/{}", ana.uploaded("a", &bytes).await);
    let etag = ana.get(&target).await.header("etag").unwrap().to_owned();
    for (range, start, end) in [
        ("bytes=0-0", 0, 1),
        ("bytes=100000-299999", 100_000, 300_000),
        ("bytes=499990-", 499_990, 500_000),
        ("bytes=-7", 499_993, 500_000),
        ("bytes=0-99999999", 0, 500_000),
    ] {
        let part = ana.get(&target).header("range", range).header("if-range", &etag).await;
        assert_eq!((part.status().as_u16(), &part.raw.body[..]), (206, &bytes[start..end]), "{range}");
        let told = format!("bytes {start}-{}/500000", end - 1);
        assert_eq!(part.header("content-range"), Some(told.as_str()));
        assert_eq!(part.header("etag"), Some(etag.as_str()));
    }
    for whole in ["bytes=5-2", "bytes=0-1,5-9", "lines=0-1", "bytes", "bytes=-"] {
        let answer = ana.get(&target).header("range", whole).await;
        assert_eq!((answer.status().as_u16(), answer.raw.body.len()), (200, bytes.len()), "{whole}");
        assert_eq!(answer.header("accept-ranges"), Some("bytes"));
    }
    let other = ana.get(&target).header("range", "bytes=0-0").header("if-range", "\"other\"").await;
    assert_eq!(other.status(), 200);
    let behind = ana.get(&target).header("range", "bytes=500000-").await;
    behind.problem(416, "RANGE_NOT_SATISFIABLE");
    assert_eq!(behind.header("content-range"), Some("bytes */500000"));
    // Nothing is compressed on the way: a part of that would be no part of the file.
    let plain = ana.uploaded("a.txt", &b"words ".repeat(10_000)).await;
    let answer = ana.get(format!("attachments/{plain}")).header("accept-encoding", "gzip, br").await;
    assert_eq!((answer.header("content-encoding"), answer.raw.body.len()), (None, 60_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_one_file_for_some_time_and_nothing_else() {
    let mut app = App::start().await;
    let (ana, bob) = (app.tenant().await, app.tenant().await);
    let conversation = id(&ana.conversation().await).to_owned();
    let bytes = picture(600, 600, ImageFormat::Png);
    let file = ana.uploaded("p.png", &bytes).await;
    let said = post(&ana, &conversation, &[&file]).await.is(201);
    let anybody = app.anonymous().await;
    let link = ana.get(format!("attachments/{file}/link")).await.is(200);
    let (url, small) = (path(&link["url"]), path(&link["thumbnail_url"]));
    assert_eq!(anybody.get(&url).await.raw.body, bytes);
    assert_eq!(anybody.get(&url).header("range", "bytes=0-3").await.is_part(), bytes[..4]);
    let picture = image::load_from_memory(&anybody.get(&small).await.raw.body).unwrap();
    assert_eq!(picture.width(), 512);
    assert!(anybody.get(&url).await.header("cache-control").unwrap().contains("private"));

    // No character of it may be another, nor is one tenant's good for the other's file.
    let token = url.rsplit('/').next().unwrap().to_owned();
    for at in (0..token.len()).step_by(7) {
        let mut forged = token.clone().into_bytes();
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).unwrap();
        anybody.get(format!("/files/{forged}")).await.problem(404, "ATTACHMENT_NOT_FOUND");
    }
    // Nor may what it opens be another's, another file, or open longer.
    let (theirs, other) = (bob.uploaded("b", b"theirs").await, ana.uploaded("o", b"other").await);
    let (signed, code) =
        URL_SAFE_NO_PAD.decode(&token).unwrap().split_at_checked(41).map(|(a, b)| (a.to_vec(), b.to_vec())).unwrap();
    let swapped = |from: usize, bytes: &[u8]| {
        let mut forged = signed.clone();
        forged[from..from + bytes.len()].copy_from_slice(bytes);
        forged
    };
    let bytes_of = |id: &str| *id.parse::<Uuid>().unwrap().as_bytes();
    let longer = i64::from_be_bytes(signed[33..].try_into().unwrap()) + 60;
    for forged in [
        swapped(1, bob.account_id.as_bytes()),
        swapped(1, &[*bob.account_id.as_bytes(), bytes_of(&theirs)].concat()),
        swapped(17, &bytes_of(&other)),
        swapped(33, &longer.to_be_bytes()),
        swapped(0, &[1]),
    ] {
        let forged = URL_SAFE_NO_PAD.encode([&forged[..], &code].concat());
        anybody.get(format!("/files/{forged}")).await.problem(404, "ATTACHMENT_NOT_FOUND");
    }
    for garbage in ["x", "%00", "..%2f..", &"A".repeat(4_000), &token[..50]] {
        anybody.get(format!("/files/{garbage}")).await.problem(404, "ATTACHMENT_NOT_FOUND");
    }
    bob.get(format!("attachments/{file}/link")).await.problem(404, "ATTACHMENT_NOT_FOUND");

    // A suspended tenant's links open nothing; a deleted message's never again.
    let account = ana.account_id.to_string();
    app.run(["admin", "suspend-account", &account]).success().await;
    anybody.get(&url).await.problem(404, "ATTACHMENT_NOT_FOUND");
    app.run(["admin", "resume-account", &account]).success().await;
    assert_eq!(anybody.get(&url).await.status(), 200);

    app.restart_with(|settings| settings.set("SKYBOT__STORAGE__LINK_LIFETIME", "1s")).await;
    let (ana, anybody) = (ana.again(&app).await, app.anonymous().await);
    assert_eq!(anybody.get(&url).await.status(), 200, "a link outlives the server");
    let short = path(&ana.get(format!("attachments/{file}/link")).await.is(200)["url"]);
    eventually("it is over", PATIENCE, async || (anybody.get(&short).await.status() == 404).then_some(())).await;

    for statement in [
        format!("update attachments set state = 'discarded', message_id = null where id = '{file}'"),
        format!("update messages set deleted_at = now(), body = null where id = '{}'", id(&said)),
    ] {
        app.database.execute(&statement).await;
    }
    anybody.get(&url).await.problem(404, "ATTACHMENT_NOT_FOUND");
    ana.get(format!("attachments/{file}")).await.problem(404, "ATTACHMENT_NOT_FOUND");
    ana.get(format!("attachments/{file}/link")).await.problem(404, "ATTACHMENT_NOT_FOUND");
}

trait Part {
    fn is_part(&self) -> Vec<u8>;
}

impl Part for Reply {
    fn is_part(&self) -> Vec<u8> {
        assert_eq!(self.status(), 206, "{}", self.text());
        self.raw.body.to_vec()
    }
}

/// Begins an upload that says it is longer than what comes.
async fn begin_upload(app: &App, credential: &str, size: usize) -> TcpStream {
    let mut stream = TcpStream::connect(&app.server.address).await.unwrap();
    let request = format!(
        "POST /api/v1/attachments HTTP/1.1\r\nHost: skybot\r\nAuthorization: Bearer {credential}\r\n\
         Content-Type: {FORM}\r\nContent-Length: {size}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.write_all(&head("file", "half.bin")).await.unwrap();
    stream.write_all(&noise(2_000_000)).await.unwrap();
    eventually("some of it is stored", PATIENCE, async || (!app.blobs().is_empty()).then_some(())).await;
    stream
}

async fn credential(user: &User) -> String {
    let made = user.post("api-keys", json!({"name": "Up", "scopes": ["messages:write", "conversations:read"]})).await;
    made.is(201)["key"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_cut_short_leaves_nothing() {
    let mut app = App::start().await;
    let ana = app.tenant().await;
    let key = credential(&ana).await;
    let stream = begin_upload(&app, &key, 5_000_000).await;
    stream.set_zero_linger().unwrap();
    drop(stream);
    no_bytes(&app).await;

    // Nor does one that the server does not live to see the end of, once the collector has been there.
    let _stream = begin_upload(&app, &key, 5_000_000).await;
    app.kill9().await;
    assert_eq!(app.blobs().len(), 1);
    app.restart().await;
    let ana = ana.again(&app).await;
    let kept = ana.uploaded("kept", &noise(400_000)).await;
    app.collect_files().await;
    assert_eq!((app.blobs().len(), app.count(ROWS).await), (2, 2), "an upload has an hour");
    app.database.execute("update attachments set created_at = created_at - interval '61 minutes'").await;
    app.collect_files().await;
    assert_eq!(app.blobs().len(), 1, "{:?}", app.blobs());
    assert_eq!(app.count(ROWS).await, 1);
    assert_eq!(ana.get(format!("attachments/{kept}")).await.raw.body, noise(400_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_needs_is_collected_and_nothing_else() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let image = picture(40, 40, ImageFormat::Png);
    let (used, loose, young, gone) = (
        ana.uploaded("used", &image).await,
        ana.uploaded("loose", &image).await,
        ana.uploaded("young", &image).await,
        ana.uploaded("gone", &image).await,
    );
    post(&ana, &conversation, &[&used]).await.is(201);
    for statement in [
        format!("update attachments set created_at = now() - interval '25 hours' where id in ('{used}', '{loose}')"),
        format!("update attachments set created_at = now() - interval '23 hours' where id = '{young}'"),
        format!("update attachments set state = 'discarded' where id = '{gone}'"),
    ] {
        app.database.execute(&statement).await;
    }
    assert_eq!(app.blobs().len(), 8, "each with its small picture");
    // Twice at the same time, and once more.
    tokio::join!(app.collect_files(), app.collect_files());
    app.collect_files().await;
    assert_eq!(app.blobs().len(), 4, "{:?}", app.blobs());
    for (file, status) in [(&used, 200), (&young, 200), (&loose, 404), (&gone, 404)] {
        assert_eq!(ana.get(format!("attachments/{file}")).await.status(), status);
        assert_eq!(ana.get(format!("attachments/{file}/thumbnail")).await.status(), status);
    }
    assert_eq!(post(&ana, &conversation, &[&loose]).await.violations(), ["/attachment_ids/0 ATTACHMENT_UNKNOWN"]);
    post(&ana, &conversation, &[&young]).await.is(201);
}

/// `VmRSS` of the server in KiB.
fn resident(app: &App) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", app.server.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_does_not_grow_with_the_file() {
    const SIZE: usize = 200_000_000;
    let app = App::with(Settings::default().set("SKYBOT__STORAGE__MAX_BYTES", "256MiB")).await;
    let ana = app.tenant().await;
    let key = credential(&ana).await;
    // One before, so that what a first upload sets up once is not counted.
    ana.uploaded("warm", &noise(3_000_000)).await;
    let before = resident(&app);

    let (head, tail) = (head("file", "large.bin"), b"\r\n--frontier--\r\n");
    let mut stream = TcpStream::connect(&app.server.address).await.unwrap();
    let request = format!(
        "POST /api/v1/attachments HTTP/1.1\r\nHost: skybot\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n\
         Content-Type: {FORM}\r\nContent-Length: {}\r\n\r\n",
        head.len() + SIZE + tail.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.write_all(&head).await.unwrap();
    let piece = noise(1_000_000);
    let mut most = 0;
    for _ in 0..SIZE / piece.len() {
        stream.write_all(&piece).await.unwrap();
        most = most.max(resident(&app));
    }
    stream.write_all(tail).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    let grown = most.saturating_sub(before);
    println!("an upload of {SIZE} bytes took {grown} KiB");
    assert!(grown <= 2 * 1024, "an upload of {SIZE} bytes took {grown} KiB");
    assert_eq!(app.blobs().iter().map(|blob| blob.metadata().unwrap().len()).max(), Some(SIZE as u64));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_uploads_and_downloads() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let client = ana.client();
    let inbox = ana.inbox("Support").await.parse().unwrap();
    let bytes = picture(700, 100, ImageFormat::Png);
    let made = client.upload("photo \"1\".png", &bytes, Some(inbox), Some("k")).await.unwrap();
    assert_eq!(client.upload("photo \"1\".png", &bytes, Some(inbox), Some("k")).await.unwrap(), made);
    assert_eq!((made.media_type.as_str(), made.width), ("image/png", Some(700)));
    assert_eq!(client.download(made.id).await.unwrap(), bytes);
    assert_eq!(client.download_part(made.id, 10..20).await.unwrap(), bytes[10..20]);
    assert_eq!(image::load_from_memory(&client.thumbnail(made.id).await.unwrap()).unwrap().width(), 512);
    assert!(client.file_link(made.id).await.unwrap().url.contains("/files/"));
    let refused = client.download(fresh_id()).await.unwrap_err();
    assert_eq!(refused.code(), Some("ATTACHMENT_NOT_FOUND"));
}
