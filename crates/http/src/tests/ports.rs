//! Ports without a world: the store is never there, the token `good` is Ana's, the key `sk_reader`
//! may read conversations, and the secret `platform` opens the platform's gate.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use skybot_domain::account::{Account, Invitation, Member, NewAccount, NewMember, Team};
use skybot_domain::api_key::ApiKey;
use skybot_domain::attachment::{FileLimits, FileLink, MediaType, StoredFile};
use skybot_domain::attribute_definition::{AttributeDefinition, AttributeName, Entity, Shapes};
use skybot_domain::audit::{AuditEntry, AuditFilter};
use skybot_domain::batch::{Batch, Requester};
use skybot_domain::contact::Contact;
use skybot_domain::conversation::{
    Conversation, ConversationFilter, Counts, DeletedConversation, Participant, Sort, Transition,
};
use skybot_domain::day::{Day, ZoneName};
use skybot_domain::error::StoreError;
use skybot_domain::event::{Bounds, LogSlice, Pos, SharedSlice, Viewer};
use skybot_domain::filter::Filter;
use skybot_domain::id::{
    AccountId, ApiKeyId, AttachmentId, AttributeDefinitionId, BatchId, ContactId, ConversationId, EventId, InboxId,
    LetterId, MessageId, SessionId, TeamId, UserId, ViewId,
};
use skybot_domain::inbox::Inbox;
use skybot_domain::label::Label;
use skybot_domain::letter::{LetterRequest, LinkTarget, NewLink, OpenInvitation, PendingLetter, Purpose};
use skybot_domain::mail::{Mail, MailFailure};
use skybot_domain::message::{Appended, EarlierText, Message, NewMessage, Refused, Window};
use skybot_domain::page::{Limit, Page, PageRequest};
use skybot_domain::ports::{
    Acceptance, Accepted, AccessClaims, ApiKeySecret, Arrival, Assertion, AttachmentReads, Attendance, AttributeReads,
    BatchReads, BlobKey, BlobReader, BlobWriter, Blobs, Budget, Clock, ConversationReads, Credentials,
    DelegationFailure, Departure, Ear, EventLog, FileLinks, FilePolicy, Head, IdentityProviders, Ids, Letters, Mailer,
    Media, MessageReads, News, OneTimeCodes, Pass, PasswordChange, Passwords, Picture, PlatformGate, Policy, Ports,
    PresenceMemory, Provisioning, Quota, SearchReads, Secret, Store, TokenSigner, Tx, Vault, ViewReads,
};
use skybot_domain::presence::{MemberPresence, Remembered};
use skybot_domain::receipt::{CursorMove, ReadState, Reader};
use skybot_domain::scope::{Grants, Origin, Permission, Reach, Role};
use skybot_domain::search::{Found, Query, Search, Target};
use skybot_domain::session::{
    Attempt, Credential, Guess, GuessPlace, Login, NewSession, Principal, Registration, Rotation, SecretHash,
    SecurityEvent, Session,
};
use skybot_domain::text::Email;
use skybot_domain::view::{CappedCount, View};
use skybot_domain::{Id, Scope, Timestamp};
use uuid::Uuid;

use crate::limit::LocalLimits;

pub(super) type Outcome<T> = Result<T, StoreError>;

pub(super) fn away<T>() -> Outcome<T> {
    Err(StoreError::Unavailable("no route to secret-host".to_owned()))
}

pub(super) struct Nowhere;

#[async_trait]
impl MessageReads for Nowhere {
    async fn message_history(&self, _: &Scope, _: MessageId, _: PageRequest) -> Outcome<Option<Page<EarlierText>>> {
        away()
    }
    async fn mentions(&self, _: &Scope, _: PageRequest) -> Outcome<Page<Message>> {
        away()
    }
}

#[async_trait]
impl ConversationReads for Nowhere {
    async fn days(&self, _: &Scope, _: ConversationId, _: &ZoneName) -> Outcome<Option<Vec<Day>>> {
        away()
    }
    async fn knows_zone(&self, _: &ZoneName) -> Outcome<bool> {
        away()
    }
    async fn transitions(&self, _: &Scope, _: ConversationId, _: PageRequest) -> Outcome<Option<Page<Transition>>> {
        away()
    }
    async fn deleted_conversations(&self, _: &Scope, _: PageRequest) -> Outcome<Page<DeletedConversation>> {
        away()
    }
    async fn merged_into(&self, _: &Scope, _: ConversationId) -> Outcome<Option<ConversationId>> {
        Ok(None)
    }
}

