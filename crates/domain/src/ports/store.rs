//! The store: reads, the append, transactions, the log, and what jobs and commands need.
//!
//! "May see" always means the tenant of the scope and the reach of its actor. What the actor may
//! not see is reported exactly as what does not exist.

use async_trait::async_trait;

use crate::Timestamp;
use crate::account::{
    Account, AccountPatch, Invitation, Member, MemberPatch, NewAccount, NewInvitation, NewMember, OwnPatch, Team,
};
use crate::api_key::{ApiKey, NewApiKey};
use crate::audit::{AuditEntry, AuditFilter};
use crate::contact::{Contact, ContactPatch, Identity, NewContact};
use crate::conversation::{
    Assignment, Conversation, ConversationFilter, ConversationPatch, Counts, Held, Muted, NewConversation, Participant,
    Sort, StatusChange,
};
use crate::error::StoreError;
use crate::event::{Bounds, LogSlice, NewEvent, Pos, SharedSlice, Viewer};
use crate::id::{
    AccountId, ApiKeyId, ContactId, ConversationId, EventId, InboxId, InvitationId, LabelId, LetterId, MessageId,
    TeamId, UserId,
};
use crate::idempotency::{Claim, Claimed, StoredAnswer};
use crate::inbox::{Inbox, InboxPatch, NewInbox};
use crate::job::NewJob;
use crate::label::{Label, LabelName, LabelPatch, NewLabel};
use crate::message::{Appended, Message, NewMessage, Refused, Window};
use crate::page::{Limit, Page, PageRequest};
use crate::ports::{AttachmentReads, AttachmentSweep, AttachmentTx};
use crate::ports::{AttributeReads, AttributeTx, BatchReads, BatchTx, ViewReads, ViewTx};
use crate::ports::{ComposeReads, ComposeTx};
use crate::ports::{ConversationPurge, ConversationReads, ConversationTx};
use crate::ports::{DeliveryTx, MessageReads, MessageTx};
use crate::ports::{Head, SearchReads};
use crate::receipt::{CursorMove, ReadState, Reader};
use crate::scope::{Origin, Scope};
use crate::search::Query;
use crate::session::SecretHash;
use crate::text::{Email, Name};

type Outcome<T> = Result<T, StoreError>;

