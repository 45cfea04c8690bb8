//! API keys: how machines come in. A key acts as a member of its tenant that is a bot, and may do
//! no more than its grants.

use std::time::Duration;

use crate::Timestamp;
use crate::error::Violation;
use crate::id::{ApiKeyId, UserId};
use crate::scope::Grants;
use crate::text::Name;

/// How long the old secret of a rotated key is good, at most.
pub const LONGEST_OVERLAP: Duration = Duration::from_hours(7 * 24);
/// Most networks a key can be tied to.
pub const MAX_NETWORKS: usize = 32;

/// A key as people see it.
#[derive(Debug, Clone)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What stands in front of the secret, and tells keys apart.
    pub public_id: String,
    /// What people call it.
    pub name: Name,
    /// The member it acts as.
    pub user_id: UserId,
    /// What it may be used for.
    pub grants: Grants,
    /// Where it may be used from; anywhere if empty.
    pub networks: Vec<String>,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// Until when the secret before the last rotation is good.
    pub old_secret_until: Option<Timestamp>,
}

/// A key to be made.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// What people call it.
    pub name: Name,
    /// The bot it acts as; none makes one.
    pub user_id: Option<UserId>,
    /// What it may be used for.
    pub grants: Grants,
    /// Where it may be used from; anywhere if empty.
    pub networks: Vec<String>,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
}

/// A network in CIDR form, or one address, in the form that is stored.
pub fn parse_network(text: &str) -> Result<String, Violation> {
    let wrong = || Violation::new("INVALID_NETWORK", "must be an address or a network such as 10.0.0.0/8");
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix.parse::<u8>().map_err(|_| wrong())?)),
        None => (text, None),
    };
    let address: std::net::IpAddr = address.parse().map_err(|_| wrong())?;
    let width: u8 = if address.is_ipv4() { 32 } else { 128 };
    let prefix = prefix.unwrap_or(width);
    // Bits behind the prefix would be a mistake of whoever wrote them.
    let stray = match address {
        std::net::IpAddr::V4(address) => address.to_bits().checked_shl(prefix.into()).unwrap_or(0) != 0,
        std::net::IpAddr::V6(address) => address.to_bits().checked_shl(prefix.into()).unwrap_or(0) != 0,
    };
    if prefix > width || stray { Err(wrong()) } else { Ok(format!("{address}/{prefix}")) }
}

#[cfg(test)]
mod tests {
    use super::parse_network;

    #[test]
    fn networks_have_one_form() {
        assert_eq!(parse_network("10.0.0.0/8").as_deref(), Ok("10.0.0.0/8"));
        assert_eq!(parse_network("10.1.2.3").as_deref(), Ok("10.1.2.3/32"));
        assert_eq!(parse_network("2001:DB8::/32").as_deref(), Ok("2001:db8::/32"));
        assert_eq!(parse_network("0.0.0.0/0").as_deref(), Ok("0.0.0.0/0"));
        for text in ["", "10.0.0.0/33", "10.0.0.1/8", "10.0.0/8", "::/129", "example.com", "10.0.0.0/-1"] {
            assert!(parse_network(text).is_err(), "{text}");
        }
    }
}
