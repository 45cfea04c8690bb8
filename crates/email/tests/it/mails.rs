//! Letters to send, and mailers to send them with.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use skybot_domain::mail::{Letter, Locale, Mail};
use skybot_domain::ports::Mailer;
use skybot_domain::text::{Email, Name};
use skybot_email::{MailSettings, mailer};
use tokio::net::TcpSocket;

pub(crate) const TO: &str = "ana@example.net";
pub(crate) const FROM: &str = "SkyBot <inbox@skybot.example>";
pub(crate) const LINK: &str = "https://inbox.example/go#key=abc-DEF_123";

pub(crate) fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub(crate) fn mail(letter: Letter) -> Mail {
    Mail { to: Email::parse(TO).unwrap(), locale: Locale::English, letter }
}

pub(crate) fn magic_link(link: &str) -> Mail {
    mail(Letter::MagicLink { name: name("Ana"), link: link.to_owned() })
}

/// Every letter in every language.
pub(crate) fn all() -> impl Iterator<Item = Mail> {
    let link = LINK.to_owned();
    let [name, account] = ["Ana Ünal", "Søren & Søn"].map(self::name);
    let letters = [
        Letter::VerifyEmail { name: name.clone(), link: link.clone() },
        Letter::AlreadyRegistered { name: name.clone(), link: link.clone() },
        Letter::ResetPassword { name: name.clone(), link: link.clone() },
        Letter::MagicLink { name: name.clone(), link: link.clone() },
        Letter::Invitation { account, inviter: name.clone(), link },
        Letter::PasswordChanged { name },
    ];
    letters
        .into_iter()
        .flat_map(|letter| Locale::ALL.iter().map(move |locale| Mail { locale: *locale, ..mail(letter.clone()) }))
}

/// A port that nobody listens on, and that nobody else gets while this is kept.
pub(crate) fn deserted() -> (TcpSocket, SocketAddr) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

pub(crate) fn smtp(url: &str) -> Arc<dyn Mailer> {
    mailer(MailSettings::Smtp { url: url.into(), from: FROM.to_owned() }).unwrap()
}

pub(crate) fn resend(base_url: &str) -> Arc<dyn Mailer> {
    let base_url = base_url.to_owned();
    mailer(MailSettings::Resend { api_key: "re_key".into(), from: FROM.to_owned(), base_url }).unwrap()
}
