//! Who is asking, for which tenant, and what they may do.
//!
//! Every port takes a [`Scope`]; a query without a tenant does not compile. Only the credential
//! check, the job runner and the command line make one: [`Scope::issue`] is banned elsewhere
//! by `clippy.toml`.

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
    request_id: Option<String>,
}

impl Scope {
    /// Makes a scope. Banned by lint outside the credential check, the job runner and the
    /// command line.
    pub fn issue(account: AccountId, actor: Actor, role: Role, reach: Reach) -> Self {
        Self { account, actor, role, reach, request_id: None }
    }

    /// The same, remembering which request it serves (for the audit log).
    #[must_use]
    pub fn for_request(mut self, request_id: &str) -> Self {
        self.request_id = Some(request_id.to_owned());
        self
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

    /// The request that is served.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Fails unless the role allows it.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.role.allows(permission) { Ok(()) } else { Err(Error::Forbidden(permission)) }
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
        match permission {
            Permission::Read => true,
            Permission::Converse => !matches!(self, Self::Viewer),
            Permission::Configure => matches!(self, Self::Owner | Self::Admin),
        }
    }
}

/// What a use case asks of the caller's role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// See what the reach lets one see, and keep one's own read cursor.
    Read,
    /// Change conversations and contacts, and answer.
    Converse,
    /// Change inboxes, labels and members.
    Configure,
}

impl Permission {
    /// The name in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "reading",
            Self::Converse => "changing conversations",
            Self::Configure => "changing the configuration",
        }
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