/// Reads (one statement each), the two hot writes, and the door to all other writes.
#[async_trait]
pub trait Store:
    MessageReads
    + ConversationReads
    + super::ContactReads
    + super::ContactImports
    + AttributeReads
    + ViewReads
    + BatchReads
    + SearchReads
    + ComposeReads
    + Send
    + Sync
    + AttachmentReads
{
    /// Opens a transaction.
    async fn begin(&self, scope: &Scope) -> Outcome<Box<dyn Tx>>;

    /// Appends a message: duplicate check, `seq`, row, counters and event in one round trip.
    /// Appends of one tenant that wait together share a commit.
    async fn message_append(&self, scope: &Scope, message: NewMessage) -> Outcome<Result<Appended, Refused>>;

    /// Moves the caller's read cursor and, if it moved, writes the event, in one round trip. `None`:
    /// no such conversation, or out of reach.
    async fn move_cursor(
        &self,
        scope: &Scope,
        conversation: ConversationId,
        to: CursorMove,
        event: EventId,
        at: Timestamp,
    ) -> Outcome<Option<ReadState>>;

    /// A window of a conversation, ascending, and whether there is more in its direction.
    /// `None`: no such conversation, or out of reach.
    async fn messages(
        &self,
        scope: &Scope,
        conversation: ConversationId,
        window: Window,
        limit: Limit,
    ) -> Outcome<Option<(Vec<Message>, bool)>>;

    /// A message that the caller may see.
    async fn message(&self, scope: &Scope, id: MessageId) -> Outcome<Option<Message>>;

    /// A conversation that the caller may see.
    async fn conversation(&self, scope: &Scope, id: ConversationId) -> Outcome<Option<Conversation>>;

    /// Conversations that the caller may see.
    async fn conversations(
        &self,
        scope: &Scope,
        filter: &ConversationFilter,
        sort: Sort,
        page: PageRequest,
    ) -> Outcome<Page<Conversation>>;

    /// How many conversations the caller may see, in one snapshot.
    async fn conversation_counts(&self, scope: &Scope) -> Outcome<Counts>;

    /// Who has read a conversation, by user id. `None`: no such conversation, or out of reach.
    async fn readers(&self, scope: &Scope, id: ConversationId, page: PageRequest) -> Outcome<Option<Page<Reader>>>;

    /// Who watches a conversation, by user id. `None`: no such conversation, or out of reach.
    async fn participants(
        &self,
        scope: &Scope,
        id: ConversationId,
        page: PageRequest,
    ) -> Outcome<Option<Page<Participant>>>;

    /// A contact of the tenant.
    async fn contact(&self, scope: &Scope, id: ContactId) -> Outcome<Option<Contact>>;

    /// The tenant's contacts, newest first, those matching `q` if given.
    async fn contacts(&self, scope: &Scope, q: Option<&Query>, page: PageRequest) -> Outcome<Page<Contact>>;

    /// An inbox of the tenant.
    async fn inbox(&self, scope: &Scope, id: InboxId) -> Outcome<Option<Inbox>>;

    /// The tenant's inboxes, oldest first.
    async fn inboxes(&self, scope: &Scope, page: PageRequest) -> Outcome<Page<Inbox>>;

    /// The members of an inbox, by user id. `None`: no such inbox.
    async fn inbox_members(&self, scope: &Scope, id: InboxId, page: PageRequest) -> Outcome<Option<Page<Member>>>;

    /// The tenant's members, by user id; those whose name and address have all words of `q`, if given.
    async fn members(&self, scope: &Scope, q: Option<&Query>, page: PageRequest) -> Outcome<Page<Member>>;

    /// The tenant's teams, oldest first.
    async fn teams(&self, scope: &Scope, page: PageRequest) -> Outcome<Page<Team>>;

    /// The members of a team, by user id. `None`: no such team.
    async fn team_members(&self, scope: &Scope, id: TeamId, page: PageRequest) -> Outcome<Option<Page<Member>>>;

    /// The tenant's labels, oldest first.
    async fn labels(&self, scope: &Scope, page: PageRequest) -> Outcome<Page<Label>>;

    /// The tenant itself.
    async fn account(&self, scope: &Scope) -> Outcome<Option<Account>>;

    /// The tenant's open invitations, newest first.
    async fn invitations(&self, scope: &Scope, page: PageRequest) -> Outcome<Page<Invitation>>;

    /// The tenant's API keys, newest first, revoked ones too.
    async fn api_keys(&self, scope: &Scope, page: PageRequest) -> Outcome<Page<ApiKey>>;

    /// An API key of the tenant.
    async fn api_key(&self, scope: &Scope, id: ApiKeyId) -> Outcome<Option<ApiKey>>;

    /// The tenant's audit log, newest first.
    async fn audit_log(&self, scope: &Scope, filter: &AuditFilter, page: PageRequest) -> Outcome<Page<AuditEntry>>;

    /// Whether the database answers and its schema is this release's.
    async fn ready(&self) -> Outcome<()>;
}

