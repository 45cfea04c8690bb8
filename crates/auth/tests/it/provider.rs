//! An identity provider of our own: discovery, keys, consent and the exchange of codes, over plain
//! HTTP on a port of this machine, as strict as a real one. It signs with ES256 under keys made
//! on the spot.
//!
//! It does as it should until a test says otherwise: [`Provider::answer`] replaces the answer of a
//! path, [`Provider::spoil`] changes what tokens say, [`Provider::forge`] how they are signed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const DISCOVERY: &str = "/.well-known/openid-configuration";
pub(crate) const AUTHORIZE: &str = "/authorize";
pub(crate) const TOKEN: &str = "/token";
pub(crate) const KEYS: &str = "/keys";

/// The one client that is registered.
pub(crate) const CLIENT_ID: &str = "skybot at the stub";
pub(crate) const CLIENT_SECRET: &str = "s3cret: ~ö&=";

/// A key with its name.
pub(crate) struct Key {
    kid: String,
    pair: EcdsaKeyPair,
}

impl Key {
    pub(crate) fn fresh(kid: &str) -> Arc<Self> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        Arc::new(Self { kid: kid.to_owned(), pair })
    }

    /// The uncompressed point: 4, x, y.
    pub(crate) fn public(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }

    pub(crate) fn jwk(&self) -> Value {
        let (x, y) = self.public()[1..].split_at(32);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        json!({"kid": self.kid, "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "x": x, "y": y})
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = json!({"typ": "JWT", "alg": "ES256", "kid": self.kid});
        token(&header, claims, |message| self.pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec())
    }
}

/// A JWT in compact form, signed by whatever.
pub(crate) fn token(header: &Value, claims: &Value, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let signature = URL_SAFE_NO_PAD.encode(sign(message.as_bytes()));
    format!("{message}.{signature}")
}

/// What is sent instead of the right answer.
#[derive(Clone)]
pub(crate) enum Answer {
    /// Status and body.
    Body(u16, String),
    /// Status and the address to go to.
    Redirect(u16, String),
    /// Nothing, ever.
    Silence,
}

impl Answer {
    pub(crate) fn json(value: &Value) -> Self {
        Self::Body(200, value.to_string())
    }

    pub(crate) fn status(status: u16) -> Self {
        Self::Body(status, "{}".to_owned())
    }
}

/// What the client sent to exchange a code.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exchange {
    pub(crate) authorization: Option<String>,
    pub(crate) form: HashMap<String, String>,
}

type Spoil = dyn Fn(&mut Value) + Send + Sync;
type Forge = dyn Fn(&Value) -> String + Send + Sync;

struct State {
    now: i64,
    person: Value,
    secret: Option<String>,
    key: Arc<Key>,
    published: Vec<Value>,
    answers: HashMap<String, Answer>,
    spoil: Option<Arc<Spoil>>,
    forge: Option<Arc<Forge>>,
    /// Consents by code: what the browser brought along.
    consents: HashMap<String, HashMap<String, String>>,
    given: usize,
    seen: HashMap<String, usize>,
    exchange: Option<Exchange>,
}

/// The provider; it serves for as long as its runtime.
#[derive(Clone)]
pub(crate) struct Provider {
    issuer: String,
    state: Arc<Mutex<State>>,
}

