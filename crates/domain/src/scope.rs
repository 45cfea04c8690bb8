//! Who is asking, for which tenant, and what they may do.
//!
//! Every port takes a [`Scope`]; a query without a tenant does not compile. Only the credential
//! check, the job runner and the command line make one: [`Scope::issue`] is banned elsewhere
//! by `clippy.toml`.

use std::net::IpAddr;

use crate::error::{Error, Result};
use crate::id::{AccountId, UserId};
use crate::named::named_enum;

/// Tenant, actor, role and reach of one unit of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    account: AccountId,
    actor: Actor,
    role: Role,
    reach: Reach,
    grants: Option<Grants>,
    impersonator: Option<String>,
    origin: Origin,
}

/// Where work comes from, for the audit log. Empty for work that no request asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Names the request in the log.
    pub request_id: Option<String>,
    /// The client's address.
    pub ip: Option<IpAddr>,
    /// What the client says it is.
    pub user_agent: Option<String>,
}

impl Scope {
    /// Makes a scope. Banned by lint outside the credential check, the job runner and the
    /// command line.
    pub fn issue(account: AccountId, actor: Actor, role: Role, reach: Reach) -> Self {
        Self { account, actor, role, reach, grants: None, impersonator: None, origin: Origin::default() }
    }

    /// The same, remembering where the request came from.
    #[must_use]
    pub fn from(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// The same for the holder of an API key, who may do no more than the key.
    #[must_use]
    pub fn limited_to(mut self, grants: Grants) -> Self {
        self.grants = Some(grants);
        self
    }

    /// The same for the platform acting in the member's name: the audit log says so.
    #[must_use]
    pub fn impersonated_by(mut self, impersonator: Option<String>) -> Self {
        self.impersonator = impersonator;
        self
    }

    /// The same tenant as the product's own live delivery reads it: everything, as nobody. What is
    /// read so is told only to those whom the reading itself names.
    #[must_use]
    pub fn observed(&self) -> Self {
        Self {
            account: self.account,
            actor: Actor::System { part: "realtime" },
            role: Role::Viewer,
            reach: Reach::All,
            grants: None,
            impersonator: None,
            origin: Origin::default(),
        }
    }

    /// The tenant.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The acting member, if it is one.
    pub fn user(&self) -> Option<UserId> {
        self.actor.user()
    }

    /// What the actor may do.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Which conversations the actor may see.
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// Who acts in the member's name, if it is the platform.
    pub fn impersonator(&self) -> Option<&str> {
        self.impersonator.as_deref()
    }

    /// Whether it is the same somebody who may do the same, wherever the work comes from.
    pub fn is_as(&self, other: &Self) -> bool {
        let Self { account, actor, role, reach, grants, impersonator, origin: _ } = self;
        *account == other.account
            && *actor == other.actor
            && (*role, *reach, *grants) == (other.role, other.reach, other.grants)
            && *impersonator == other.impersonator
    }

    /// Where the work comes from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Fails unless the role allows it, and the API key if there is one.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.may(permission) { Ok(()) } else { Err(Error::Forbidden(permission)) }
    }

    /// Whether the role allows it, and the API key if there is one.
    pub fn may(&self, permission: Permission) -> bool {
        self.role.allows(permission) && self.grants.is_none_or(|grants| grants.contains(permission))
    }
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A member who is a person.
    User {
        /// Which.
        id: UserId,
        /// The member's name in this tenant.
        name: String,
    },
    /// A member that is a machine.
    Bot {
        /// Which.
        id: UserId,
        /// The member's name in this tenant.
        name: String,
    },
    /// The product itself.
    System {
        /// Which part: `jobs`, `import`, `demo`, `admin`.
        part: &'static str,
    },
}

impl Actor {
    /// The acting member, if it is one.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::User { id, .. } | Self::Bot { id, .. } => Some(*id),
            Self::System { .. } => None,
        }
    }

    /// The name of the kind: `user`, `bot`, `system`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::User { .. } => "user",
            Self::Bot { .. } => "bot",
            Self::System { .. } => "system",
        }
    }
}

named_enum! {
    /// What a member is in a tenant.
    pub enum Role {
        /// May do everything; at least one always exists.
        Owner = "owner",
        /// May configure the tenant.
        Admin = "admin",
        /// Answers customers.
        Agent = "agent",
        /// Reads.
        Viewer = "viewer",
        /// A machine that answers customers.
        Bot = "bot",
    }
}

