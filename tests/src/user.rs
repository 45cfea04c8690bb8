//! People of a tenant.

use std::ops::Deref;

use uuid::Uuid;

use crate::api::Api;
use crate::app::App;
use crate::server::Server;

/// Everybody's.
pub const PASSWORD: &str = "correct horse battery staple";

/// A member of a tenant, signed in. Dereferences to its [`Api`].
#[derive(Debug, Clone)]
pub struct User {
    /// The tenant.
    pub account_id: Uuid,
    /// The user.
    pub user_id: Uuid,
    /// Where the user signs in with.
    pub email: String,
    api: Api,
}

impl Deref for User {
    type Target = Api;

    fn deref(&self) -> &Api {
        &self.api
    }
}

impl User {
    pub(crate) async fn owner(app: &App, name: &str) -> Self {
        let email = format!("owner@{}.example", slug(name));
        let made = app
            .run(["admin", "create-account", "--name", name, "--owner-email", &email, "--owner-password-stdin"])
            .stdin(format!("{PASSWORD}\n"))
            .success()
            .await;
        Self::signed_in(app, &made, email).await
    }

    /// Another member of the same tenant.
    pub async fn colleague(&self, app: &App, name: &str, role: &str, reach: &str) -> Self {
        let email = format!("{}@{}", slug(name), self.email.split_once('@').expect("an address").1);
        let account = self.account_id.to_string();
        let made = app
            .run(["admin", "create-user", "--account", &account, "--email", &email, "--name", name])
            .arguments(["--role", role, "--reach", reach, "--password-stdin"])
            .stdin(format!("{PASSWORD}\n"))
            .success()
            .await;
        Self::signed_in(app, &made, email).await
    }

    async fn signed_in(app: &App, made: &serde_json::Value, email: String) -> Self {
        let id = |name: &str| made[name].as_str().and_then(|id| Uuid::try_parse(id).ok()).expect(name);
        let api = app.anonymous().await;
        api.client().login(&email, PASSWORD).await.expect("the user can sign in");
        Self { account_id: id("account_id"), user_id: id("user_id"), email, api }
    }

    /// The same member on the server as it is now, after a restart, signed in anew.
    pub async fn again(&self, app: &App) -> Self {
        self.at(&app.server).await
    }

    /// The same member at another server, signed in anew.
    pub async fn at(&self, server: &Server) -> Self {
        let api = server.api().await;
        api.client().login(&self.email, PASSWORD).await.expect("the user can sign in");
        Self { api, ..self.clone() }
    }
}

fn slug(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}