/// An open transaction of one tenant. Dropped without [`Tx::commit`] it never happened.
#[async_trait]
pub trait Tx:
    MessageTx
    + DeliveryTx
    + ConversationTx
    + super::ContactTx
    + super::ImportTx
    + AttributeTx
    + ViewTx
    + BatchTx
    + ComposeTx
    + Send
    + AttachmentTx
{
    /// Looks an idempotency key up and holds it until the transaction ends.
    async fn claim(&mut self, claim: &Claim) -> Outcome<Claimed>;

    /// Stores the answer under a claimed key.
    async fn answer(&mut self, claim: &Claim, answer: &StoredAnswer) -> Outcome<()>;

    /// Locks a conversation that the caller may see.
    async fn hold_conversation(&mut self, id: ConversationId) -> Outcome<Option<Held>>;

    /// A conversation as this transaction sees it.
    async fn conversation(&mut self, id: ConversationId) -> Outcome<Option<Conversation>>;

    /// Makes a conversation. [`StoreError::Missing`] if the inbox or contact does not exist.
    async fn insert_conversation(&mut self, new: &NewConversation) -> Outcome<()>;

    /// Stores a step of the state machine on a held conversation.
    async fn set_status(&mut self, id: ConversationId, change: StatusChange) -> Outcome<()>;

    /// Gives a held conversation to somebody. [`StoreError::Missing`] if there is no such member
    /// or team.
    async fn assign(&mut self, id: ConversationId, assignment: Assignment) -> Outcome<()>;

    /// Changes a held conversation.
    async fn patch_conversation(&mut self, id: ConversationId, patch: &ConversationPatch) -> Outcome<()>;

    /// Puts a label on a held conversation; `false` if it was there. [`StoreError::Missing`] if
    /// the tenant has no such label.
    async fn add_label(&mut self, id: ConversationId, label: &LabelName) -> Outcome<bool>;

    /// Takes a label off a held conversation; `false` if it was not there.
    async fn remove_label(&mut self, id: ConversationId, label: &LabelName) -> Outcome<bool>;

    /// Makes a member watch a held conversation (or not); `false` if it was so.
    /// [`StoreError::Missing`] if there is no such member.
    async fn set_participant(&mut self, id: ConversationId, user: UserId, watching: bool) -> Outcome<bool>;

    /// Sets or ends the member's mute of a held conversation.
    async fn set_mute(&mut self, id: ConversationId, user: UserId, mute: Option<Muted>) -> Outcome<()>;

    /// Appends a message in this transaction, with its event.
    async fn message_append(&mut self, message: &NewMessage) -> Outcome<Result<Appended, Refused>>;

    /// A contact as this transaction sees it, locked.
    async fn hold_contact(&mut self, id: ContactId) -> Outcome<Option<Contact>>;

    /// The contact with this identity.
    async fn contact_by_identity(&mut self, identity: &Identity) -> Outcome<Option<ContactId>>;

    /// Makes a contact. [`StoreError::Conflict`] if an identity is another contact's.
    async fn insert_contact(&mut self, id: ContactId, new: &NewContact, at: Timestamp) -> Outcome<()>;

    /// Changes a held contact. [`StoreError::Conflict`] if an identity is another contact's.
    async fn patch_contact(&mut self, id: ContactId, patch: &ContactPatch, at: Timestamp) -> Outcome<()>;

    /// Deletes a contact without conversations, deleted ones too; `false` if it has some.
    async fn delete_contact(&mut self, id: ContactId) -> Outcome<bool>;

    /// An inbox as this transaction sees it, locked.
    async fn hold_inbox(&mut self, id: InboxId) -> Outcome<Option<Inbox>>;

    /// Makes an inbox. [`StoreError::Conflict`] if the name is taken.
    async fn insert_inbox(&mut self, id: InboxId, new: &NewInbox, at: Timestamp) -> Outcome<()>;

    /// Changes a held inbox. [`StoreError::Conflict`] if the name is taken.
    async fn patch_inbox(&mut self, id: InboxId, patch: &InboxPatch, at: Timestamp) -> Outcome<()>;

    /// Deletes an inbox without conversations, deleted ones too; `false` if it has some.
    async fn delete_inbox(&mut self, id: InboxId) -> Outcome<bool>;

    /// Puts a member into a held inbox (or out); `false` if it was so.
    async fn set_inbox_member(&mut self, id: InboxId, user: UserId, member: bool) -> Outcome<bool>;

    /// Makes a label. [`StoreError::Conflict`] if the name is taken.
    async fn insert_label(&mut self, id: LabelId, new: &NewLabel, at: Timestamp) -> Outcome<()>;

    /// A label as this transaction sees it, locked.
    async fn hold_label(&mut self, id: LabelId) -> Outcome<Option<Label>>;

    /// Changes a held label. [`StoreError::Conflict`] if the name is taken.
    async fn patch_label(&mut self, id: LabelId, patch: &LabelPatch) -> Outcome<()>;

    /// Puts another name in the place of a label's in all macros and saved views, whosever they are.
    async fn rename_label_where_named(&mut self, from: &LabelName, to: &LabelName, at: Timestamp) -> Outcome<()>;

    /// Deletes a held label, from all conversations too.
    async fn delete_label(&mut self, id: LabelId) -> Outcome<()>;

    /// Makes a team. [`StoreError::Conflict`] if the name is taken.
    async fn insert_team(&mut self, id: TeamId, name: &Name, at: Timestamp) -> Outcome<()>;

    /// A team as this transaction sees it, locked: nobody gives it anything until the end.
    async fn hold_team(&mut self, id: TeamId) -> Outcome<Option<Team>>;

    /// Gives a held team another name. [`StoreError::Conflict`] if it is taken.
    async fn rename_team(&mut self, id: TeamId, name: &Name) -> Outcome<()>;

    /// How many conversations a team has, hidden ones too, and locks them: `most` of them at most. Comes before
    /// the team is held, as whoever gives a conversation to a team holds first the one, then the other.
    async fn hold_conversations_of(&mut self, id: TeamId, most: u32) -> Outcome<u64>;

    /// Whether there are canned responses for the team only.
    async fn has_canned_responses(&mut self, id: TeamId) -> Outcome<bool>;

    /// Takes a held team off all its conversations; those that are not hidden.
    async fn take_team_off(&mut self, id: TeamId) -> Outcome<Vec<ConversationId>>;

    /// Deletes a held team that has nothing; who belonged to it.
    async fn delete_team(&mut self, id: TeamId) -> Outcome<Vec<UserId>>;

    /// Puts a member into a held team (or out); `false` if it was so. [`StoreError::Missing`] if there
    /// is no such member.
    async fn set_team_member(&mut self, id: TeamId, user: UserId, member: bool) -> Outcome<bool>;

    /// The tenant itself, locked.
    async fn hold_account(&mut self) -> Outcome<Option<Account>>;

    /// Changes the held tenant.
    async fn patch_account(&mut self, patch: &AccountPatch) -> Outcome<()>;

    /// A member as this transaction sees it. Locks the tenant, so that of its owners one is left
    /// whoever changes them at the same time.
    async fn hold_member(&mut self, id: UserId) -> Outcome<Option<Member>>;

    /// Changes a held member.
    async fn patch_member(&mut self, id: UserId, patch: &MemberPatch, at: Timestamp) -> Outcome<()>;

    /// Changes a member's own name here, and language everywhere; whether the name changed.
    async fn patch_self(&mut self, id: UserId, patch: &OwnPatch) -> Outcome<bool>;

    /// How many owners can get in, as this transaction sees it.
    async fn active_owners(&mut self) -> Outcome<i64>;

    /// Whether somebody with this address is a member.
    async fn is_member(&mut self, email: &Email) -> Outcome<bool>;

    /// Makes a member that is a machine.
    async fn insert_bot(&mut self, id: UserId, name: &Name, at: Timestamp) -> Outcome<()>;

    /// Makes an invitation in the place of an open one to the same address, and asks for its
    /// letter. [`StoreError::Missing`] if an inbox does not exist.
    async fn insert_invitation(
        &mut self,
        id: InvitationId,
        new: &NewInvitation,
        letter: LetterId,
        at: Timestamp,
    ) -> Outcome<Invitation>;

    /// Ends an open invitation; `false` if there is none.
    async fn revoke_invitation(&mut self, id: InvitationId, at: Timestamp) -> Outcome<bool>;

    /// Makes an API key.
    async fn insert_api_key(
        &mut self,
        id: ApiKeyId,
        new: &NewApiKey,
        user: UserId,
        public_id: &str,
        secret: &SecretHash,
        at: Timestamp,
    ) -> Outcome<()>;

    /// An API key as this transaction sees it, locked.
    async fn hold_api_key(&mut self, id: ApiKeyId) -> Outcome<Option<ApiKey>>;

    /// Gives a held key another secret; the old one is good until then.
    async fn rotate_api_key(&mut self, id: ApiKeyId, secret: &SecretHash, old_until: Timestamp) -> Outcome<()>;

    /// Ends a held key.
    async fn revoke_api_key(&mut self, id: ApiKeyId, at: Timestamp) -> Outcome<()>;

    /// Writes events at the end of the tenant's log. The log stays locked until the commit.
    async fn record(&mut self, events: &[NewEvent]) -> Outcome<()>;

    /// Enqueues a job, to run after the commit. A second job for the same thing replaces the
    /// first.
    async fn enqueue(&mut self, job: &NewJob) -> Outcome<()>;

    /// Makes it so.
    async fn commit(self: Box<Self>) -> Outcome<()>;
}