impl Role {
    /// The one table of who may do what.
    pub const fn allows(self, permission: Permission) -> bool {
        use Permission as P;
        match permission {
            P::ConversationsRead | P::ContactsRead | P::SettingsRead => true,
            P::ConversationsWrite | P::MessagesWrite | P::ContactsWrite => !matches!(self, Self::Viewer),
            // What a machine knows, and an agent could only claim.
            P::DeliveriesWrite => matches!(self, Self::Owner | Self::Admin | Self::Bot),
            // Channels speak for contacts; an agent could only put words into their mouths.
            P::MessagesReceive => matches!(self, Self::Owner | Self::Admin | Self::Bot),
            P::ConversationsDelete
            | P::ContactsDelete
            | P::SettingsWrite
            | P::MembersWrite
            | P::KeysWrite
            | P::AuditRead => {
                matches!(self, Self::Owner | Self::Admin)
            }
            P::AccountWrite => matches!(self, Self::Owner),
        }
    }
}

named_enum! {
    /// What a request needs of the caller's role, and of the API key if it came with one. The names
    /// are the scopes of API keys.
    pub enum Permission {
        /// See the conversations within reach, their messages and events, and keep one's own read
        /// cursor.
        ConversationsRead = "conversations:read",
        /// Change conversations.
        ConversationsWrite = "conversations:write",
        /// Delete conversations and bring them back.
        ConversationsDelete = "conversations:delete",
        /// Write messages and notes.
        MessagesWrite = "messages:write",
        /// Report how far messages got.
        DeliveriesWrite = "deliveries:write",
        /// Bring in what contacts wrote.
        MessagesReceive = "messages:receive",
        /// See contacts.
        ContactsRead = "contacts:read",
        /// Make and change contacts.
        ContactsWrite = "contacts:write",
        /// Delete contacts.
        ContactsDelete = "contacts:delete",
        /// See inboxes, labels, teams, members and the tenant itself.
        SettingsRead = "settings:read",
        /// Change inboxes, labels and teams.
        SettingsWrite = "settings:write",
        /// Invite, change and lock out members.
        MembersWrite = "members:write",
        /// Make, rotate and revoke API keys.
        KeysWrite = "keys:write",
        /// Read the audit log.
        AuditRead = "audit:read",
        /// Change what holds for the whole tenant.
        AccountWrite = "account:write",
    }
}

/// What an API key may be used for: permissions of its member, or fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grants(u32);

impl Grants {
    /// These and no others.
    pub fn of(permissions: impl IntoIterator<Item = Permission>) -> Self {
        Self(permissions.into_iter().fold(0, |bits, permission| bits | 1 << permission as u32))
    }

    /// Whether it is among them.
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u32) != 0
    }

    /// All of them, in the order of [`Permission::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.contains(*permission))
    }
}

named_enum! {
    /// Which conversations a member may see. The predicate itself is the SQL function
    /// `app.can_see`, so that lists, reads, search, counts and events cannot differ.
    pub enum Reach {
        /// All of the tenant's.
        All = "all",
        /// Those of inboxes the member belongs to, and those assigned to the member.
        Inbox = "inbox",
        /// Those of the member's teams, and those assigned to the member.
        Team = "team",
        /// Those assigned to the member.
        Mine = "mine",
    }
}

#[cfg(test)]
mod tests {
    use super::{Actor, Grants, Permission, Reach, Role, Scope};
    use crate::Id;

    #[test]
    fn a_key_opens_no_more_than_its_member_and_its_grants() {
        let actor = Actor::System { part: "test" };
        #[expect(clippy::disallowed_methods, reason = "a test")]
        let scope = |role| Scope::issue(Id::new(uuid::Uuid::nil()), actor.clone(), role, Reach::All);
        let grants = Grants::of([Permission::MessagesWrite, Permission::SettingsWrite]);
        let agent = scope(Role::Agent).limited_to(grants);
        assert!(agent.may(Permission::MessagesWrite));
        assert!(!agent.may(Permission::SettingsWrite), "its member may not");
        assert!(!agent.may(Permission::ConversationsRead), "the key may not");
        assert!(scope(Role::Agent).may(Permission::ConversationsRead));
        assert_eq!(grants.iter().collect::<Vec<_>>(), [Permission::MessagesWrite, Permission::SettingsWrite]);
    }

    #[test]
    fn a_higher_role_may_all_that_a_lower_one_may() {
        for permission in Permission::ALL {
            let may: Vec<_> =
                [Role::Owner, Role::Admin, Role::Agent, Role::Viewer].map(|role| role.allows(*permission)).into();
            assert!(may.is_sorted_by(|higher, lower| higher >= lower), "{}", permission.as_str());
        }
    }
}
