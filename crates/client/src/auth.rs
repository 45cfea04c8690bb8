//! Signing in and out.

use reqwest::Method;
use skybot_wire::{LoginRequest, LogoutRequest, Me, PatchMe, Transport};

use crate::error::Result;
use crate::transport::Client;

impl Client {
    /// Signs in; this client and its clones now act for the user.
    pub async fn login(&self, email: &str, password: &str) -> Result<Me> {
        let request = LoginRequest {
            email: email.to_owned(),
            password: password.to_owned(),
            code: None,
            backup_code: None,
            transport: Transport::Body,
        };
        let signed_in: skybot_wire::SignedIn = self.signed_out().call(self.post(&["auth", "login"], &request)).await?;
        let user = signed_in.user.clone();
        self.set_session(Some(signed_in)).await?;
        Ok(user)
    }

    /// Exchanges the refresh token now. Calls do it by themselves when the access token is about
    /// to end.
    pub async fn refresh(&self) -> Result<()> {
        let Some(refresh_token) = self.refresh_token().await else { return Ok(()) };
        let fresh = self.exchange_refresh_token(refresh_token).await?;
        self.set_session(Some(fresh)).await
    }

    /// Ends the session. The client is signed out even when the server could not be told.
    pub async fn logout(&self) -> Result<()> {
        let request = LogoutRequest { refresh_token: self.refresh_token().await };
        self.set_session(None).await?;
        self.done(self.post(&["auth", "logout"], &request)).await
    }

    /// Who is signed in, and where.
    pub async fn me(&self) -> Result<Me> {
        self.call(self.get(&["auth", "me"])).await
    }

    /// Changes one's own name and language.
    pub async fn patch_me(&self, patch: &PatchMe) -> Result<Me> {
        self.call(self.endpoint(Method::PATCH, &["auth", "me"]).json(patch)).await
    }
}