impl Provider {
    /// On a port of its own; `now` is what its clock shows, in seconds since 1970.
    pub(crate) async fn start(now: i64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let key = Key::fresh("k1");
        let state = State {
            now,
            person: json!({"sub": "ana-1", "email": "ana@example.com", "email_verified": true}),
            secret: Some(CLIENT_SECRET.to_owned()),
            published: vec![key.jwk()],
            key,
            answers: HashMap::new(),
            spoil: None,
            forge: None,
            consents: HashMap::new(),
            given: 0,
            seen: HashMap::new(),
            exchange: None,
        };
        let provider = Self { issuer, state: Arc::new(Mutex::new(state)) };
        let serving = provider.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let provider = serving.clone();
                // Whoever breaks off is not heard out.
                tokio::spawn(async move { provider.serve(stream).await.unwrap_or_default() });
            }
        });
        provider
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Who consents from now on: `sub`, and whatever else tokens shall say of them.
    pub(crate) fn person(&self, claims: Value) {
        self.state().person = claims;
    }

    /// Makes the client a public one.
    pub(crate) fn without_secret(&self) {
        self.state().secret = None;
    }

    /// Another answer for a path from now on, or the right one again.
    pub(crate) fn answer(&self, path: &str, answer: impl Into<Option<Answer>>) {
        let mut state = self.state();
        match answer.into() {
            Some(answer) => state.answers.insert(path.to_owned(), answer),
            None => state.answers.remove(path),
        };
    }

    /// Changes the claims of tokens before they are signed.
    pub(crate) fn spoil(&self, spoil: impl Fn(&mut Value) + Send + Sync + 'static) {
        self.state().spoil = Some(Arc::new(spoil));
    }

    /// Makes tokens of claims in another way than by signing with the key.
    pub(crate) fn forge(&self, forge: impl Fn(&Value) -> String + Send + Sync + 'static) {
        self.state().forge = Some(Arc::new(forge));
    }

    /// Signs with another key from now on; what is published is another matter.
    pub(crate) fn sign_with(&self, key: &Arc<Key>) {
        self.state().key = Arc::clone(key);
    }

    /// Publishes these keys and no others.
    pub(crate) fn publish(&self, keys: Vec<Value>) {
        self.state().published = keys;
    }

    pub(crate) fn key(&self) -> Arc<Key> {
        Arc::clone(&self.state().key)
    }

    /// How often a path was asked for.
    pub(crate) fn seen(&self, path: &str) -> usize {
        self.state().seen.get(path).copied().unwrap_or_default()
    }

    /// The newest exchange that was tried.
    pub(crate) fn exchange(&self) -> Exchange {
        self.state().exchange.clone().unwrap_or_default()
    }

    /// The discovery document.
    pub(crate) fn discovery(&self) -> Value {
        let at = |path| format!("{}{path}", self.issuer);
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": at(AUTHORIZE),
            "token_endpoint": at(TOKEN),
            "jwks_uri": at(KEYS),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        })
    }

    /// What a browser does with a departure whose person consents: where it is sent back to, with
    /// state and code.
    pub(crate) fn consent(&self, url: &str) -> Arrival {
        let (place, query) = url.split_once('?').expect("a departure has a query");
        assert_eq!(place, format!("{}{AUTHORIZE}", self.issuer));
        let asked = pairs(query);
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["client_id"], CLIENT_ID);
        assert_eq!(asked["code_challenge_method"], "S256");
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"));
        let (redirect, state) = (asked["redirect_uri"].clone(), asked["state"].clone());
        let mut it = self.state();
        it.given += 1;
        let code = format!("code/{} +&", it.given);
        it.consents.insert(code.clone(), asked);
        Arrival { redirect, state, code }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    async fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let request = Request::read(&mut stream).await?;
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        *self.state().seen.entry(path.to_owned()).or_default() += 1;
        let canned = self.state().answers.get(path).cloned();
        let answer = canned.unwrap_or_else(|| match path {
            DISCOVERY => Answer::json(&self.discovery()),
            KEYS => Answer::json(&json!({"keys": self.state().published})),
            AUTHORIZE => {
                let back = self.consent(&format!("{}{AUTHORIZE}?{query}", self.issuer)).url();
                Answer::Redirect(302, back)
            }
            TOKEN => self.tokens(&request),
            _ => Answer::status(404),
        });
        let (status, location, body) = match answer {
            Answer::Body(status, body) => (status, String::new(), body),
            Answer::Redirect(status, address) => (status, format!("location: {address}\r\n"), String::new()),
            Answer::Silence => return std::future::pending().await,
        };
        let length = body.len();
        let head = format!("HTTP/1.1 {status} -\r\nconnection: close\r\ncontent-length: {length}\r\n{location}");
        stream.write_all(format!("{head}\r\n{body}").as_bytes()).await?;
        stream.shutdown().await
    }

    fn tokens(&self, request: &Request) -> Answer {
        let no = |status, error| Answer::Body(status, json!({"error": error}).to_string());
        let exchange = Exchange { authorization: request.header("authorization"), form: pairs(&request.body) };
        let mut state = self.state();
        state.exchange = Some(exchange.clone());
        let Exchange { authorization, form } = exchange;
        if !is_client(state.secret.as_deref(), authorization.as_deref(), &form) {
            return no(401, "invalid_client");
        }
        if request.method != "POST" || form.get("grant_type").is_none_or(|it| it != "authorization_code") {
            return no(400, "unsupported_grant_type");
        }
        // A code is good once.
        let Some(asked) = form.get("code").and_then(|code| state.consents.remove(code)) else {
            return no(400, "invalid_grant");
        };
        let challenge = |verifier: &String| URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
        if form.get("redirect_uri") != asked.get("redirect_uri")
            || form.get("code_verifier").map(challenge).as_ref() != asked.get("code_challenge")
        {
            return no(400, "invalid_grant");
        }
        let mut claims = json!({
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "exp": state.now + 300,
            "iat": state.now,
            "nonce": asked.get("nonce"),
        });
        for (name, value) in state.person.as_object().into_iter().flatten() {
            claims[name] = value.clone();
        }
        if let Some(spoil) = &state.spoil {
            spoil(&mut claims);
        }
        let id_token = state.forge.as_ref().map_or_else(|| state.key.sign(&claims), |forge| forge(&claims));
        Answer::json(&json!({"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": id_token}))
    }
}

/// A browser on its way back.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    pub(crate) redirect: String,
    pub(crate) state: String,
    pub(crate) code: String,
}

impl Arrival {
    pub(crate) fn url(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("code", &self.code).append_pair("state", &self.state);
        format!("{}?{}", self.redirect, query.finish())
    }
}

/// RFC 6749, section 2.3.1: by header or by body, and not by both.
fn is_client(secret: Option<&str>, header: Option<&str>, form: &HashMap<String, String>) -> bool {
    let by_body = form.get("client_id").map(String::as_str) == Some(CLIENT_ID);
    let in_body = form.get("client_secret").map(String::as_str);
    let Some(header) = header else { return by_body && in_body == secret };
    let decoded = header.strip_prefix("Basic ").and_then(|basic| STANDARD.decode(basic).ok());
    let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let (id, password) = decoded.split_once(':').unwrap_or_default();
    let plain = |text: &str| pairs(&format!("it={text}"))["it"].clone();
    in_body.is_none() && plain(id) == CLIENT_ID && Some(plain(password).as_str()) == secret
}

fn pairs(query: &str) -> HashMap<String, String> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Request {
    fn header(&self, name: &str) -> Option<String> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.clone())
    }

    async fn read(stream: &mut TcpStream) -> std::io::Result<Self> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break end;
            }
            if stream.read_buf(&mut bytes).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        };
        let mut body = bytes.split_off(end + 4);
        let head = String::from_utf8_lossy(&bytes).into_owned();
        let mut lines = head.lines();
        let mut first = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
        let (method, target) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
        let pair =
            |line: &str| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
        let mut request = Self { method, target, headers: lines.filter_map(pair).collect(), body: String::new() };
        let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        while body.len() < length && stream.read_buf(&mut body).await? > 0 {}
        request.body = String::from_utf8_lossy(&body).into_owned();
        Ok(request)
    }
}
