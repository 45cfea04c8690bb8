//! Who may use which route: one table, which the server goes by, the OpenAPI document is made from
//! and `skybot roles --matrix` prints. A route that is not in it is served to nobody.

use std::collections::HashMap;

use actix_web::http::Method;
use skybot_domain::scope::{Permission, Role};

/// What a route asks of whoever comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nothing: it is how one gets in, or tells nothing.
    Anybody,
    /// A session or an API key, whatever it may do, and even before the address is proven.
    SignedIn,
    /// A permission, which the role and the API key must both give.
    Needs(Permission),
    /// The platform's secret.
    Platform,
    /// The secret for seeding.
    Seeding,
}

impl Access {
    /// Whether a member with this role gets in.
    pub fn lets_in(self, role: Role) -> bool {
        match self {
            Self::Anybody | Self::SignedIn => true,
            Self::Needs(permission) => role.allows(permission),
            Self::Platform | Self::Seeding => false,
        }
    }

    /// In one word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Anybody => "anybody",
            Self::SignedIn => "signed in",
            Self::Needs(permission) => permission.as_str(),
            Self::Platform => "platform",
            Self::Seeding => "seeding",
        }
    }
}

/// A route and what it asks.
pub type Rule = (&'static str, &'static str, Access);

/// All routes.
pub const ROUTES: &[Rule] = {
    use Access::{Anybody, Needs, Platform, Seeding, SignedIn};
    use Permission as P;
    &[
        ("GET", "/health", Anybody),
        ("GET", "/ready", Anybody),
        ("GET", "/api/openapi.json", Anybody),
        ("GET", "/problems/{code}", Anybody),
        ("POST", "/api/v1/auth/register", Anybody),
        ("POST", "/api/v1/auth/login", Anybody),
        ("POST", "/api/v1/auth/refresh", Anybody),
        ("POST", "/api/v1/auth/logout", Anybody),
        ("POST", "/api/v1/auth/verify-email", Anybody),
        ("POST", "/api/v1/auth/resend-verification", Anybody),
        ("POST", "/api/v1/auth/forgot-password", Anybody),
        ("POST", "/api/v1/auth/reset-password", Anybody),
        ("POST", "/api/v1/auth/magic-link", Anybody),
        ("POST", "/api/v1/auth/magic-link/redeem", Anybody),
        ("POST", "/api/v1/auth/invitation", Anybody),
        ("POST", "/api/v1/auth/accept-invitation", Anybody),
        ("GET", "/api/v1/auth/oidc", Anybody),
        ("POST", "/api/v1/auth/oidc/{provider}", Anybody),
        ("POST", "/api/v1/auth/oidc/{provider}/callback", Anybody),
        ("GET", "/api/v1/auth/me", SignedIn),
        ("PATCH", "/api/v1/auth/me", SignedIn),
        ("GET", "/api/v1/auth/accounts", SignedIn),
        ("POST", "/api/v1/auth/switch-account", SignedIn),
        ("POST", "/api/v1/auth/change-password", SignedIn),
        ("POST", "/api/v1/auth/totp", SignedIn),
        ("POST", "/api/v1/auth/totp/confirm", SignedIn),
        ("POST", "/api/v1/auth/totp/disable", SignedIn),
        ("POST", "/api/v1/auth/totp/backup-codes", SignedIn),
        ("GET", "/api/v1/auth/sessions", SignedIn),
        ("DELETE", "/api/v1/auth/sessions", SignedIn),
        ("DELETE", "/api/v1/auth/sessions/{id}", SignedIn),
        ("GET", "/api/v1/account", Needs(P::SettingsRead)),
        ("PATCH", "/api/v1/account", Needs(P::AccountWrite)),
        ("GET", "/api/v1/members", Needs(P::SettingsRead)),
        ("PATCH", "/api/v1/members/{id}", Needs(P::MembersWrite)),
        ("GET", "/api/v1/invitations", Needs(P::MembersWrite)),
        ("POST", "/api/v1/invitations", Needs(P::MembersWrite)),
        ("DELETE", "/api/v1/invitations/{id}", Needs(P::MembersWrite)),
        ("GET", "/api/v1/api-keys", Needs(P::KeysWrite)),
        ("POST", "/api/v1/api-keys", Needs(P::KeysWrite)),
        ("GET", "/api/v1/api-keys/{id}", Needs(P::KeysWrite)),
        ("DELETE", "/api/v1/api-keys/{id}", Needs(P::KeysWrite)),
        ("POST", "/api/v1/api-keys/{id}/rotate", Needs(P::KeysWrite)),
        ("GET", "/api/v1/audit-log", Needs(P::AuditRead)),
        ("GET", "/api/v1/audit-log/export", Needs(P::AuditRead)),
        ("GET", "/api/v1/teams", Needs(P::SettingsRead)),
        ("POST", "/api/v1/teams", Needs(P::SettingsWrite)),
        ("PATCH", "/api/v1/teams/{id}", Needs(P::SettingsWrite)),
        ("DELETE", "/api/v1/teams/{id}", Needs(P::SettingsWrite)),
        ("GET", "/api/v1/teams/{id}/members", Needs(P::SettingsRead)),
        ("PUT", "/api/v1/teams/{id}/members/{user_id}", Needs(P::SettingsWrite)),
        ("DELETE", "/api/v1/teams/{id}/members/{user_id}", Needs(P::SettingsWrite)),
        ("GET", "/api/v1/labels", Needs(P::SettingsRead)),
        ("POST", "/api/v1/labels", Needs(P::SettingsWrite)),
        ("PATCH", "/api/v1/labels/{id}", Needs(P::SettingsWrite)),
        ("DELETE", "/api/v1/labels/{id}", Needs(P::SettingsWrite)),
        ("GET", "/api/v1/inboxes", Needs(P::SettingsRead)),
        ("POST", "/api/v1/inboxes", Needs(P::SettingsWrite)),
        ("GET", "/api/v1/inboxes/{id}", Needs(P::SettingsRead)),
        ("PATCH", "/api/v1/inboxes/{id}", Needs(P::SettingsWrite)),
        ("DELETE", "/api/v1/inboxes/{id}", Needs(P::SettingsWrite)),
        ("POST", "/api/v1/inboxes/{id}/delivery-reports", Needs(P::DeliveriesWrite)),
        ("POST", "/api/v1/inboxes/{id}/messages", Needs(P::MessagesReceive)),
        ("GET", "/api/v1/inboxes/{id}/members", Needs(P::SettingsRead)),
        ("PUT", "/api/v1/inboxes/{id}/members/{user_id}", Needs(P::SettingsWrite)),
        ("DELETE", "/api/v1/inboxes/{id}/members/{user_id}", Needs(P::SettingsWrite)),
        ("GET", "/api/v1/contacts", Needs(P::ContactsRead)),
        ("POST", "/api/v1/contacts", Needs(P::ContactsWrite)),
        ("GET", "/api/v1/contacts/{id}", Needs(P::ContactsRead)),
        ("PATCH", "/api/v1/contacts/{id}", Needs(P::ContactsWrite)),
        ("DELETE", "/api/v1/contacts/{id}", Needs(P::ContactsDelete)),
        ("GET", "/api/v1/contacts/duplicates", Needs(P::ContactsRead)),
        ("GET", "/api/v1/contacts/export", Needs(P::ContactsRead)),
        ("POST", "/api/v1/contacts/import", Needs(P::ContactsWrite)),
        ("GET", "/api/v1/contacts/imports/{id}", Needs(P::ContactsWrite)),
        ("GET", "/api/v1/contacts/{id}/duplicates", Needs(P::ContactsRead)),
        ("POST", "/api/v1/contacts/{id}/identities", Needs(P::ContactsWrite)),
        ("DELETE", "/api/v1/contacts/{id}/identities/{kind}/{value}", Needs(P::ContactsWrite)),
        ("POST", "/api/v1/contacts/{id}/merge", Needs(P::ContactsWrite)),
        ("POST", "/api/v1/contacts/{id}/unmerge", Needs(P::ContactsWrite)),
        ("POST", "/api/v1/contacts/{id}/block", Needs(P::ContactsWrite)),
        ("DELETE", "/api/v1/contacts/{id}/block", Needs(P::ContactsWrite)),
        ("GET", "/api/v1/contacts/{id}/quarantine", Needs(P::ContactsRead)),
        ("GET", "/api/v1/contacts/{id}/notes", Needs(P::ContactsRead)),
        ("POST", "/api/v1/contacts/{id}/notes", Needs(P::ContactsWrite)),
        ("PATCH", "/api/v1/contacts/{id}/notes/{note_id}", Needs(P::ContactsWrite)),
        ("DELETE", "/api/v1/contacts/{id}/notes/{note_id}", Needs(P::ContactsWrite)),
        ("GET", "/api/v1/companies", Needs(P::ContactsRead)),
        ("POST", "/api/v1/companies", Needs(P::ContactsWrite)),
        ("GET", "/api/v1/companies/{id}", Needs(P::ContactsRead)),
        ("PATCH", "/api/v1/companies/{id}", Needs(P::ContactsWrite)),
        ("DELETE", "/api/v1/companies/{id}", Needs(P::ContactsDelete)),
        ("GET", "/api/v1/conversations", Needs(P::ConversationsRead)),
        ("POST", "/api/v1/conversations", Needs(P::ConversationsWrite)),
        ("GET", "/api/v1/conversations/counts", Needs(P::ConversationsRead)),
        ("GET", "/api/v1/conversations/deleted", Needs(P::ConversationsDelete)),
        ("POST", "/api/v1/conversations/filter", Needs(P::ConversationsRead)),
        ("POST", "/api/v1/conversations/bulk", Needs(P::ConversationsWrite)),
        ("GET", "/api/v1/batches/{id}", Needs(P::ConversationsRead)),
        ("POST", "/api/v1/batches/{id}/undo", Needs(P::ConversationsWrite)),
        ("GET", "/api/v1/views", Needs(P::ConversationsRead)),
        ("POST", "/api/v1/views", Needs(P::ConversationsRead)),
        ("GET", "/api/v1/views/{id}", Needs(P::ConversationsRead)),
        ("PATCH", "/api/v1/views/{id}", Needs(P::ConversationsRead)),
        ("DELETE", "/api/v1/views/{id}", Needs(P::ConversationsRead)),
        ("GET", "/api/v1/views/{id}/count", Needs(P::ConversationsRead)),
        ("GET", "/api/v1/attribute-definitions", Needs(P::SettingsRead)),
        ("POST", "/api/v1/attribute-definitions", Needs(P::SettingsWrite)),
        ("GET", "/api/v1/attribute-definitions/{id}", Needs(P::SettingsRead)),
        ("PATCH", "/api/v1/attribute-definitions/{id}", Needs(P::SettingsWrite)),
        ("DELETE", "/api/v1/attribute-definitions/{id}", Needs(P::SettingsWrite)),
        ("GET", "/api/v1/conversations/{id}", Needs(P::ConversationsRead)),
        ("PATCH", "/api/v1/conversations/{id}", Needs(P::ConversationsWrite)),
        ("DELETE", "/api/v1/conversations/{id}", Needs(P::ConversationsDelete)),
        ("POST", "/api/v1/conversations/{id}/restore", Needs(P::ConversationsDelete)),
        ("POST", "/api/v1/conversations/{id}/merge", Needs(P::ConversationsWrite)),
        ("POST", "/api/v1/conversations/{id}/transfer", Needs(P::ConversationsWrite)),
        ("GET", "/api/v1/conversations/{id}/transitions", Needs(P::ConversationsRead)),
        ("GET", "/api/v1/conversations/{id}/days", Needs(P::ConversationsRead)),
        ("GET", "/api/v1/conversations/{id}/transcript", Needs(P::ConversationsRead)),
        ("POST", "/api/v1/conversations/{id}/labels", Needs(P::ConversationsWrite)),
        ("POST", "/api/v1/conversations/{id}/status", Needs(P::ConversationsWrite)),
        ("POST", "/api/v1/conversations/{id}/assignment", Needs(P::ConversationsWrite)),
        ("PUT", "/api/v1/conversations/{id}/labels/{label}", Needs(P::ConversationsWrite)),
        ("DELETE", "/api/v1/conversations/{id}/labels/{label}", Needs(P::ConversationsWrite)),
        ("GET", "/api/v1/conversations/{id}/participants", Needs(P::ConversationsRead)),
        ("PUT", "/api/v1/conversations/{id}/participants/{user_id}", Needs(P::ConversationsWrite)),
        ("DELETE", "/api/v1/conversations/{id}/participants/{user_id}", Needs(P::ConversationsWrite)),
        ("POST", "/api/v1/conversations/{id}/mute", Needs(P::ConversationsWrite)),
        ("DELETE", "/api/v1/conversations/{id}/mute", Needs(P::ConversationsWrite)),
        ("POST", "/api/v1/conversations/{id}/read", Needs(P::ConversationsRead)),
        ("POST", "/api/v1/conversations/{id}/unread", Needs(P::ConversationsRead)),
        ("GET", "/api/v1/conversations/{id}/readers", Needs(P::ConversationsRead)),
        ("GET", "/api/v1/conversations/{id}/messages", Needs(P::ConversationsRead)),
        ("POST", "/api/v1/conversations/{id}/messages", Needs(P::MessagesWrite)),
        ("GET", "/api/v1/messages/{id}", Needs(P::ConversationsRead)),
        ("PATCH", "/api/v1/messages/{id}", Needs(P::MessagesWrite)),
        ("DELETE", "/api/v1/messages/{id}", Needs(P::MessagesWrite)),
        ("GET", "/api/v1/messages/{id}/history", Needs(P::ConversationsRead)),
        ("PUT", "/api/v1/messages/{id}/reactions/{emoji}", Needs(P::MessagesWrite)),
        ("DELETE", "/api/v1/messages/{id}/reactions/{emoji}", Needs(P::MessagesWrite)),
        ("POST", "/api/v1/messages/{id}/delivery", Needs(P::DeliveriesWrite)),
        ("POST", "/api/v1/messages/{id}/retry", Needs(P::MessagesWrite)),
        ("GET", "/api/v1/mentions", Needs(P::ConversationsRead)),
        ("POST", "/api/v1/attachments", Needs(P::MessagesWrite)),
        ("GET", "/api/v1/attachments/{id}", Needs(P::ConversationsRead)),
        ("GET", "/api/v1/attachments/{id}/thumbnail", Needs(P::ConversationsRead)),
        ("GET", "/api/v1/attachments/{id}/link", Needs(P::ConversationsRead)),
        ("GET", "/files/{token}", Anybody),
        ("GET", "/api/v1/drafts", Needs(P::ConversationsRead)),
        ("GET", "/api/v1/conversations/{id}/draft", Needs(P::ConversationsRead)),
        ("PUT", "/api/v1/conversations/{id}/draft", Needs(P::MessagesWrite)),
        ("DELETE", "/api/v1/conversations/{id}/draft", Needs(P::MessagesWrite)),
        ("GET", "/api/v1/scheduled-messages", Needs(P::ConversationsRead)),
        ("GET", "/api/v1/conversations/{id}/scheduled-messages", Needs(P::ConversationsRead)),
        ("POST", "/api/v1/conversations/{id}/scheduled-messages", Needs(P::MessagesWrite)),
        ("GET", "/api/v1/scheduled-messages/{id}", Needs(P::ConversationsRead)),
        ("PATCH", "/api/v1/scheduled-messages/{id}", Needs(P::MessagesWrite)),
        ("DELETE", "/api/v1/scheduled-messages/{id}", Needs(P::MessagesWrite)),
        ("GET", "/api/v1/canned-responses", Needs(P::SettingsRead)),
        ("POST", "/api/v1/canned-responses", Needs(P::SettingsWrite)),
        ("GET", "/api/v1/canned-responses/{id}", Needs(P::SettingsRead)),
        ("PATCH", "/api/v1/canned-responses/{id}", Needs(P::SettingsWrite)),
        ("DELETE", "/api/v1/canned-responses/{id}", Needs(P::SettingsWrite)),
        ("POST", "/api/v1/canned-responses/{id}/render", Needs(P::MessagesWrite)),
        ("GET", "/api/v1/macros", Needs(P::SettingsRead)),
        ("POST", "/api/v1/macros", Needs(P::ConversationsWrite)),
        ("GET", "/api/v1/macros/{id}", Needs(P::SettingsRead)),
        ("PATCH", "/api/v1/macros/{id}", Needs(P::ConversationsWrite)),
        ("DELETE", "/api/v1/macros/{id}", Needs(P::ConversationsWrite)),
        ("POST", "/api/v1/macros/{id}/run", Needs(P::ConversationsWrite)),
        ("GET", "/api/v1/search", Needs(P::ConversationsRead)),
        ("GET", "/api/v1/events", Needs(P::ConversationsRead)),
        ("GET", "/api/v1/presence", Needs(P::SettingsRead)),
        // Says who it is in its first frame.
        ("GET", "/api/v1/realtime", Anybody),
        ("POST", "/api/v1/auth/realtime-ticket", SignedIn),
        ("GET", "/api/v1/admin/accounts", Platform),
        ("POST", "/api/v1/admin/accounts", Platform),
        ("GET", "/api/v1/admin/accounts/{id}", Platform),
        ("POST", "/api/v1/admin/accounts/{id}/suspend", Platform),
        ("POST", "/api/v1/admin/accounts/{id}/resume", Platform),
        ("GET", "/api/v1/admin/accounts/{id}/members", Platform),
        ("POST", "/api/v1/admin/accounts/{id}/users", Platform),
        ("POST", "/api/v1/admin/accounts/{id}/impersonate", Platform),
        ("GET", "/api/v1/admin/limits", Platform),
        ("POST", "/api/v1/admin/seed", Seeding),
    ]
};

