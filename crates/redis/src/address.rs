//! What a URL of the bus means: one server, a master that Sentinels know, or a cluster.

use std::fmt;

use redis::cluster::ClusterClientBuilder;
use redis::sentinel::{SentinelClientBuilder, SentinelServerType};
use redis::{Client, ConnectionAddr, ConnectionInfo, IntoConnectionInfo, ProtocolVersion, TlsMode};

/// Where Redis is. Holds a password, so it cannot be printed.
#[derive(Clone)]
pub enum Address {
    /// `redis://HOST:PORT` or `rediss://`, with `USER:PASSWORD@` before and `/DATABASE` after it.
    Single(Box<ConnectionInfo>),
    /// `redis-sentinel://HOST:PORT,HOST:PORT/MASTER`; user and password are the master's.
    Sentinel(Vec<ConnectionInfo>, String),
    /// `redis-cluster://HOST:PORT,HOST:PORT`.
    Cluster(Vec<ConnectionInfo>),
}

impl fmt::Debug for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Single(_) => "Single(..)",
            Self::Sentinel(..) => "Sentinel(..)",
            Self::Cluster(_) => "Cluster(..)",
        })
    }
}

/// Why a URL is none of the bus. Does not tell the URL, which holds a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be a URL of the form redis://HOST:PORT, redis-cluster://HOST:PORT,HOST:PORT or \
     redis-sentinel://HOST:PORT,HOST:PORT/MASTER; rediss for TLS"
)]
pub struct BadAddress;

impl Address {
    /// Reads a URL.
    pub fn parse(url: &str) -> Result<Self, BadAddress> {
        let (scheme, rest) = url.split_once("://").ok_or(BadAddress)?;
        let (kind, tls) = match scheme.split_once('-').unwrap_or((scheme, "")) {
            ("redis", kind) => (kind, false),
            ("rediss", kind) => (kind, true),
            _ => return Err(BadAddress),
        };
        let scheme = if tls { "rediss" } else { "redis" };
        match kind {
            "" => Ok(Self::Single(Box::new(node(&format!("{scheme}://{rest}"))?))),
            "cluster" => Ok(Self::Cluster(nodes(scheme, rest)?)),
            "sentinel" => {
                let (hosts, master) = rest.split_once('/').ok_or(BadAddress)?;
                if master.is_empty() || master.contains('/') {
                    return Err(BadAddress);
                }
                Ok(Self::Sentinel(nodes(scheme, hosts)?, master.to_owned()))
            }
            _ => Err(BadAddress),
        }
    }

    pub(crate) fn cluster(nodes: &[ConnectionInfo]) -> ClusterClientBuilder {
        // Sharded channels are told by push messages, which are the third protocol's.
        ClusterClientBuilder::new(nodes.to_vec()).use_protocol(ProtocolVersion::RESP3)
    }

    pub(crate) fn sentinel(nodes: &[ConnectionInfo], master: &str) -> redis::RedisResult<SentinelClientBuilder> {
        let places = nodes.iter().map(|node| node.addr().clone());
        let mut builder = SentinelClientBuilder::new(places, master, SentinelServerType::Master)?
            .set_client_to_redis_protocol(ProtocolVersion::RESP3);
        let Some(first) = nodes.first() else { return Ok(builder) };
        if let Some(user) = first.redis_settings().username() {
            builder = builder.set_client_to_redis_username(user);
        }
        if let Some(password) = first.redis_settings().password() {
            builder = builder.set_client_to_redis_password(password);
        }
        if matches!(first.addr(), ConnectionAddr::TcpTls { .. }) {
            builder =
                builder.set_client_to_redis_tls_mode(TlsMode::Secure).set_client_to_sentinel_tls_mode(TlsMode::Secure);
        }
        Ok(builder)
    }

    pub(crate) fn single(node: &ConnectionInfo) -> redis::RedisResult<Client> {
        Client::open(node.clone())
    }
}

fn node(url: &str) -> Result<ConnectionInfo, BadAddress> {
    let node = url.into_connection_info().map_err(|_| BadAddress)?;
    let settings = node.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
    Ok(node.set_redis_settings(settings))
}

/// Hosts with one user and password for all before them.
fn nodes(scheme: &str, rest: &str) -> Result<Vec<ConnectionInfo>, BadAddress> {
    let (who, hosts) = match rest.rsplit_once('@') {
        Some((who, hosts)) => (format!("{who}@"), hosts),
        None => (String::new(), rest),
    };
    hosts.trim_end_matches('/').split(',').map(|host| node(&format!("{scheme}://{who}{host}"))).collect()
}

#[cfg(test)]
mod tests {
    use redis::ConnectionAddr;

    use super::{Address, BadAddress};

    #[test]
    fn a_url_names_one_server_a_master_or_a_cluster() {
        let Ok(Address::Single(one)) = Address::parse("rediss://ana:hunter2@cache:7000/2") else { panic!("single") };
        assert_eq!((one.redis_settings().username(), one.redis_settings().db()), (Some("ana"), 2));
        assert!(matches!(one.addr(), ConnectionAddr::TcpTls { host, port: 7000, .. } if host == "cache"));

        let Ok(Address::Sentinel(sentinels, master)) = Address::parse("redis-sentinel://:hunter2@a:1,b:2/inbox") else {
            panic!("sentinel")
        };
        assert_eq!((sentinels.len(), master.as_str()), (2, "inbox"));
        assert_eq!(sentinels[1].redis_settings().password(), Some("hunter2"));

        let Ok(Address::Cluster(nodes)) = Address::parse("redis-cluster://a:1,b:2,c:3") else { panic!("cluster") };
        assert!(matches!(nodes[2].addr(), ConnectionAddr::Tcp(host, 3) if host == "c"));
    }

    #[test]
    fn anything_else_is_refused_without_telling_it() {
        for url in [
            "",
            "redis",
            "http://a:1",
            "redis-ring://a:1",
            "redis-sentinel://a:1",
            "redis-sentinel://a:1/",
            "redis-cluster://a:hunter2,b:1",
        ] {
            assert_eq!(Address::parse(url).map(|_| ()), Err(BadAddress), "{url}");
        }
        let known = Address::parse("redis://:hunter2@a:1").map(|address| format!("{address:?}"));
        assert!(known.is_ok_and(|text| !text.contains("hunter2")));
    }
}