#[async_trait]
impl AttributeReads for Nowhere {
    async fn attribute_definitions(
        &self,
        _: &Scope,
        _: Option<Entity>,
        _: PageRequest,
    ) -> Outcome<Page<AttributeDefinition>> {
        away()
    }
    async fn attribute_definition(&self, _: &Scope, _: AttributeDefinitionId) -> Outcome<Option<AttributeDefinition>> {
        away()
    }
    async fn shapes(&self, _: &Scope, _: &[AttributeName]) -> Outcome<Shapes> {
        away()
    }
}

#[async_trait]
impl ViewReads for Nowhere {
    async fn views(&self, _: &Scope, _: PageRequest) -> Outcome<Page<View>> {
        away()
    }
    async fn view(&self, _: &Scope, _: ViewId) -> Outcome<Option<View>> {
        away()
    }
    async fn count_matching(&self, _: &Scope, _: &Filter) -> Outcome<CappedCount> {
        away()
    }
}

#[async_trait]
impl BatchReads for Nowhere {
    async fn batch(&self, _: &Scope, _: BatchId) -> Outcome<Option<Batch>> {
        away()
    }
    async fn requester(&self, _: &Scope, _: BatchId) -> Outcome<Option<Requester>> {
        away()
    }
}

#[async_trait]
impl Store for Nowhere {
    async fn begin(&self, _: &Scope) -> Outcome<Box<dyn Tx>> {
        away()
    }
    async fn message_append(&self, _: &Scope, message: NewMessage) -> Outcome<Result<Appended, Refused>> {
        match message.content.body().unwrap_or_default() {
            "panic" => panic!("secret"),
            "sleep" => std::future::pending().await,
            _ => away(),
        }
    }
    async fn move_cursor(
        &self,
        scope: &Scope,
        conversation_id: ConversationId,
        to: CursorMove,
        _: EventId,
        at: Timestamp,
    ) -> Outcome<Option<ReadState>> {
        let (CursorMove::Read(seq) | CursorMove::Unread(seq)) = to;
        let Some(user_id) = scope.user() else { return Ok(None) };
        Ok(Some(ReadState { conversation_id, user_id, seq, unread_count: 0, read_at: Some(at) }))
    }
    async fn messages(
        &self,
        _: &Scope,
        _: ConversationId,
        _: Window,
        _: Limit,
    ) -> Outcome<Option<(Vec<Message>, bool)>> {
        Ok(None)
    }
    async fn message(&self, _: &Scope, _: MessageId) -> Outcome<Option<Message>> {
        away()
    }
    async fn conversation(&self, _: &Scope, _: ConversationId) -> Outcome<Option<Conversation>> {
        away()
    }
    async fn conversations(
        &self,
        _: &Scope,
        _: &ConversationFilter,
        _: Sort,
        _: PageRequest,
    ) -> Outcome<Page<Conversation>> {
        away()
    }
    async fn conversation_counts(&self, _: &Scope) -> Outcome<Counts> {
        Ok(Counts::default())
    }
    async fn readers(&self, _: &Scope, _: ConversationId, _: PageRequest) -> Outcome<Option<Page<Reader>>> {
        away()
    }
    async fn participants(&self, _: &Scope, _: ConversationId, _: PageRequest) -> Outcome<Option<Page<Participant>>> {
        away()
    }
    async fn contact(&self, _: &Scope, _: ContactId) -> Outcome<Option<Contact>> {
        away()
    }
    async fn contacts(&self, _: &Scope, _: Option<&Query>, _: PageRequest) -> Outcome<Page<Contact>> {
        away()
    }
    async fn inbox(&self, _: &Scope, _: InboxId) -> Outcome<Option<Inbox>> {
        away()
    }
    async fn inboxes(&self, _: &Scope, _: PageRequest) -> Outcome<Page<Inbox>> {
        away()
    }
    async fn inbox_members(&self, _: &Scope, _: InboxId, _: PageRequest) -> Outcome<Option<Page<Member>>> {
        away()
    }
    async fn members(&self, _: &Scope, _: Option<&Query>, _: PageRequest) -> Outcome<Page<Member>> {
        away()
    }
    async fn teams(&self, _: &Scope, _: PageRequest) -> Outcome<Page<Team>> {
        away()
    }
    async fn team_members(&self, _: &Scope, _: TeamId, _: PageRequest) -> Outcome<Option<Page<Member>>> {
        away()
    }
    async fn labels(&self, _: &Scope, _: PageRequest) -> Outcome<Page<Label>> {
        away()
    }
    async fn account(&self, _: &Scope) -> Outcome<Option<Account>> {
        away()
    }
    async fn invitations(&self, _: &Scope, _: PageRequest) -> Outcome<Page<Invitation>> {
        away()
    }
    async fn api_keys(&self, _: &Scope, _: PageRequest) -> Outcome<Page<ApiKey>> {
        away()
    }
    async fn api_key(&self, _: &Scope, _: ApiKeyId) -> Outcome<Option<ApiKey>> {
        away()
    }
    async fn audit_log(&self, _: &Scope, _: &AuditFilter, _: PageRequest) -> Outcome<Page<AuditEntry>> {
        away()
    }
    async fn ready(&self) -> Outcome<()> {
        away()
    }
}

