//! What an operator decides about the REST adapter. Plain values: reading a configuration is the
//! binary's business.

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
    /// The same for a request that brings a file.
    pub upload_timeout: Duration,
    /// Largest body in bytes.
    pub body_limit: usize,
    /// Largest file of contacts in bytes.
    pub import_limit: usize,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            workers: 2,
            tls: false,
            allowed_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            request_timeout: Duration::from_mins(1),
            upload_timeout: Duration::from_mins(10),
            body_limit: 1024 * 1024,
            import_limit: 64 * 1024 * 1024,
        }
    }
}