/// The durable log of a tenant.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// The oldest events after `after` that the caller may see, at most `limit`.
    async fn read(&self, scope: &Scope, after: Pos, limit: Limit) -> Outcome<LogSlice>;

    /// The oldest events after `after`, at most `limit`, once for all who read along: each with who of
    /// the `viewers` may see it, by the predicate of [`EventLog::read`]. `scope` is the tenant as
    /// [`Scope::observed`].
    async fn read_shared(&self, scope: &Scope, after: Pos, limit: Limit, viewers: &[Viewer]) -> Outcome<SharedSlice>;

    /// Of the conversations and viewers the pairs that may see each other, hidden conversations too.
    async fn who_could_see(
        &self,
        scope: &Scope,
        conversations: &[ConversationId],
        viewers: &[Viewer],
    ) -> Outcome<Vec<(ConversationId, Viewer)>>;

    /// Where the log begins and ends.
    async fn bounds(&self, scope: &Scope) -> Outcome<Bounds>;

    /// Where the logs of these tenants end, in one statement. Takes no scope: it tells nothing of a
    /// tenant.
    async fn heads(&self, accounts: &[AccountId]) -> Outcome<Vec<Head>>;
}

/// What recurring jobs do over all tenants, one tenant's rows at a time.
#[async_trait]
pub trait Housekeeping: ConversationPurge + Send + Sync + AttachmentSweep {
    /// All tenants.
    async fn accounts(&self) -> Outcome<Vec<AccountId>>;

