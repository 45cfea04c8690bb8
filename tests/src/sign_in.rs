//! Signing in and out step by step, with the tokens in the hands of the test.

use std::time::Duration;

use serde_json::{Value, json};

use crate::api::{Api, Reply};
use crate::app::App;
use crate::user::User;
use crate::wait::eventually;

/// What is taken away is gone everywhere within a second; half a second more for a busy machine.
pub const AT_ONCE: Duration = Duration::from_millis(1_500);

impl Api {
    /// Signs in by password.
    pub async fn sign_in(&self, email: &str, password: &str) -> Reply {
        self.post("auth/login", json!({"email": email, "password": password})).await
    }

    /// Exchanges a refresh token.
    pub async fn exchange(&self, refresh_token: &Value) -> Reply {
        self.post("auth/refresh", json!({"refresh_token": refresh_token})).await
    }

    /// Who somebody is who signed in; takes the answer to that.
    pub async fn who(&self, signed_in: &Value) -> Reply {
        self.get("auth/me").bearer(signed_in["access_token"].as_str().expect("an access token")).await
    }

    /// Waits until those who signed in with this answer are refused here.
    pub async fn shuts_out(&self, what: &str, signed_in: &Value) {
        eventually(what, AT_ONCE, async || (self.who(signed_in).await.status() == 401).then_some(())).await;
    }
}

impl User {
    /// Makes an API key; what the server says of it, and a client that comes with it.
    pub async fn api_key(&self, name: &str, scopes: &[&str]) -> (Value, Api) {
        let made = self.post("api-keys", json!({"name": name, "scopes": scopes})).await.is(201);
        let api = self.with_credential(made["key"].as_str().expect("the key's text"));
        (made["api_key"].clone(), api)
    }
}

impl App {
    /// Waits until every letter that was asked for is written, or will not be.
    pub async fn letters_are_done(&self) {
        eventually("all letters are done", Duration::from_secs(20), async || {
            (self.count("select count(*) from letters where done_at is null").await == 0).then_some(())
        })
        .await;
    }
}

/// The cookies that an answer sets, each as `name=value`, and with all its attributes.
pub fn cookies(reply: &Reply) -> Vec<(String, String)> {
    let values = reply.raw.headers.get_all("set-cookie").iter();
    let text = values.map(|value| value.to_str().expect("a cookie").to_owned());
    text.map(|cookie| (cookie.split(';').next().unwrap_or_default().to_owned(), cookie)).collect()
}
