//! An identity provider: discovery, keys, and the exchange of codes, over plain HTTP on a port of
//! this machine. What a browser would do with its page, [`Provider::consent`] does.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::app::Settings;
use crate::fresh::now;

const CLIENT: &str = "skybot";
const SECRET: &str = "client secret of the stub";
const REDIRECT: &str = "https://inbox.example.com/auth/oidc/stub/callback";

type Spoil = dyn Fn(&mut Value) + Send + Sync;

struct State {
    person: Value,
    spoil: Option<Arc<Spoil>>,
    is_away: bool,
    /// What was asked for, by the code that was given.
    consents: HashMap<String, HashMap<String, String>>,
}

/// The provider. It is gone when the test's runtime is.
#[derive(Clone)]
pub struct Provider {
    issuer: String,
    key: Arc<EcdsaKeyPair>,
    state: Arc<Mutex<State>>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl Provider {
    /// Opens on a free port.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let key = Arc::new(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"));
        let state = State { person: Value::Null, spoil: None, is_away: false, consents: HashMap::new() };
        let provider = Self { issuer, key, state: Arc::new(Mutex::new(state)) };
        let serving = provider.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let serving = serving.clone();
                // Whoever breaks off is not heard out.
                tokio::spawn(async move { serving.serve(client).await });
            }
        });
        provider
    }

    /// Settings of a server that people can sign in to by way of it; its name there is `stub`.
    pub fn settings(&self, settings: Settings) -> Settings {
        settings
            .set("SKYBOT__OIDC__NAME", "stub")
            .set("SKYBOT__OIDC__ISSUER", &self.issuer)
            .set("SKYBOT__OIDC__CLIENT_ID", CLIENT)
            .set("SKYBOT__OIDC__CLIENT_SECRET", SECRET)
            .set("SKYBOT__OIDC__REDIRECT_URL", REDIRECT)
    }

    /// Who consents from now on: `sub`, and whatever else tokens shall say of them.
    pub fn person(&self, claims: Value) {
        self.state().person = claims;
    }

    /// Changes what tokens say before they are signed.
    pub fn spoil(&self, spoil: impl Fn(&mut Value) + Send + Sync + 'static) {
        self.state().spoil = Some(Arc::new(spoil));
    }

    /// Answers everything with an error, or not any more.
    pub fn is_away(&self, away: bool) {
        self.state().is_away = away;
    }

    /// The person consents on the page that a departure led to: `state` and `code` that the browser
    /// brings back.
    pub fn consent(&self, url: &str) -> (String, String) {
        let (place, query) = url.split_once('?').expect("a departure has a query");
        assert_eq!(place, format!("{}/authorize", self.issuer));
        let asked = pairs(query);
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("redirect_uri", REDIRECT),
            ("code_challenge_method", "S256"),
            ("scope", "openid email"),
        ] {
            assert_eq!(asked.get(name).map(String::as_str), Some(value), "{url}");
        }
        assert!(asked["nonce"].len() > 20 && asked["state"].len() > 20, "{url}");
        let mut it = self.state();
        let (state, code) = (asked["state"].clone(), format!("code-{}", it.consents.len()));
        it.consents.insert(code.clone(), asked);
        (state, code)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn serve(&self, mut client: TcpStream) -> std::io::Result<()> {
        let (path, body) = request(&mut client).await?;
        let (status, answer) = if self.state().is_away {
            (500, json!({}))
        } else {
            match path.as_str() {
                "/.well-known/openid-configuration" => (200, self.discovery()),
                "/keys" => (200, json!({"keys": [self.public_key()]})),
                "/token" => self.exchange(&pairs(&body)),
                _ => (404, json!({})),
            }
        };
        let answer = answer.to_string();
        let head = format!("HTTP/1.1 {status} -\r\nconnection: close\r\ncontent-length: {}\r\n", answer.len());
        client.write_all(format!("{head}content-type: application/json\r\n\r\n{answer}").as_bytes()).await?;
        client.shutdown().await
    }

    fn discovery(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"),
            "jwks_uri": at("/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        })
    }

    fn public_key(&self) -> Value {
        // Of an uncompressed point the first byte says that it is one.
        let (x, y) = self.key.public_key().as_ref()[1..].split_at(32);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        json!({"kid": "k1", "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "x": x, "y": y})
    }

    fn exchange(&self, form: &HashMap<String, String>) -> (u16, Value) {
        let mut state = self.state();
        let of = |name: &str| form.get(name).map(String::as_str);
        if (of("client_id"), of("client_secret")) != (Some(CLIENT), Some(SECRET)) {
            return (401, json!({"error": "invalid_client"}));
        }
        let asked = form.get("code").and_then(|code| state.consents.remove(code));
        let Some(asked) = asked else { return (400, json!({"error": "invalid_grant"})) };
        let challenge = form.get("code_verifier").map(|it| URL_SAFE_NO_PAD.encode(digest(&SHA256, it.as_bytes())));
        if challenge.as_deref() != asked.get("code_challenge").map(String::as_str)
            || of("redirect_uri") != Some(REDIRECT)
        {
            return (400, json!({"error": "invalid_grant"}));
        }
        let issued = now().unix_timestamp();
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "iat": issued, "exp": issued + 300, "nonce": asked.get("nonce"),
        });
        for (name, value) in state.person.as_object().into_iter().flatten() {
            claims[name] = value.clone();
        }
        if let Some(spoil) = &state.spoil {
            spoil(&mut claims);
        }
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&json!({"typ": "JWT", "alg": "ES256", "kid": "k1"})), part(&claims));
        let signature = self.key.sign(&SystemRandom::new(), message.as_bytes()).expect("a signature");
        let id_token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature));
        (200, json!({"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": id_token}))
    }
}

fn pairs(query: &str) -> HashMap<String, String> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// Path and body of a request.
async fn request(client: &mut TcpStream) -> std::io::Result<(String, String)> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if client.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    };
    let mut body = bytes.split_off(end);
    let head = String::from_utf8_lossy(&bytes).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    let length = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
    while body.len() < length && client.read_buf(&mut body).await? > 0 {}
    let path = head.split(' ').nth(1).unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default().to_owned();
    Ok((path, String::from_utf8_lossy(&body).into_owned()))
}
