//! What settings are taken, and that they keep their secrets.

use skybot_email::{MailProblem, MailSettings, RESEND_URL, mailer};

use crate::mails::FROM;

fn smtp(url: &str, from: &str) -> MailSettings {
    MailSettings::Smtp { url: url.into(), from: from.to_owned() }
}

fn resend(api_key: &str, from: &str, base_url: &str) -> MailSettings {
    MailSettings::Resend { api_key: api_key.into(), from: from.to_owned(), base_url: base_url.to_owned() }
}

fn problem(settings: MailSettings) -> Option<MailProblem> {
    mailer(settings).err()
}

#[test]
fn an_smtp_url_means_what_it_says() {
    for url in [
        "smtps://user:pass@mail.example",
        "smtps://user:pass@mail.example:4465/hello.example",
        "smtp://user:p%40ss%23@mail.example?tls=required",
        "smtp://mail.example?tls=opportunistic",
        "smtp://mailpit:1025",
        "smtp://user:pass@localhost",
        "smtp://user:pass@127.0.0.1:1025",
        "smtp://user:pass@[::1]:1025",
    ] {
        assert_eq!(problem(smtp(url, FROM)), None, "{url}");
    }
    for (url, expected) in [
        ("", MailProblem::SmtpUrl),
        ("mail.example:25", MailProblem::SmtpUrl),
        ("https://mail.example", MailProblem::SmtpUrl),
        ("smtp://", MailProblem::SmtpUrl),
        ("smtp:///hello", MailProblem::SmtpUrl),
        ("smtp://mail.example:port", MailProblem::SmtpUrl),
        ("smtp://mail.example?tsl=required", MailProblem::SmtpUrl),
        ("smtp://mail.example?tls=yes", MailProblem::SmtpUrl),
        ("smtp://mail.example?tls=required&tls=none", MailProblem::SmtpUrl),
        ("smtps://mail.example?tls=none", MailProblem::SmtpUrl),
        ("smtps://user@mail.example", MailProblem::SmtpUrl),
        ("smtps://:pass@mail.example", MailProblem::SmtpUrl),
        ("smtps://user:pa#ss@mail.example", MailProblem::SmtpUrl),
        ("smtps://user:pass@mail.example#x", MailProblem::SmtpUrl),
        ("smtps://user:%ff@mail.example", MailProblem::SmtpUrl),
        ("smtp://user:pass@mail.example", MailProblem::SmtpPassword),
        ("smtp://user:pass@mail.example?tls=opportunistic", MailProblem::SmtpPassword),
        ("smtp://user:pass@localhost.example", MailProblem::SmtpPassword),
    ] {
        assert_eq!(problem(smtp(url, FROM)), Some(expected), "{url}");
    }
}

#[test]
fn resend_needs_a_key_and_a_private_way() {
    for url in
        [RESEND_URL, "https://gateway.example/resend/", "http://127.0.0.1:1", "http://[::1]:1", "http://localhost"]
    {
        assert_eq!(problem(resend("re_key", FROM, url)), None, "{url}");
    }
    for url in [
        "",
        "api.resend.com",
        "http://api.resend.com",
        "ftp://localhost",
        "mailto:a@b.example",
        "https://a.example?b",
        "https://user:pass@a.example",
    ] {
        assert_eq!(problem(resend("re_key", FROM, url)), Some(MailProblem::BaseUrl), "{url}");
    }
    for key in ["", "re key", "re_key\n", "ré"] {
        assert_eq!(problem(resend(key, FROM, RESEND_URL)), Some(MailProblem::ApiKey), "{key:?}");
    }
}

#[test]
fn a_sender_is_needed() {
    assert_eq!(problem(smtp("smtp://localhost", "SkyBot")), Some(MailProblem::Sender));
    assert_eq!(problem(resend("re_key", "", RESEND_URL)), Some(MailProblem::Sender));
    assert_eq!(problem(MailSettings::Console), None);
}

#[test]
fn secrets_stay_secret() {
    let debug = format!("{:?}", [smtp("smtps://user:hunter2@mail.example", FROM), resend("hunter2", FROM, RESEND_URL)]);
    assert!(!debug.contains("hunter2") && debug.contains(FROM), "{debug}");
    for settings in [smtp("smtp://user:hunter2@mail.example", FROM), smtp("smtps://hunter2", "hunter2")] {
        let problem = problem(settings).unwrap();
        assert!(!format!("{problem} {problem:?}").contains("hunter2"), "{problem}");
    }
}
