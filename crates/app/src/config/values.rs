//! What the value of a setting can be. An error says what it must be and never what it is.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use secrecy::SecretString;
use skybot_auth::{PlatformSecret, SigningKey, VaultKey};
use skybot_domain::attachment::TypePattern;
use skybot_http::Network;
use skybot_redis::Address;
use sqlx::postgres::PgConnectOptions;
use tracing_subscriber::EnvFilter;

use super::reader::Expected;

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum LogFormat {
    /// Text on a terminal, else JSON.
    #[default]
    Auto,
    /// One object a line.
    Json,
    /// For people.
    Text,
}

/// A duration that somebody waits for.
pub(super) const SHORT_DURATION: fn(&str) -> Result<Duration, Expected> =
    |text| duration(text, Duration::from_millis(1)..=Duration::from_hours(1));

/// Short of what the collector takes for an upload that came to nothing.
pub(super) const UPLOAD_DURATION: fn(&str) -> Result<Duration, Expected> =
    |text| duration(text, Duration::from_secs(1)..=Duration::from_mins(30));

/// Links go from hand to hand.
pub(super) const LINK_DURATION: fn(&str) -> Result<Duration, Expected> =
    |text| duration(text, Duration::from_secs(1)..=Duration::from_hours(24));

/// Where bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum StorageKind {
    /// In a folder.
    #[default]
    Local,
    /// In a bucket.
    S3,
}

pub(super) fn storage_kind(text: &str) -> Result<StorageKind, Expected> {
    match text {
        "local" => Ok(StorageKind::Local),
        "s3" => Ok(StorageKind::S3),
        _ => Err("must be local or s3".to_owned()),
    }
}

pub(super) fn media_types(text: &str) -> Result<TypePattern, Expected> {
    TypePattern::parse(text).map_err(|_| "must hold types such as image/png, image/* or */*".to_owned())
}

pub(super) fn integer<T>(range: RangeInclusive<u64>) -> impl Fn(&str) -> Result<T, Expected>
where
    T: TryFrom<u64>,
{
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        let expected = || format!("must be a whole number from {} to {}", range.start(), range.end());
        number.and_then(|number: u64| T::try_from(number).ok()).ok_or_else(expected)
    }
}

pub(super) fn boolean(text: &str) -> Result<bool, Expected> {
    text.parse().map_err(|_| "must be true or false".to_owned())
}

fn duration(text: &str, range: RangeInclusive<Duration>) -> Result<Duration, Expected> {
    let units = [("ms", 1), ("s", 1000), ("min", 60_000), ("h", 3_600_000)];
    quantity(text, &units)
        .map(Duration::from_millis)
        .filter(|duration| range.contains(duration))
        .ok_or_else(|| format!("must be a duration such as 500ms, 30s or 5min, at most {:?}", range.end()))
}

/// A number of bytes.
pub(super) fn size(text: &str) -> Result<usize, Expected> {
    quantity(text, &[("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20)])
        .filter(|bytes| (1024..=1 << 30).contains(bytes))
        .and_then(|bytes| usize::try_from(bytes).ok())
        .ok_or_else(|| "must be a size such as 512KiB or 1MiB, from 1KiB to 1024MiB".to_owned())
}

/// A number and its unit.
fn quantity(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let (_, factor) = units.iter().find(|(name, _)| *name == unit.trim_start())?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}

pub(super) fn address(text: &str) -> Result<SocketAddr, Expected> {
    text.parse().map_err(|_| "must be an address and a port, such as 127.0.0.1:8080 or [::]:8080".to_owned())
}

pub(super) fn network(text: &str) -> Result<Network, Expected> {
    text.parse().map_err(|_| "must hold addresses or networks, such as 192.0.2.1 or 10.0.0.0/8".to_owned())
}

/// An origin as browsers send it: scheme, host, port unless it is the scheme's own.
pub(super) fn origin(text: &str) -> Result<String, Expected> {
    let host = ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | ':' | '[' | ']');
    match host {
        Some(host) if !host.is_empty() && host.chars().all(plain) => Ok(text.to_owned()),
        _ => Err("must hold origins as browsers send them, such as https://inbox.example.com".to_owned()),
    }
}

pub(super) fn web_url(text: &str) -> Result<String, Expected> {
    if text.starts_with("https://") || text.starts_with("http://") {
        Ok(text.to_owned())
    } else {
        Err("must be a URL that begins with https:// or http://".to_owned())
    }
}

/// A web address that others are put behind.
pub(super) fn public_url(text: &str) -> Result<String, Expected> {
    let url = web_url(text)?;
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '?' | '#' | '"' | '<' | '>');
    if url.chars().all(plain) { Ok(url.trim_end_matches('/').to_owned()) } else { web_url("") }
}

#[expect(clippy::unnecessary_wraps, reason = "one form for all kinds of values")]
pub(super) fn path(text: &str) -> Result<PathBuf, Expected> {
    Ok(PathBuf::from(text))
}

pub(super) fn node_id(text: &str) -> Result<String, Expected> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if text.len() <= 64 && text.chars().all(plain) {
        Ok(text.to_owned())
    } else {
        Err("must have 1 to 64 characters of A-Z a-z 0-9 . _ -".to_owned())
    }
}