#[async_trait]
impl AttachmentReads for Nowhere {
    async fn stored_file(&self, _: &Scope, _: AttachmentId) -> Outcome<Option<StoredFile>> {
        away()
    }
    async fn linked_file(&self, _: &Scope, _: AttachmentId) -> Outcome<Option<StoredFile>> {
        away()
    }
}

#[async_trait]
impl Blobs for Nowhere {
    async fn write(&self, _: BlobKey) -> Outcome<Box<dyn BlobWriter>> {
        away()
    }
    async fn read(&self, _: BlobKey, _: u64, _: u64) -> Outcome<Option<Box<dyn BlobReader>>> {
        away()
    }
    async fn size(&self, _: BlobKey) -> Outcome<Option<u64>> {
        away()
    }
    async fn delete(&self, _: BlobKey) -> Outcome<()> {
        away()
    }
}

#[async_trait]
impl Media for Nowhere {
    fn sniff(&self, _: &[u8]) -> Option<MediaType> {
        None
    }
    fn is_picture(&self, _: &MediaType, _: u64) -> bool {
        false
    }
    async fn picture(&self, _: Box<dyn BlobReader>) -> Outcome<Option<Picture>> {
        away()
    }
}

impl FileLinks for Nowhere {
    fn sign(&self, _: &FileLink) -> String {
        String::new()
    }
    fn open(&self, _: &str, _: Timestamp) -> Option<FileLink> {
        None
    }
}

