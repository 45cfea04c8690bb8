//! Ports without a world: the store is never there, and the token `good` is Ana's.

use std::sync::Arc;

use async_trait::async_trait;
use skybot_domain::account::{Account, Member};
use skybot_domain::contact::Contact;
use skybot_domain::conversation::{Conversation, ConversationFilter, Counts, Sort};
use skybot_domain::error::StoreError;
use skybot_domain::event::{LogSlice, Pos};
use skybot_domain::id::{AccountId, ContactId, ConversationId, EventId, InboxId, MessageId, SessionId, UserId};
use skybot_domain::inbox::Inbox;
use skybot_domain::label::Label;
use skybot_domain::message::{Appended, Message, NewMessage, Refused, Window};
use skybot_domain::page::{Limit, Page, PageRequest};
use skybot_domain::ports::{
    AccessClaims, Clock, Credentials, EventLog, Ids, Passwords, Ports, Secret, Store, TokenSigner, Tx,
};
use skybot_domain::receipt::{CursorMove, ReadState, Reader};
use skybot_domain::scope::{Reach, Role};
use skybot_domain::search::Query;
use skybot_domain::session::{Login, NewSession, Principal, Rotation, SecretHash};
use skybot_domain::text::Email;
use skybot_domain::{Scope, Timestamp};
use uuid::Uuid;

type Outcome<T> = Result<T, StoreError>;

fn away<T>() -> Outcome<T> {
    Err(StoreError::Unavailable("no route to secret-host".to_owned()))
}

struct Nowhere;

#[async_trait]
impl Store for Nowhere {
    async fn begin(&self, _: &Scope) -> Outcome<Box<dyn Tx>> {
        away()
    }
    async fn message_append(&self, _: &Scope, message: NewMessage) -> Outcome<Result<Appended, Refused>> {
        match message.content.body().as_str() {
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
    async fn members(&self, _: &Scope, _: PageRequest) -> Outcome<Page<Member>> {
        away()
    }
    async fn labels(&self, _: &Scope, _: PageRequest) -> Outcome<Page<Label>> {
        away()
    }
    async fn account(&self, _: &Scope) -> Outcome<Option<Account>> {
        away()
    }
    async fn search_messages(&self, _: &Scope, _: &Query, _: PageRequest) -> Outcome<Page<(Message, Conversation)>> {
        away()
    }
    async fn ready(&self) -> Outcome<()> {
        away()
    }
}

#[async_trait]
impl EventLog for Nowhere {
    async fn read(&self, _: &Scope, after: Pos, _: Limit) -> Outcome<LogSlice> {
        Ok(LogSlice { events: Vec::new(), read_to: after.max(9), head: 9, trimmed: 5 })
    }
}

#[async_trait]
impl Credentials for Nowhere {
    async fn login(&self, _: &Email) -> Outcome<Option<Login>> {
        Ok(None)
    }
    async fn open_session(&self, _: &NewSession) -> Outcome<()> {
        away()
    }
    async fn rotate(&self, _: &SecretHash, _: &SecretHash, _: Timestamp) -> Outcome<Rotation> {
        Ok(Rotation::Rotated(SessionId::new(Uuid::nil())))
    }
    async fn revoke_by_token(&self, _: &SecretHash, _: Timestamp) -> Outcome<()> {
        Ok(())
    }
    async fn revoke(&self, _: SessionId, _: Timestamp) -> Outcome<()> {
        Ok(())
    }
    async fn principal(&self, session_id: SessionId, _: Timestamp) -> Outcome<Option<Principal>> {
        Ok(Email::parse("ana@example.com").ok().map(|email| Principal {
            session_id,
            user_id: UserId::new(Uuid::nil()),
            account_id: AccountId::new(Uuid::nil()),
            account_name: "Demo".to_owned(),
            name: "Ana".to_owned(),
            email,
            role: Role::Agent,
            reach: Reach::All,
        }))
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
}

impl TokenSigner for Nowhere {
    fn issue(&self, _: &Principal, _: Timestamp) -> String {
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

pub(super) fn ports() -> Ports {
    let world = Arc::new(Nowhere);
    Ports {
        store: world.clone(),
        events: world.clone(),
        credentials: world.clone(),
        passwords: world.clone(),
        tokens: world.clone(),
        clock: world.clone(),
        ids: world,
    }
}
