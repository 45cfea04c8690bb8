//! What an operator decides about the REST adapter. Plain values: reading a configuration is the
//! binary's business.

use std::num::NonZeroU32;
use std::time::Duration;

use crate::client::Network;

/// Settings of the REST adapter.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// Threads that serve requests.
    pub workers: usize,
    /// Whether clients reach the server by TLS (its own or a proxy's): cookies are then `Secure`
    /// and `Strict-Transport-Security` is sent.
    pub tls: bool,
    /// Origins (`https://inbox.example`) whose pages may call the API.
    pub allowed_origins: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// After this a request that is still running is answered with 503.
    pub request_timeout: Duration,
    /// Largest body in bytes.
    pub body_limit: usize,
    /// How often one may ask.
    pub limits: Limits,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            workers: 2,
            tls: false,
            allowed_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            request_timeout: Duration::from_mins(1),
            body_limit: 1024 * 1024,
            limits: Limits::default(),
        }
    }
}

/// How often one may ask. `None` is without limit.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Requests of a signed-in user.
    pub user: Option<Quota>,
    /// Requests without a valid credential, by client address.
    pub address: Option<Quota>,
    /// Sign-ins, by client address.
    pub login: Option<Quota>,
}

impl Default for Limits {
    fn default() -> Self {
        const MINUTE: Duration = Duration::from_mins(1);
        let quota = |requests| NonZeroU32::new(requests).map(|requests| Quota { requests, window: MINUTE });
        Self { user: quota(1_200), address: quota(120), login: quota(10) }
    }
}

/// So many requests at once, and so many in each window from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// How many.
    pub requests: NonZeroU32,
    /// In which time.
    pub window: Duration,
}
