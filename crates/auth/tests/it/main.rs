//! Identity providers as the product sees them, against one of our own.

#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod journeys;
mod outages;
mod provider;
mod tokens;

use std::time::Duration;

use skybot_auth::{OidcProviders, OidcSettings};
use skybot_domain::Timestamp;
use skybot_domain::ports::{Assertion, DelegationFailure, IdentityProviders as _};
use time::macros::datetime;

use provider::{CLIENT_ID, CLIENT_SECRET, Provider};

/// What the clocks show: of the provider, and of whoever arrives. Long ago by the system's.
const NOW: Timestamp = datetime!(2021-03-01 12:00:00 UTC);

const NAME: &str = "stub";

/// A provider, and us who know it.
struct Pair {
    provider: Provider,
    us: OidcProviders,
}

async fn pair() -> Pair {
    let provider = Provider::start(NOW.unix_timestamp()).await;
    let us = OidcProviders::new(vec![settings(&provider)]).expect("settings are right");
    Pair { provider, us }
}

fn settings(provider: &Provider) -> OidcSettings {
    OidcSettings {
        name: NAME.to_owned(),
        issuer: provider.issuer().to_owned(),
        client_id: CLIENT_ID.to_owned(),
        client_secret: Some(CLIENT_SECRET.into()),
        redirect_url: format!("https://inbox.example.com/auth/oidc/{NAME}/callback"),
        scopes: vec!["openid".to_owned(), "email".to_owned()],
    }
}

impl Pair {
    /// There and back.
    async fn sign_in(&self) -> Result<Assertion, DelegationFailure> {
        let departure = self.us.depart(NAME).await?;
        let back = self.provider.consent(&departure.url);
        self.us.arrive(NAME, &departure.secret, &back.state, &back.code, NOW).await
    }

    /// Why it is no proof.
    async fn refused(&self) -> String {
        match self.sign_in().await {
            Err(DelegationFailure::Refused(reason)) => reason,
            other => panic!("not refused but {other:?}"),
        }
    }

    /// Why the provider is away.
    async fn away(&self) -> String {
        match self.sign_in().await {
            Err(DelegationFailure::Unavailable(reason)) => reason,
            other => panic!("not away but {other:?}"),
        }
    }
}

/// Lets time pass; nothing may be under way.
async fn after(duration: Duration) {
    tokio::time::pause();
    tokio::time::advance(duration).await;
    tokio::time::resume();
}
