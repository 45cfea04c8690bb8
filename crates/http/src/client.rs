//! Where a request comes from, when proxies stand in between.

use std::net::IpAddr;
use std::str::FromStr;

use actix_web::HttpRequest;

/// A network in CIDR form, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Whether the address is in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        let shift = |width: u32| width.saturating_sub(u32::from(self.prefix));
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                (network.to_bits() ^ address.to_bits()).checked_shr(shift(32)).unwrap_or(0) == 0
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                (network.to_bits() ^ address.to_bits()).checked_shr(shift(128)).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "must be an address or a network such as 10.0.0.0/8";
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u8>().map_err(|_| WRONG)?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| WRONG)?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(width);
        if prefix > width { Err(WRONG) } else { Ok(Self { address, prefix }) }
    }
}

/// The client's address: the peer, or behind trusted proxies the last address of
/// `X-Forwarded-For` that is not one of them. Whatever a client writes there itself stands
/// further left and is not believed.
pub(crate) fn address(request: &HttpRequest, trusted: &[Network]) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(peer) {
        return Some(peer);
    }
    let hops = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = hops.flat_map(|value| value.split(',')).collect();
    let mut client = peer;
    for hop in hops.iter().rev() {
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
        if !is_trusted(client) {
            break;
        }
    }
    Some(client)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::{Network, address};

    fn seen(peer: &str, forwarded: &[&str], trusted: &[&str]) -> Option<String> {
        let trusted: Vec<Network> = trusted.iter().filter_map(|network| network.parse().ok()).collect();
        let mut request = TestRequest::default().peer_addr(format!("{peer}:1").parse().ok()?);
        for value in forwarded {
            request = request.append_header(("X-Forwarded-For", *value));
        }
        address(&request.to_http_request(), &trusted).map(|address| address.to_string())
    }

    #[test]
    fn networks_hold_their_addresses() {
        let holds = |network: &str, address: &str| {
            network.parse::<Network>().is_ok_and(|n| address.parse().is_ok_and(|a| n.contains(a)))
        };
        assert!(holds("10.0.0.0/8", "10.255.1.2") && !holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("0.0.0.0/0", "203.0.113.9") && holds("127.0.0.1", "127.0.0.1"));
        assert!(holds("2001:db8::/32", "2001:db8:1::1") && !holds("2001:db8::/32", "2001:db9::1"));
        assert!(holds("10.0.0.0/8", "::ffff:10.0.0.1"), "a mapped address is its IPv4 address");
        for text in ["", "10.0.0.0/33", "10.0.0/8", "a/b", "::/129"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let list = ["10.0.0.0/8"];
        assert_eq!(seen("198.51.100.7", &["1.2.3.4"], &list).as_deref(), Some("198.51.100.7"));
        assert_eq!(seen("10.0.0.1", &["1.2.3.4, 198.51.100.7, 10.0.0.2"], &list).as_deref(), Some("198.51.100.7"));
        assert_eq!(seen("10.0.0.1", &["1.2.3.4", "198.51.100.7"], &list).as_deref(), Some("198.51.100.7"));
        assert_eq!(seen("10.0.0.1", &["1.2.3.4, nonsense"], &list).as_deref(), Some("10.0.0.1"));
        assert_eq!(seen("10.0.0.1", &[], &list).as_deref(), Some("10.0.0.1"));
    }
}