/// What a route asks; `None` if there is no such route.
pub(crate) fn access(method: &str, path: &str) -> Option<Access> {
    ROUTES.iter().find(|(known, pattern, _)| *known == method && *pattern == path).map(|(_, _, access)| *access)
}

/// The table, quick to look up.
pub(crate) struct Rules(HashMap<&'static str, Vec<(Method, Access)>>);

impl Rules {
    pub(crate) fn new() -> Self {
        let mut rules: HashMap<_, Vec<_>> = HashMap::new();
        for (method, path, access) in ROUTES {
            if let Ok(method) = Method::from_bytes(method.as_bytes()) {
                rules.entry(*path).or_default().push((method, *access));
            }
        }
        Self(rules)
    }

    /// Whether it is a route's.
    pub(crate) fn know(&self, pattern: &str) -> bool {
        self.0.contains_key(pattern)
    }

    /// The methods that a pattern takes, as `Allow` names them.
    pub(crate) fn methods(&self, pattern: &str) -> String {
        let rules = self.0.get(pattern).into_iter().flatten();
        let names = rules.map(|(method, _)| if *method == Method::GET { "GET, HEAD" } else { method.as_str() });
        names.collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn of(&self, method: &Method, pattern: &str) -> Option<Access> {
        let rules = self.0.get(pattern)?;
        rules.iter().find(|(known, _)| known == method).map(|(_, access)| *access)
    }
}