    /// Forgets idempotency keys stored before; tells how many.
    async fn expire_idempotency_keys(&self, scope: &Scope, before: Timestamp) -> Outcome<u64>;

    /// Forgets letters, links and guesses of before, and sessions that ended before; tells how many.
    async fn expire_credentials(&self, before: Timestamp) -> Outcome<u64>;

    /// Forgets what was reported before of messages that nobody has told of; tells how many.
    async fn expire_delivery_reports(&self, scope: &Scope, before: Timestamp) -> Outcome<u64>;

    /// Forgets batches that ended before; tells how many.
    async fn expire_batches(&self, scope: &Scope, before: Timestamp) -> Outcome<u64>;

    /// Forgets events written before; tells how many.
    async fn trim_events(&self, scope: &Scope, before: Timestamp) -> Outcome<u64>;
}

/// Tenants and their people, for the command line and the platform realm. `origin`: where the wish
/// comes from, for the audit log.
#[async_trait]
pub trait Provisioning: Send + Sync {
    /// Makes a tenant with its first members. A user who exists (by address) joins as is.
    /// Returns the members' user ids, in order.
    async fn create_account(
        &self,
        account: &NewAccount,
        members: &[NewMember],
        at: Timestamp,
        origin: &Origin,
    ) -> Outcome<Vec<UserId>>;

    /// The tenant of this id, whatever its state.
    async fn account(&self, id: AccountId) -> Outcome<Option<Account>>;

    /// All tenants, newest first.
    async fn accounts(&self, page: PageRequest) -> Outcome<Page<Account>>;

    /// The members of a tenant, by user id.
    async fn members(&self, account: AccountId, page: PageRequest) -> Outcome<Page<Member>>;

    /// Adds a member to a tenant; the user id. A user who exists (by address) joins as is, unless
    /// nobody has proven the address. [`StoreError::Conflict`] if it is a member with another role or reach.
    async fn add_member(
        &self,
        account: AccountId,
        member: &NewMember,
        at: Timestamp,
        origin: &Origin,
    ) -> Outcome<UserId>;

    /// Suspends or resumes a tenant; `false` if there is none.
    async fn set_suspended(&self, account: AccountId, suspended: bool, origin: &Origin) -> Outcome<bool>;
}

/// A conversation of the past.
#[derive(Debug, Clone)]
pub struct ImportConversation {
    /// Its id here.
    pub id: ConversationId,
    /// Its id there; the same again is skipped.
    pub external_id: crate::text::ExternalId,
    /// Whom it was with: found by these identities, or made.
    pub contact_id: ContactId,
    /// See [`ImportConversation::contact_id`].
    pub contact: NewContact,
    /// In order, at least one.
    pub messages: Vec<ImportMessage>,
}

/// A message of the past.
#[derive(Debug, Clone)]
pub struct ImportMessage {
    /// Its id here, of its own moment.
    pub id: MessageId,
    /// Whether the contact wrote it.
    pub inbound: bool,
    /// What it says.
    pub body: crate::text::MessageBody,
    /// When it was written.
    pub at: Timestamp,
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportOutcome {
    /// Conversations added.
    pub conversations: u64,
    /// Messages added.
    pub messages: u64,
    /// Conversations that were there already.
    pub skipped: u64,
}

/// Loads the past. Messages of the past are no news: an imported conversation causes one event,
/// its messages none.
#[async_trait]
pub trait Importer: Send + Sync {
    /// Adds conversations to an inbox, all in one transaction.
    async fn import(
        &self,
        scope: &Scope,
        inbox: InboxId,
        conversations: &[ImportConversation],
    ) -> Outcome<ImportOutcome>;
}
