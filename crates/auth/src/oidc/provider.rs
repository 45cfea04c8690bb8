//! One identity provider: away to it, and back from it.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{RequestBuilder, StatusCode};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use skybot_domain::Timestamp;
use skybot_domain::ports::{Assertion, DelegationFailure, Departure};
use subtle::ConstantTimeEq as _;

use super::document::{self, Document, Proof};
use super::id_token::{self, Expected, Keys, Refusal, Signature};
use super::journey::Journey;
use super::kept::Kept;
use super::line::{Answer, Line, Trouble};
use super::settings::{OidcProblem, OidcSettings};
use crate::secret;

/// How long what a provider publishes is believed; a key that it has withdrawn, too.
const LIFETIME: Duration = Duration::from_hours(1);

/// How often at most the keys are fetched because a token names one that we do not know.
const BETWEEN_FETCHES: Duration = Duration::from_secs(30);

/// Codes are a few hundred bytes long, at most two thousand.
const MAX_CODE: usize = 4096;

pub(super) struct Provider {
    settings: OidcSettings,
    line: Line,
    document: Kept<Document>,
    keys: Kept<Keys>,
}

/// Why nobody arrived.
enum Failure {
    Refused(Refusal),
    Away(Trouble),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::Away(trouble)
    }
}

impl From<Failure> for DelegationFailure {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::Refused(refusal.to_owned()),
            Failure::Away(trouble) => Self::Unavailable(trouble.to_string()),
        }
    }
}

impl Provider {
    pub(super) fn new(settings: OidcSettings) -> Result<Self, OidcProblem> {
        let line = Line::new(&settings.check()?)?;
        Ok(Self { settings, line, document: Kept::new(), keys: Kept::new() })
    }

    pub(super) fn name(&self) -> &str {
        &self.settings.name
    }

    pub(super) async fn depart(self: &Arc<Self>) -> Result<Departure, DelegationFailure> {
        let document = self.document().await.map_err(Failure::Away)?;
        let secret = secret::fresh();
        let journey = Journey::new(self.name(), &secret.text);
        let mut url = document.authorization.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &self.settings.redirect_url)
            .append_pair("scope", &self.settings.scopes.join(" "))
            .append_pair("state", &journey.state)
            .append_pair("nonce", &journey.nonce)
            .append_pair("code_challenge", &journey.challenge())
            .append_pair("code_challenge_method", "S256");
        Ok(Departure { url: url.into(), secret: secret.text })
    }

    pub(super) async fn arrive(
        self: &Arc<Self>,
        secret: &str,
        state: &str,
        code: &str,
        now: Timestamp,
    ) -> Result<Assertion, DelegationFailure> {
        Ok(self.verified(secret, state, code, now).await?)
    }

    /// In this order: what is ours is checked before the provider is asked anything.
    async fn verified(
        self: &Arc<Self>,
        secret: &str,
        state: &str,
        code: &str,
        now: Timestamp,
    ) -> Result<Assertion, Failure> {
        if secret::hash(secret).is_none() {
            return Err(Failure::Refused("nobody has left with that secret"));
        }
        let journey = Journey::new(self.name(), secret);
        if !bool::from(journey.state.as_bytes().ct_eq(state.as_bytes())) {
            return Err(Failure::Refused("the state is another departure's"));
        }
        if !(1..=MAX_CODE).contains(&code.len()) {
            return Err(Failure::Refused("the code is none"));
        }
        let document = self.document().await?;
        let token = self.exchange(&document, code, &journey.verifier).await?;
        let signature = Signature::read(&token)?;
        let mut keys = self.keys(&document, LIFETIME).await?;
        if keys.find(&signature).is_none() {
            keys = self.keys(&document, BETWEEN_FETCHES).await?;
        }
        let key = keys.find(&signature).ok_or("its identity token is signed with a key that it does not publish")?;
        let OidcSettings { issuer, client_id, .. } = &self.settings;
        Ok(id_token::verify(&token, &signature, key, &Expected { issuer, client_id, nonce: &journey.nonce, now })?)
    }

    async fn document(self: &Arc<Self>) -> Result<Arc<Document>, Trouble> {
        let it = Arc::clone(self);
        let fetch = async move {
            let issuer = &it.settings.issuer;
            let request = it.line.client().get(document::place(issuer)).header(ACCEPT, "application/json");
            it.line.ask(request, |answer| Document::read(&answer.ok()?, issuer)).await
        };
        self.document.get(LIFETIME, fetch).await
    }

    async fn keys(self: &Arc<Self>, document: &Document, max_age: Duration) -> Result<Arc<Keys>, Trouble> {
        let (it, place) = (Arc::clone(self), document.keys.clone());
        let fetch = async move {
            let request = it.line.client().get(place).header(ACCEPT, "application/json");
            it.line.ask(request, |answer| Keys::read(&answer.ok()?)).await
        };
        self.keys.get(max_age, fetch).await
    }

    /// The identity token for a code. The access token that comes with it is not even read.
    async fn exchange(&self, document: &Document, code: &str, verifier: &str) -> Result<String, Failure> {
        let request = self.code_request(document, code, verifier);
        Ok(self.line.ask(request, |answer| identity_token(&answer)).await??)
    }

    fn code_request(&self, document: &Document, code: &str, verifier: &str) -> RequestBuilder {
        let OidcSettings { client_id, client_secret, redirect_url, .. } = &self.settings;
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", redirect_url)
            .append_pair("code_verifier", verifier);
        let mut request = self.line.client().post(document.token.clone());
        match (client_secret, document.proof) {
            (Some(secret), Proof::Basic) => {
                // RFC 6749 wants both encoded before they become a header.
                let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                request = request.basic_auth(encoded(client_id), Some(encoded(secret.expose_secret())));
            }
            (Some(secret), Proof::Post) => {
                form.append_pair("client_id", client_id).append_pair("client_secret", secret.expose_secret());
            }
            (None, _) => {
                form.append_pair("client_id", client_id);
            }
        }
        request
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, "application/json")
            .body(form.finish())
    }
}

/// What the provider made of a code: an identity token, or a no. A no is an answer, and no sign
/// that the provider is unwell: anybody can come with a code that is none.
fn identity_token(answer: &Answer) -> Result<Result<String, Refusal>, Trouble> {
    #[derive(Deserialize)]
    struct Tokens {
        id_token: String,
    }
    match answer.status {
        StatusCode::OK => {
            let tokens: Result<Tokens, _> = serde_json::from_slice(&answer.body);
            Ok(tokens.map(|tokens| tokens.id_token).map_err(|_| "it gave no identity token for the code"))
        }
        status if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS => Ok(Err(no(&answer.body))),
        status => Err(Trouble::Status(status.as_u16())),
    }
}

/// Words that RFC 6749 has for a no; no others are repeated.
fn no(body: &[u8]) -> Refusal {
    #[derive(Deserialize)]
    struct No {
        error: String,
    }
    let no = serde_json::from_slice(body).map_or_else(|_| String::new(), |no: No| no.error);
    match no.as_str() {
        "invalid_grant" => "it does not take the code: invalid_grant",
        "invalid_client" => "it does not know us by our client id and secret: invalid_client",
        "unauthorized_client" => "it does not let us exchange codes: unauthorized_client",
        "invalid_request" => "it does not take the code: invalid_request",
        _ => "it does not take the code",
    }
}