/// A name that goes before others.
pub(super) fn name(text: &str) -> Result<String, Expected> {
    node_id(text)
        .ok()
        .filter(|name| !name.is_empty())
        .ok_or_else(|| "must have 1 to 64 characters of A-Z a-z 0-9 . _ -".to_owned())
}

pub(super) fn bus(text: &str) -> Result<Address, Expected> {
    Address::parse(text).map_err(|problem| problem.to_string())
}

pub(super) fn database_url(text: &str) -> Result<PgConnectOptions, Expected> {
    let known = text.starts_with("postgres://") || text.starts_with("postgresql://");
    PgConnectOptions::from_str(text)
        .ok()
        .filter(|options| known && options.get_database().is_some_and(|name| !name.is_empty()))
        .ok_or_else(|| "must be a URL of the form postgres://ROLE:PASSWORD@HOST:PORT/DATABASE".to_owned())
}

pub(super) fn signing_key(text: &str) -> Result<SigningKey, Expected> {
    SigningKey::parse(text).map_err(|problem| format!("is refused: {problem}"))
}

pub(super) fn vault_key(text: &str) -> Result<VaultKey, Expected> {
    VaultKey::parse(text).map_err(|problem| format!("is refused: {problem}"))
}

pub(super) fn different<'a>(kids: impl ExactSizeIterator<Item = &'a str>) -> Result<(), Expected> {
    let (count, different) = (kids.len(), kids.collect::<HashSet<_>>().len());
    if different == count { Ok(()) } else { Err("is refused: two keys have the same kid".to_owned()) }
}

pub(super) fn platform_secret(text: &str) -> Result<PlatformSecret, Expected> {
    PlatformSecret::new(&text.into()).map_err(|problem| format!("is refused: {problem}"))
}

#[expect(clippy::unnecessary_wraps, reason = "one form for all kinds of values")]
pub(super) fn secret(text: &str) -> Result<SecretString, Expected> {
    Ok(text.into())
}

#[expect(clippy::unnecessary_wraps, reason = "one form for all kinds of values")]
pub(super) fn text(text: &str) -> Result<String, Expected> {
    Ok(text.to_owned())
}

/// What takes letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MailCarrier {
    /// Standard error.
    Console,
    /// Files in a folder.
    File,
    /// An SMTP server.
    Smtp,
    /// Resend's HTTP API.
    Resend,
}

pub(super) fn mail_carrier(text: &str) -> Result<MailCarrier, Expected> {
    match text {
        "console" => Ok(MailCarrier::Console),
        "file" => Ok(MailCarrier::File),
        "smtp" => Ok(MailCarrier::Smtp),
        "resend" => Ok(MailCarrier::Resend),
        _ => Err("must be smtp, resend, file or console".to_owned()),
    }
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, Expected> {
    match text {
        "auto" => Ok(LogFormat::Auto),
        "json" => Ok(LogFormat::Json),
        "text" => Ok(LogFormat::Text),
        _ => Err("must be auto, json or text".to_owned()),
    }
}

pub(super) fn log_filter(text: &str) -> Result<String, Expected> {
    match EnvFilter::try_new(text) {
        Ok(_) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err("must be a level such as info, or directives such as info,skybot_http=debug".to_owned()),
    }
}
