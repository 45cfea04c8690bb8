//! Signing in by an identity provider: OpenID Connect, authorization code flow with PKCE.
//!
//! Nothing of a departure is kept here. The browser keeps one secret, and all that has to come
//! back right follows from it ([`journey`]). What a provider publishes (where it is, its keys) is
//! kept in memory for an hour.
//!
//! Never follows a redirect, never asks for more about a person than the identity token says,
//! never lets an answer grow or last, and never repeats a code or a token: reasons are our words.

mod breaker;
mod document;
mod id_token;
mod journey;
mod kept;
mod line;
mod provider;
mod settings;

use std::collections::HashSet;
use std::sync::Arc;

use async_trait::async_trait;
use skybot_domain::Timestamp;
use skybot_domain::ports::{Assertion, DelegationFailure, Departure, IdentityProviders};

use provider::Provider;
pub use settings::{NoProvider, OidcProblem, OidcSettings};

/// The [`IdentityProviders`] port.
pub struct OidcProviders {
    providers: Vec<Arc<Provider>>,
}

impl OidcProviders {
    /// Checks the settings. Asks no provider anything yet: one that is away now may be there when
    /// somebody needs it.
    pub fn new(settings: Vec<OidcSettings>) -> Result<Self, NoProvider> {
        let (mut names, mut redirects) = (HashSet::new(), HashSet::new());
        let mut provider = |settings: OidcSettings| {
            if !names.insert(settings.name.clone()) {
                return Err(OidcProblem::SameName);
            }
            // What comes back says by its address alone which provider sent it.
            if !redirects.insert(settings.redirect_url.clone()) {
                return Err(OidcProblem::SameRedirectUrl);
            }
            Provider::new(settings).map(Arc::new)
        };
        let numbered = (1..).zip(settings);
        let checked =
            numbered.map(|(position, settings)| provider(settings).map_err(|problem| NoProvider { position, problem }));
        Ok(Self { providers: checked.collect::<Result<_, _>>()? })
    }

    fn provider(&self, name: &str) -> Result<&Arc<Provider>, DelegationFailure> {
        self.providers.iter().find(|provider| provider.name() == name).ok_or(DelegationFailure::Unknown)
    }
}

#[async_trait]
impl IdentityProviders for OidcProviders {
    fn names(&self) -> Vec<String> {
        self.providers.iter().map(|provider| provider.name().to_owned()).collect()
    }

    async fn depart(&self, provider: &str) -> Result<Departure, DelegationFailure> {
        self.provider(provider)?.depart().await
    }

    async fn arrive(
        &self,
        provider: &str,
        secret: &str,
        state: &str,
        code: &str,
        now: Timestamp,
    ) -> Result<Assertion, DelegationFailure> {
        self.provider(provider)?.arrive(secret, state, code, now).await
    }
}
