//! Time that passes at once: a test cannot wait for what takes a quarter of an hour. Moves what the
//! database remembers into the past.

use crate::app::App;

impl App {
    /// So much later, as far as guesses at passwords go: `16 minutes`.
    pub async fn guesses_age(&self, by: &str) {
        let by = format!("interval '{by}'");
        let age = format!("update sign_in_guesses set since = since - {by}, last_at = last_at - {by}");
        self.database.execute(&age).await;
    }

    /// So much later, as far as the links in letters go.
    pub async fn links_age(&self, by: &str) {
        let by = format!("interval '{by}'");
        let links = format!("update link_secrets set created_at = created_at - {by}, expires_at = expires_at - {by}");
        let invitations =
            format!("update invitations set created_at = created_at - {by}, expires_at = expires_at - {by}");
        self.database.execute(&links).await;
        self.database.execute(&invitations).await;
    }

    /// So much later, as far as authenticator apps go: the codes of now are new ones.
    pub async fn codes_age(&self) {
        self.database.execute("update users set totp_step = totp_step - 10").await;
    }

    /// So much later, as far as refresh tokens go.
    pub async fn refresh_tokens_age(&self, by: &str) {
        let by = format!("interval '{by}'");
        let age = format!("update refresh_tokens set issued_at = issued_at - {by}, used_at = used_at - {by}");
        self.database.execute(&age).await;
    }
}