#[async_trait]
impl EventLog for Nowhere {
    async fn read(&self, _: &Scope, after: Pos, _: Limit) -> Outcome<LogSlice> {
        Ok(LogSlice { events: Vec::new(), read_to: after.max(9), head: 9, trimmed: 5 })
    }
    async fn read_shared(&self, _: &Scope, after: Pos, _: Limit, _: &[Viewer]) -> Outcome<SharedSlice> {
        Ok(SharedSlice { events: Vec::new(), read_to: after.max(9), head: 9 })
    }
    async fn who_could_see(
        &self,
        _: &Scope,
        _: &[ConversationId],
        _: &[Viewer],
    ) -> Outcome<Vec<(ConversationId, Viewer)>> {
        Ok(Vec::new())
    }
    async fn bounds(&self, _: &Scope) -> Outcome<Bounds> {
        Ok(Bounds { head: 9, trimmed: 5 })
    }
    async fn heads(&self, _: &[AccountId]) -> Outcome<Vec<Head>> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl Ear for Nowhere {
    async fn news(&mut self) -> bool {
        false
    }
}

impl News for Nowhere {
    fn listen(&self, _: &Scope) -> Box<dyn Ear> {
        Box::new(Self)
    }
}

#[async_trait]
impl Attendance for Nowhere {
    async fn attendance(&self, _: &Scope) -> Outcome<Vec<MemberPresence>> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl PresenceMemory for Nowhere {
    async fn remembered(&self, _: &Scope, _: UserId) -> Outcome<Option<Remembered>> {
        Ok(None)
    }
    async fn all_remembered(&self, _: &Scope) -> Outcome<Vec<Remembered>> {
        Ok(Vec::new())
    }
    async fn remember(&self, _: &Scope, _: &[Remembered]) -> Outcome<()> {
        Ok(())
    }
}

#[async_trait]
impl Credentials for Nowhere {
    async fn guess(&self, attempt: &Attempt) -> Outcome<Guess> {
        if attempt.email.as_str().starts_with("many@") {
            return Ok(Guess::Wait { wait: Duration::from_millis(7_001), login: None });
        }
        let place = GuessPlace { name_hash: [0; 32], place: String::new(), known: false };
        Ok(Guess::Counted { login: None, place })
    }
    async fn note_failure(&self, _: SecurityEvent, _: Option<&Login>, _: &Attempt) -> Outcome<()> {
        Ok(())
    }
    async fn note_refusal(&self, _: &Scope, _: SecurityEvent, _: &str) -> Outcome<()> {
        Ok(())
    }
    async fn forgive(&self, _: &GuessPlace) -> Outcome<()> {
        Ok(())
    }
    async fn standing(&self, _: &[(AccountId, Credential)], _: Timestamp) -> Outcome<Vec<Principal>> {
        Ok(Vec::new())
    }
    async fn store_ticket(&self, _: &SecretHash, _: SessionId, _: Timestamp) -> Outcome<()> {
        Ok(())
    }
    async fn arrive(&self, _: Pass, _: Timestamp) -> Outcome<Option<Arrival>> {
        Ok(None)
    }
    async fn user(&self, _: UserId) -> Outcome<Option<Login>> {
        Ok(None)
    }
    async fn user_by_identity(&self, _: &str, _: &str) -> Outcome<Option<Login>> {
        Ok(None)
    }
    async fn user_by_verified_email(&self, _: &Email) -> Outcome<Option<Login>> {
        Ok(None)
    }
    async fn link_identity(&self, _: UserId, _: &str, _: &str, _: &Origin, _: Timestamp) -> Outcome<()> {
        away()
    }
    async fn open_session(&self, _: &NewSession) -> Outcome<bool> {
        away()
    }
    async fn rotate(&self, _: &SecretHash, _: &SecretHash, _: &Origin, _: Timestamp) -> Outcome<Rotation> {
        Ok(Rotation::Rotated(SessionId::new(Uuid::nil())))
    }
    async fn revoke_by_token(&self, _: &SecretHash, _: &Origin, _: Timestamp) -> Outcome<()> {
        Ok(())
    }
    async fn revoke(&self, _: UserId, _: SessionId, _: SecurityEvent, _: &Origin, _: Timestamp) -> Outcome<bool> {
        Ok(true)
    }
    async fn revoke_others(&self, _: UserId, _: Option<SessionId>, _: &Origin, _: Timestamp) -> Outcome<u64> {
        Ok(0)
    }
    async fn sessions(&self, _: UserId, _: Timestamp) -> Outcome<Vec<Session>> {
        Ok(Vec::new())
    }
    async fn principal(&self, session_id: SessionId, _: Timestamp) -> Outcome<Option<Principal>> {
        Ok(ana(Credential::Session(session_id), None))
    }
    async fn api_key(&self, public_id: &str, _: &SecretHash, _: &Origin, _: Timestamp) -> Outcome<Option<Principal>> {
        let grants = Grants::of([Permission::ConversationsRead]);
        Ok((public_id == "reader")
            .then(|| ana(Credential::ApiKey(Id::new(Uuid::nil()), [0; 32]), Some(grants)))
            .flatten())
    }
    async fn set_password(&self, _: &PasswordChange) -> Outcome<bool> {
        away()
    }
    async fn enrol(&self, _: UserId, _: &[u8]) -> Outcome<()> {
        away()
    }
    async fn enrolled(&self, _: UserId) -> Outcome<Option<Vec<u8>>> {
        Ok(None)
    }
    async fn confirm_second_factor(
        &self,
        _: UserId,
        _: i64,
        _: &[SecretHash],
        _: &Origin,
        _: Timestamp,
    ) -> Outcome<bool> {
        away()
    }
    async fn remove_second_factor(&self, _: UserId, _: &Origin, _: Timestamp) -> Outcome<()> {
        away()
    }
    async fn use_step(&self, _: UserId, _: i64) -> Outcome<bool> {
        away()
    }
    async fn use_backup_code(&self, _: UserId, _: &SecretHash, _: &Origin, _: Timestamp) -> Outcome<bool> {
        away()
    }
    async fn replace_backup_codes(&self, _: UserId, _: &[SecretHash], _: &Origin, _: Timestamp) -> Outcome<()> {
        away()
    }
}

fn ana(credential: Credential, grants: Option<Grants>) -> Option<Principal> {
    Email::parse("ana@example.com").ok().map(|email| Principal {
        credential,
        user_id: UserId::new(Uuid::nil()),
        account_id: AccountId::new(Uuid::nil()),
        account_name: "Demo".to_owned(),
        name: "Ana".to_owned(),
        email,
        locale: skybot_domain::mail::Locale::English,
        role: Role::Agent,
        reach: Reach::All,
        grants,
        email_verified: false,
        second_factor: false,
        second_factor_required: false,
        impersonator: None,
    })
}

#[async_trait]
impl SearchReads for Nowhere {
    async fn search(&self, _: &Scope, _: &Search, _: &[Target], _: PageRequest) -> Outcome<Found> {
        away()
    }
}

#[async_trait]
impl Letters for Nowhere {
    async fn register(&self, _: &Registration, _: LetterId) -> Outcome<()> {
        away()
    }
    async fn ask(&self, _: &LetterRequest) -> Outcome<()> {
        Ok(())
    }
    async fn pending(&self, _: LetterId, _: Timestamp) -> Outcome<Option<PendingLetter>> {
        Ok(None)
    }
    async fn store_link(&self, _: &NewLink) -> Outcome<()> {
        away()
    }
    async fn done(&self, _: LetterId, _: Timestamp) -> Outcome<()> {
        away()
    }
    async fn link(&self, _: &SecretHash, _: Purpose, _: Timestamp) -> Outcome<Option<LinkTarget>> {
        Ok(None)
    }
    async fn verify_email(&self, _: &SecretHash, _: &Origin, _: Timestamp) -> Outcome<bool> {
        Ok(false)
    }
    async fn invitation(&self, _: &SecretHash, _: Timestamp) -> Outcome<Option<OpenInvitation>> {
        away()
    }
    async fn accept_invitation(&self, _: &Acceptance) -> Outcome<Accepted> {
        Ok(Accepted::NoLink)
    }
}

#[async_trait]
impl Provisioning for Nowhere {
    async fn create_account(&self, _: &NewAccount, _: &[NewMember], _: Timestamp, _: &Origin) -> Outcome<Vec<UserId>> {
        away()
    }
    async fn account(&self, _: AccountId) -> Outcome<Option<Account>> {
        Ok(None)
    }
    async fn accounts(&self, _: PageRequest) -> Outcome<Page<Account>> {
        away()
    }
    async fn members(&self, _: AccountId, _: PageRequest) -> Outcome<Page<Member>> {
        away()
    }
    async fn add_member(&self, _: AccountId, _: &NewMember, _: Timestamp, _: &Origin) -> Outcome<UserId> {
        away()
    }
    async fn set_suspended(&self, _: AccountId, _: bool, _: &Origin) -> Outcome<bool> {
        Ok(false)
    }
}

#[async_trait]
impl Mailer for Nowhere {
    async fn send(&self, _: &Mail) -> Result<(), MailFailure> {
        Ok(())
    }
}

impl Vault for Nowhere {
    fn seal(&self, secret: &[u8], _: &str) -> Vec<u8> {
        secret.to_vec()
    }
    fn open(&self, sealed: &[u8], _: &str) -> Option<Vec<u8>> {
        Some(sealed.to_vec())
    }
}

impl OneTimeCodes for Nowhere {
    fn seed(&self) -> Vec<u8> {
        Vec::new()
    }
    fn uri(&self, _: &[u8], _: &Email) -> String {
        String::new()
    }
    fn text(&self, _: &[u8]) -> String {
        String::new()
    }
    fn check(&self, _: &[u8], _: &str, _: Timestamp, _: Option<i64>) -> Option<i64> {
        None
    }
    fn backup_codes(&self) -> Vec<Secret> {
        Vec::new()
    }
    fn backup_hash(&self, _: &str) -> Option<SecretHash> {
        None
    }
}

#[async_trait]
impl IdentityProviders for Nowhere {
    fn names(&self) -> Vec<String> {
        vec!["google".to_owned()]
    }
    async fn depart(&self, provider: &str) -> Result<Departure, DelegationFailure> {
        match provider {
            "google" => Ok(Departure { url: "https://id.example/".to_owned(), secret: "journey".to_owned() }),
            "away" => Err(DelegationFailure::Unavailable("secret-host is away".to_owned())),
            _ => Err(DelegationFailure::Unknown),
        }
    }
    async fn arrive(&self, _: &str, _: &str, _: &str, _: &str, _: Timestamp) -> Result<Assertion, DelegationFailure> {
        Err(DelegationFailure::Refused("the secret state".to_owned()))
    }
}

impl PlatformGate for Nowhere {
    fn opens(&self, presented: &str) -> bool {
        presented == "platform"
    }
}

#[async_trait]
impl Passwords for Nowhere {
    async fn hash(&self, _: String) -> Outcome<String> {
        away()
    }
    async fn verify(&self, _: String, _: Option<String>) -> Outcome<bool> {
        Ok(false)
    }
    fn is_outdated(&self, _: &str) -> bool {
        false
    }
    fn is_common(&self, _: &str, _: &[&str]) -> bool {
        false
    }
}

impl TokenSigner for Nowhere {
    fn issue(&self, _: &AccessClaims, _: Role, _: Timestamp) -> String {
        "good".to_owned()
    }
    fn verify(&self, token: &str, _: Timestamp) -> Option<AccessClaims> {
        (token == "good").then(|| AccessClaims {
            session_id: SessionId::new(Uuid::nil()),
            user_id: UserId::new(Uuid::nil()),
            account_id: AccountId::new(Uuid::nil()),
        })
    }
    fn secret(&self) -> Secret {
        Secret { text: "fresh".to_owned(), hash: [0; 32] }
    }
    fn hash(&self, _: &str) -> Option<SecretHash> {
        Some([0; 32])
    }
    fn api_key(&self) -> ApiKeySecret {
        self.rotated_api_key("reader")
    }
    fn rotated_api_key(&self, public_id: &str) -> ApiKeySecret {
        ApiKeySecret { public_id: public_id.to_owned(), text: format!("sk_{public_id}"), hash: [0; 32] }
    }
    fn parse_api_key(&self, text: &str) -> Option<(String, SecretHash)> {
        Some((text.strip_prefix("sk_")?.to_owned(), [0; 32]))
    }
}

impl Clock for Nowhere {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

impl Ids for Nowhere {
    fn uuid(&self, _: Timestamp) -> Uuid {
        Uuid::nil()
    }
}

/// `limits` per minute: of an address, sign-ins, of a user, of a key, of a tenant, of the system; 0 is
/// none.
pub(super) fn ports(limits: [u32; 6]) -> Ports {
    let world = Arc::new(Nowhere);
    let quota = |requests| Quota { requests, window: Duration::from_mins(1) };
    let budgets = [Budget::Address, Budget::SignIn, Budget::User, Budget::ApiKey, Budget::Account, Budget::System];
    let quotas = budgets.into_iter().zip(limits.map(|limit| NonZeroU32::new(limit).map(quota)));
    Ports {
        store: world.clone(),
        events: world.clone(),
        news: world.clone(),
        bus: None,
        attendance: world.clone(),
        presence: world.clone(),
        credentials: world.clone(),
        letters: world.clone(),
        mailer: world.clone(),
        vault: world.clone(),
        codes: world.clone(),
        blobs: world.clone(),
        media: world.clone(),
        links: world.clone(),
        providers: world.clone(),
        provisioning: world.clone(),
        platform: Some(world.clone()),
        seeding: None,
        limits: Arc::new(LocalLimits::new(quotas)),
        passwords: world.clone(),
        tokens: world.clone(),
        phones: world.clone(),
        clock: world.clone(),
        ids: world,
        policy: Arc::new(Policy {
            verified_email_required: false,
            public_url: "http://inbox.example".to_owned(),
            files: FilePolicy {
                limits: FileLimits { max_bytes: 1024, types: Vec::new() },
                link_lifetime: Duration::from_mins(10),
            },
        }),
    }
}
