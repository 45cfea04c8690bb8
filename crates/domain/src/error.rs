//! What can go wrong, in the words of the domain. Knows nothing of statuses or close codes:
//! `http` and `websocket` each have one file that maps these.

use crate::conversation::Status;
use crate::event::Pos;
use crate::id::ContactId;
use crate::scheduled::ScheduledState;

/// The outcome of a use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a use case refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the caller may not know of it.
    #[error("{} not found", .0.name())]
    NotFound(Resource),
    /// Too many guesses at a password; the next may be made after so long.
    #[error("too many guesses; wait {0:?}")]
    TooManyGuesses(std::time::Duration),
    /// A mailed link that is unknown, used, or over.
    #[error("the link is not valid")]
    LinkInvalid,
    /// Somebody who is signed in does not know the password.
    #[error("the password is wrong")]
    WrongPassword,
    /// The caller has to prove the address first.
    #[error("the e-mail address is not verified")]
    EmailNotVerified,
    /// The tenant wants a second factor, and the caller has none.
    #[error("a second factor is required")]
    SecondFactorRequired,
    /// There is a second factor already.
    #[error("there is a second factor already")]
    SecondFactorEnabled,
    /// There is no second factor.
    #[error("there is no second factor")]
    SecondFactorMissing,
    /// Only a person who is signed in may do this.
    #[error("a session is needed")]
    SessionNeeded,
    /// Only owners decide about owners.
    #[error("only owners decide about owners")]
    OwnersOnly,
    /// The tenant would be left without an owner who can get in.
    #[error("a tenant keeps an owner")]
    LastOwner,
    /// Somebody did not come back from an identity provider.
    #[error(transparent)]
    Delegation(#[from] crate::ports::DelegationFailure),
    /// The input breaks rules; all broken ones are listed.
    #[error("the request is not valid")]
    Invalid(Violations),
    /// A file is larger than is taken.
    #[error("a file of more than {max_bytes} bytes")]
    FileTooLarge {
        /// The largest that is taken.
        max_bytes: u64,
    },
    /// A file is of a type that is not taken.
    #[error("files of the type {} are not taken", .0.as_str())]
    FileTypeRefused(crate::attachment::MediaType),
    /// The caller's role, or the API key, does not allow it.
    #[error("the caller has no permission {}", .0.as_str())]
    Forbidden(crate::scope::Permission),
    /// The caller is not known.
    #[error("not signed in: {0:?}")]
    Unauthenticated(Refusal),
    /// The state machine has no such step.
    #[error("a conversation cannot go from {} to {}", .from.as_str(), .to.as_str())]
    InvalidTransition {
        /// The state it is in.
        from: Status,
        /// The state that was asked for.
        to: Status,
    },
    /// Only whoever wrote it may change it; whoever wrote it, owners and admins may take it away.
    #[error("somebody else wrote it")]
    NotTheAuthor,
    /// The message is not words of a member, or was deleted.
    #[error("the message cannot be edited")]
    NotEditable,
    /// The message was deleted.
    #[error("the message was deleted")]
    MessageDeleted,
    /// The message has as many different emoji as it can hold.
    #[error("the message has too many different emoji")]
    TooManyReactions,
    /// The message does not go to the contact.
    #[error("the message does not go to the contact")]
    NotOutbound,
    /// Only a message that failed can be tried again.
    #[error("the message has not failed")]
    NotFailed,
    /// The inbox talks to another world than this needs.
    #[error("the inbox is of the channel {}", .0.as_str())]
    WrongChannel(crate::inbox::Channel),
    /// The conversations are with two contacts.
    #[error("the conversations are with two contacts")]
    TwoContacts,
    /// The conversation is too long for this.
    #[error("the conversation has more than {limit} messages")]
    ConversationTooLong {
        /// Most messages.
        limit: i64,
    },
    /// A scheduled message that was sent, cancelled or failed stays so.
    #[error("the scheduled message is {}", .0.as_str())]
    NotPending(ScheduledState),
    /// A macro names something that is no more; nothing was done.
    #[error("action {action} of the macro names a {} that is no more", .missing.name())]
    MacroBroken {
        /// Which action, from 0.
        action: usize,
        /// What is no more.
        missing: Resource,
    },
    /// An action of a macro was refused; nothing was done.
    #[error("action {action} of the macro: {cause}")]
    InAction {
        /// Which action, from 0.
        action: usize,
        /// Why.
        cause: Box<Error>,
    },
    /// Somebody else has this value already.
    #[error("{0:?} is already taken")]
    Taken(Unique),
    /// Other things still need it.
    #[error("the {} is in use", .0.name())]
    InUse(Resource),
    /// The contact has become part of another one.
    #[error("the contact is part of another one now")]
    ContactMerged {
        /// The contact that was asked for.
        id: ContactId,
        /// Where everything of it is now.
        into: ContactId,
    },
    /// Only what was merged a short while ago can be taken apart.
    #[error("the contact is not merged, or was so too long ago")]
    NotMerged,
    /// What the contact has become part of has become part of a third one since.
    #[error("the merge is not the last one")]
    MergedFurther {
        /// What has to be taken apart first.
        target: ContactId,
    },
    /// There are as many as there may be.
    #[error("there are {most} already: {what}")]
    LimitReached {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        most: u32,
    },
    /// A batch cannot be undone.
    #[error("the batch cannot be undone: {0:?}")]
    NotUndoable(NotUndoable),
    /// The caller looked at an older version.
    #[error("the version is {current}")]
    VersionConflict {
        /// The version now.
        current: i64,
    },
    /// The same idempotency key came with another request.
    #[error("the idempotency key was used for another request")]
    IdempotencyKeyReused,
    /// The first request with this key has not finished.
    #[error("a request with this idempotency key is still running")]
    IdempotencyInProgress,
    /// The log no longer holds what follows the cursor.
    #[error("events before {oldest} are gone")]
    CursorExpired {
        /// The oldest position that can still be read after.
        oldest: Pos,
    },
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Error {
    /// One broken rule.
    pub fn invalid(pointer: &str, violation: Violation) -> Self {
        let mut violations = Violations::default();
        violations.add(pointer, violation);
        Self::Invalid(violations)
    }
}

/// Why a batch cannot be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotUndoable {
    /// It has not ended.
    Running,
    /// It ended too long ago.
    Expired,
    /// It was undone before, or is itself an undo.
    Undone,
}

