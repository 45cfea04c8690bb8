//! Letters over SMTP.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mail_parser::{Message, MessageParser};
use skybot_domain::mail::{Letter, Mail, MailFailure};
use skybot_domain::text::Email;
use tokio::time::Instant;

use crate::http::Server;
use crate::mails::{LINK, TO, all, deserted, magic_link, mail, name, resend, smtp};
use crate::sink::{Delivery, Mood, Sink};

/// No letter keeps a worker longer.
const PATIENCE: Duration = Duration::from_secs(30);

fn url(sink: &Sink) -> String {
    format!("smtp://{}", sink.address)
}

fn parse(delivery: &Delivery) -> Message<'_> {
    MessageParser::new().parse(&delivery.message).expect("a message")
}

fn header<'a>(message: &'a Message<'_>, name: &'static str) -> &'a str {
    message.header_raw(name).unwrap_or_default().trim()
}

fn transient(why: &str) -> MailFailure {
    MailFailure::Transient(why.to_owned())
}

/// Resend is told the words as they were written; SMTP wraps them up, and they must come out so.
#[tokio::test]
async fn every_letter_arrives_as_it_was_written() {
    let (mut sink, mut other) = (Sink::start().await, Server::start().await);
    let (smtp, resend) = (smtp(&url(&sink)), resend(&other.url));
    let mut ids = HashSet::new();
    for mail in all() {
        smtp.send(&mail).await.unwrap();
        resend.send(&mail).await.unwrap();
        let (delivery, written) = (sink.delivery().await, other.request().await);
        let written: serde_json::Value = serde_json::from_slice(&written.body).unwrap();
        let message = parse(&delivery);

        assert_eq!(message.subject(), written["subject"].as_str());
        assert_eq!(message.body_text(0).unwrap().replace("\r\n", "\n"), written["text"]);
        assert_eq!(message.body_html(0).unwrap().replace("\r\n", "\n"), written["html"]);
        assert_eq!((message.text_body_count(), message.html_body_count(), message.attachment_count()), (1, 1, 0));
        assert!(header(&message, "Content-Type").starts_with("multipart/alternative;"));

        assert_eq!(
            (delivery.from.as_str(), delivery.to.as_slice()),
            ("<inbox@skybot.example>", &[format!("<{TO}>")][..])
        );
        assert_eq!(header(&message, "From"), "SkyBot <inbox@skybot.example>");
        assert_eq!(header(&message, "To"), TO);
        assert_eq!(header(&message, "Auto-Submitted"), "auto-generated");
        assert!(message.date().is_some());
        let id = message.message_id().unwrap();
        assert!(id.ends_with("@skybot.example") && ids.insert(id.to_owned()), "{id}");
        assert!(delivery.message.is_ascii() && delivery.message.split(|c| *c == b'\n').all(|line| line.len() < 999));
    }
    assert_eq!(ids.len(), 24);
}

#[tokio::test]
async fn a_line_with_a_dot_does_not_end_a_letter() {
    let mut sink = Sink::start().await;
    for link in [".", "..", ".hidden", ".\r\nMAIL FROM:<eve@example.com>"] {
        smtp(&url(&sink)).send(&magic_link(link)).await.unwrap();
        let delivery = sink.delivery().await;
        let text = parse(&delivery).body_text(0).unwrap().into_owned();
        assert!(text.contains(&format!("\r\n{link}\r\n")), "{text}");
        assert!(text.ends_with("from SkyBot.\r\n"), "{text}");
    }
    assert!(sink.is_empty());
}

#[tokio::test]
async fn a_name_adds_no_header_and_no_recipient() {
    let mut sink = Sink::start().await;
    let [account, inviter] = ["Acme\u{2028}Bcc: eve@example.com", "Eve <eve@example.com>, \"x"].map(name);
    smtp(&url(&sink)).send(&mail(Letter::Invitation { account, inviter, link: LINK.to_owned() })).await.unwrap();
    let delivery = sink.delivery().await;
    let message = parse(&delivery);
    assert_eq!(message.subject(), Some("Invitation to Acme Bcc: eve@example.com"));
    assert_eq!(delivery.to, [format!("<{TO}>")]);
    let names: Vec<_> = message.headers().iter().map(mail_parser::Header::name).collect();
    let expected = ["From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version", "Date", "Content-Type"];
    assert_eq!(HashSet::<_>::from_iter(names), HashSet::from(expected));
}

#[tokio::test]
async fn it_signs_in_and_says_hello_as_the_settings_say() {
    let mut sink = Sink::start().await;
    let address = sink.address;
    for (url, hello, auth) in [
        (format!("smtp://{address}"), "skybot.example", None),
        (format!("smtp://us%40er:p%3A%2Fss@{address}"), "skybot.example", Some("\0us@er\0p:/ss")),
        (format!("smtp://{address}/node.example"), "node.example", None),
    ] {
        smtp(&url).send(&magic_link(LINK)).await.unwrap();
        let delivery = sink.delivery().await;
        assert_eq!(delivery.hello, hello);
        assert_eq!(delivery.auth, auth.map(|auth| format!("PLAIN {}", STANDARD.encode(auth))));
    }
}