/// What was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is named for the thing")]
pub enum Resource {
    Account,
    ApiKey,
    Attachment,
    Company,
    AttributeDefinition,
    Batch,
    CannedResponse,
    Contact,
    ContactImport,
    ContactNote,
    Conversation,
    Identity,
    Draft,
    Inbox,
    Invitation,
    Label,
    Macro,
    Member,
    Message,
    ScheduledMessage,
    Session,
    Team,
    View,
}

impl Resource {
    /// Lower-case name for messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::ApiKey => "API key",
            Self::Attachment => "attachment",
            Self::Company => "company",
            Self::AttributeDefinition => "attribute definition",
            Self::Batch => "batch",
            Self::CannedResponse => "canned response",
            Self::Contact => "contact",
            Self::ContactImport => "import",
            Self::ContactNote => "note",
            Self::Identity => "identity",
            Self::Conversation => "conversation",
            Self::Draft => "draft",
            Self::Inbox => "inbox",
            Self::Invitation => "invitation",
            Self::Label => "label",
            Self::Macro => "macro",
            Self::Member => "member",
            Self::Message => "message",
            Self::ScheduledMessage => "scheduled message",
            Self::Session => "session",
            Self::Team => "team",
            Self::View => "view",
        }
    }
}

/// Values that must be unique inside a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unique {
    /// The name of an inbox.
    InboxName,
    /// The name of a label.
    LabelName,
    /// The name of a team.
    TeamName,
    /// The name of a company.
    CompanyName,
    /// The short code of a canned response.
    ShortCode,
    /// A phone, e-mail address or external id of a contact.
    ContactIdentity,
    /// The id that another system gave to a conversation or message.
    ExternalId,
    /// The e-mail address of a user (over all tenants).
    UserEmail,
    /// A member of the tenant.
    Member,
    /// The key of an attribute definition.
    AttributeKey,
}

/// Why a caller is not let in. Callers are told little of it; logs are told all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No credential, or not in a known form.
    Missing,
    /// The access token is malformed, forged or expired.
    Token,
    /// Unknown address or wrong password.
    Password,
    /// The refresh token is unknown, expired, or its session is revoked.
    Refresh,
    /// The session was revoked, the member disabled or the account suspended.
    Revoked,
    /// The password is right, and a second factor is missing.
    SecondFactor,
    /// The API key is unknown, wrong, over, or not for use from here.
    ApiKey,
    /// Somebody whom an identity provider knows and we do not.
    Delegated,
}

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Stable upper snake case name of the rule.
    pub code: &'static str,
    /// One sentence for people; never repeats the input.
    pub detail: String,
}

impl Violation {
    /// A broken rule.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

/// All rules that an input breaks, each with where: a JSON Pointer into the body, or the name of
/// a query parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Violations(Vec<(String, Violation)>);

impl Violations {
    /// Notes one.
    pub fn add(&mut self, pointer: &str, violation: Violation) {
        self.0.push((pointer.to_owned(), violation));
    }

    /// Keeps the value, or notes why there is none.
    pub fn take<T>(&mut self, pointer: &str, parsed: std::result::Result<T, Violation>) -> Option<T> {
        parsed.map_err(|violation| self.add(pointer, violation)).ok()
    }

    /// Whether none was noted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same below a part of the body that stands at `place`.
    #[must_use]
    pub fn below(self, place: &str) -> Self {
        Self(self.0.into_iter().map(|(pointer, violation)| (format!("{place}{pointer}"), violation)).collect())
    }

    /// Fails if any was noted.
    pub fn check(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self)) }
    }

    /// In the order they were noted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Violation)> {
        self.0.iter().map(|(pointer, violation)| (pointer.as_str(), violation))
    }
}

/// Why the store failed. The driver stays hidden.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be reached, is too busy, or gave up in time; the same request may succeed later.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// A unique value is taken.
    #[error("a unique value is taken: {0:?}")]
    Conflict(Unique),
    /// A row points at nothing: the thing does not exist in this tenant.
    #[error("{} does not exist", .0.name())]
    Missing(Resource),
    /// A stored row cannot be what it is.
    #[error("corrupt row in {table}, column {column}, id {id}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's id, as text.
        id: String,
    },
    /// Anything else; a defect of ours.
    #[error("the store refused a statement: {0}")]
    Internal(String),
}