/// Servers repeat addresses and texts in what they say; none of that may get into a log.
#[tokio::test]
async fn the_server_s_status_decides_and_is_all_that_is_told() {
    let sink = Sink::start().await;
    let mailer = smtp(&url(&sink));
    for (command, answer, failure) in [
        ("RCPT", "451 4.7.1 <ana@example.net>: try later", transient("SMTP 451")),
        ("RCPT", "550-5.1.1 <ana@example.net>\r\n550 nobody of that name", MailFailure::Refused("SMTP 550".to_owned())),
        ("MAIL", "421 too many of you", transient("SMTP 421")),
        (".", "452 no room for https://inbox.example/go#key", transient("SMTP 452")),
        (".", "554 5.7.1 your text https://inbox.example/go#key", MailFailure::Refused("SMTP 554".to_owned())),
        ("EHLO", "hello yourself", transient("the server does not speak SMTP, or hung up")),
    ] {
        sink.expect(command, Mood::Says(answer));
        assert_eq!(mailer.send(&magic_link(LINK)).await, Err(failure), "{answer}");
    }
    mailer.send(&magic_link(LINK)).await.unwrap();
}

#[tokio::test]
async fn a_password_that_is_refused_is_not_repeated() {
    let sink = Sink::start().await;
    sink.expect("AUTH", Mood::Says("535 5.7.8 user:hunter2 is wrong"));
    let mailer = smtp(&format!("smtp://user:hunter2@{}", sink.address));
    assert_eq!(mailer.send(&magic_link(LINK)).await, Err(MailFailure::Refused("SMTP 535".to_owned())));
    assert!(sink.is_empty());
}

#[tokio::test]
async fn an_address_beyond_ascii_needs_a_server_that_takes_it() {
    let sink = Sink::start().await;
    let mail = Mail { to: Email::parse("añá@example.net").unwrap(), ..magic_link(LINK) };
    let refused = MailFailure::Refused("the server takes ASCII addresses only".to_owned());
    assert_eq!(smtp(&url(&sink)).send(&mail).await, Err(refused));
}

#[tokio::test]
async fn a_server_that_is_away_may_come_back() {
    let (_kept, address) = deserted();
    assert_eq!(smtp(&format!("smtp://{address}")).send(&magic_link(LINK)).await, Err(transient("no connection")));
}

#[tokio::test]
async fn nothing_goes_in_the_clear_that_should_be_encrypted() {
    let sink = Sink::start().await;
    let address = sink.address;
    for (url, why) in [
        (format!("smtp://user:secret@{address}?tls=required"), "the server lacks TLS or a way to sign in"),
        (format!("smtps://user:secret@{address}"), "no connection"),
    ] {
        assert_eq!(smtp(&url).send(&magic_link(LINK)).await, Err(transient(why)));
    }
    assert!(sink.is_empty());
}

#[tokio::test]
async fn a_server_that_stalls_is_given_up() {
    for command in ["EHLO", "RCPT", "."] {
        let sink = Sink::start().await;
        sink.expect(command, Mood::Stalls);
        let mailer = smtp(&url(&sink));
        let sending = tokio::spawn(async move { mailer.send(&magic_link(LINK)).await });
        sink.stalling().await;
        tokio::time::pause();
        let since = Instant::now();
        assert_eq!(sending.await.unwrap(), Err(transient("no answer in time")), "{command}");
        assert!(since.elapsed() <= PATIENCE + Duration::from_millis(1), "{command}: {:?}", since.elapsed());
        tokio::time::resume();
    }
}

/// The first letter is given up while the server still thinks about it. When its answer comes
/// after all, it must not be taken for an answer to the second.
#[tokio::test]
async fn a_late_answer_is_not_taken_for_the_next_letter_s() {
    let sink = Sink::start().await;
    sink.expect(".", Mood::Stalls);
    let mailer = smtp(&url(&sink));
    let sending = {
        let mailer = Arc::clone(&mailer);
        tokio::spawn(async move { mailer.send(&magic_link(LINK)).await })
    };
    sink.stalling().await;
    tokio::time::pause();
    assert_eq!(sending.await.unwrap(), Err(transient("no answer in time")));
    tokio::time::resume();
    sink.relent();

    sink.expect(".", Mood::Says("550 not this one"));
    assert_eq!(mailer.send(&magic_link(LINK)).await, Err(MailFailure::Refused("SMTP 550".to_owned())));
}
