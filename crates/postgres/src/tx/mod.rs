//! The [`Tx`] port: one tenant's open transaction, statement by statement.

mod api_keys;
mod attributes;
mod batches;
mod companies;
mod compose;
mod contacts;
mod conversations;
mod delivery;
mod directory;
mod imports;
mod labels;
mod lifecycle;
mod members;
mod messages;
mod teams;
mod views;

use async_trait::async_trait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, UpdateStatement};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::account::{Account, AccountPatch, Invitation, Member, MemberPatch, NewInvitation, OwnPatch, Team};
use skybot_domain::api_key::{ApiKey, NewApiKey};
use skybot_domain::contact::{Contact, ContactPatch, Identity, NewContact};
use skybot_domain::conversation::{
    Assignment, Conversation, ConversationPatch, Held, Muted, NewConversation, StatusChange,
};
use skybot_domain::error::StoreError;
use skybot_domain::event::NewEvent;
use skybot_domain::id::{
    ApiKeyId, ContactId, ConversationId, InboxId, InvitationId, LabelId, LetterId, TeamId, UserId,
};
use skybot_domain::idempotency::{Claim, Claimed, StoredAnswer};
use skybot_domain::inbox::{Inbox, InboxPatch, NewInbox};
use skybot_domain::job::NewJob;
use skybot_domain::label::{Label, LabelName, LabelPatch, NewLabel};
use skybot_domain::message::{Appended, NewMessage, Refused};
use skybot_domain::ports::Tx;
use skybot_domain::scope::{Actor, Scope};
use skybot_domain::session::SecretHash;
use skybot_domain::text::{Email, Name};

use crate::error::orm_error;
use crate::events;
use crate::pool::Postgres;
use crate::query::select;
use crate::unit::Unit;

pub(crate) struct PgTx {
    unit: Unit,
    scope: Scope,
    db: Postgres,
    /// Whether the tenant's log grows by the commit.
    grows: bool,
    /// Members who are others than is believed of them, after the commit.
    changed: Vec<UserId>,
}

type Outcome<T> = Result<T, StoreError>;

impl PgTx {
    pub(crate) fn new(unit: Unit, scope: Scope, db: Postgres) -> Self {
        Self { unit, scope, db, grows: false, changed: Vec::new() }
    }

    pub(crate) fn scope(&self) -> &Scope {
        &self.scope
    }

    fn account(&self) -> Uuid {
        self.scope.account().uuid()
    }

    /// Runs a statement whose first parameter is the tenant; how many rows it touched.
    pub(crate) async fn run(&self, sql: &str, values: Vec<Value>) -> Outcome<u64> {
        self.unit.run(sql, std::iter::once(self.account().into()).chain(values).collect()).await
    }

    /// The rows of a statement whose first parameter is the tenant.
    pub(crate) async fn all<R: FromQueryResult>(&self, sql: &str, values: Vec<Value>) -> Outcome<Vec<R>> {
        let values = std::iter::once(self.account().into()).chain(values).collect();
        select(&self.unit, sql, values).await
    }

    /// The first row of a statement whose first parameter is the tenant.
    pub(crate) async fn first<R: FromQueryResult>(&self, sql: &str, values: Vec<Value>) -> Outcome<Option<R>> {
        let values = std::iter::once(self.account().into()).chain(values).collect();
        self.unit.first(sql, values).await
    }

    /// Changes the columns of one of the tenant's rows, and its version.
    async fn update(&self, table: &'static str, id: Uuid, set: impl FnOnce(&mut UpdateStatement)) -> Outcome<()> {
        let mut update = Query::update();
        update
            .table(Alias::new(table))
            .value(Alias::new("version"), Expr::cust("version + 1"))
            .and_where(Expr::col(Alias::new("account_id")).eq(self.account()))
            .and_where(Expr::col(Alias::new("id")).eq(id));
        set(&mut update);
        self.unit.execute(&update).await.map_err(|error| orm_error(&error))?;
        Ok(())
    }
}

#[derive(FromQueryResult)]
struct ClaimRow {
    outcome: String,
    status: Option<i16>,
    etag: Option<String>,
    body: Option<Vec<u8>>,
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

/// Who a key belongs to: the member, or the part of the product.
fn principal(scope: &Scope) -> String {
    match scope.actor() {
        Actor::User { id, .. } | Actor::Bot { id, .. } => id.to_string(),
        Actor::System { part } => format!("system:{part}"),
    }
}

#[async_trait]
impl Tx for PgTx {
    async fn claim(&mut self, claim: &Claim) -> Outcome<Claimed> {
        let values: Vec<Value> = vec![
            principal(&self.scope).into(),
            claim.route.as_str().into(),
            claim.key.as_str().into(),
            claim.digest.to_vec().into(),
        ];
        let rows: Vec<ClaimRow> = select(&self.unit, "select * from app.claim($1, $2, $3, $4)", values).await?;
        let row = rows.into_iter().next().ok_or_else(|| StoreError::Internal("app.claim gave no row".to_owned()))?;
        Ok(match row.outcome.as_str() {
            "fresh" => Claimed::Fresh,
            "running" => Claimed::Running,
            "reused" => Claimed::Reused,
            _ => Claimed::Replay(StoredAnswer {
                status: row.status.and_then(|status| u16::try_from(status).ok()).unwrap_or(200),
                etag: row.etag,
                body: row.body.unwrap_or_default(),
            }),
        })
    }

    async fn answer(&mut self, claim: &Claim, answer: &StoredAnswer) -> Outcome<()> {
        self.run(
            "insert into idempotency_keys (account_id, principal, route, key, digest, status, etag, body, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            vec![
                principal(&self.scope).into(),
                claim.route.as_str().into(),
                claim.key.as_str().into(),
                claim.digest.to_vec().into(),
                i16::try_from(answer.status).unwrap_or(i16::MAX).into(),
                answer.etag.clone().into(),
                answer.body.clone().into(),
                claim.at.into(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn hold_conversation(&mut self, id: ConversationId) -> Outcome<Option<Held>> {
        conversations::hold_conversation(self, id).await
    }

    async fn conversation(&mut self, id: ConversationId) -> Outcome<Option<Conversation>> {
        conversations::conversation(self, id).await
    }

    async fn insert_conversation(&mut self, new: &NewConversation) -> Outcome<()> {
        conversations::insert_conversation(self, new).await
    }

    async fn set_status(&mut self, id: ConversationId, change: StatusChange) -> Outcome<()> {
        conversations::set_status(self, id, change).await
    }

    async fn assign(&mut self, id: ConversationId, assignment: Assignment) -> Outcome<()> {
        conversations::assign(self, id, assignment).await
    }

    async fn patch_conversation(&mut self, id: ConversationId, patch: &ConversationPatch) -> Outcome<()> {
        conversations::patch_conversation(self, id, patch).await
    }

    async fn add_label(&mut self, id: ConversationId, label: &LabelName) -> Outcome<bool> {
        conversations::add_label(self, id, label).await
    }

    async fn remove_label(&mut self, id: ConversationId, label: &LabelName) -> Outcome<bool> {
        conversations::remove_label(self, id, label).await
    }

    async fn set_participant(&mut self, id: ConversationId, user: UserId, watching: bool) -> Outcome<bool> {
        conversations::set_participant(self, id, user, watching).await
    }

    async fn set_mute(&mut self, id: ConversationId, user: UserId, mute: Option<Muted>) -> Outcome<()> {
        conversations::set_mute(self, id, user, mute).await
    }

    async fn message_append(&mut self, message: &NewMessage) -> Outcome<Result<Appended, Refused>> {
        self.grows = true;
        conversations::message_append(self, message).await
    }

    async fn hold_contact(&mut self, id: ContactId) -> Outcome<Option<Contact>> {
        directory::hold_contact(self, id).await
    }

    async fn contact_by_identity(&mut self, identity: &Identity) -> Outcome<Option<ContactId>> {
        directory::contact_by_identity(self, identity).await
    }

    async fn insert_contact(&mut self, id: ContactId, new: &NewContact, at: Timestamp) -> Outcome<()> {
        directory::insert_contact(self, id, new, at).await
    }

    async fn patch_contact(&mut self, id: ContactId, patch: &ContactPatch, at: Timestamp) -> Outcome<()> {
        directory::patch_contact(self, id, patch, at).await
    }

    async fn delete_contact(&mut self, id: ContactId) -> Outcome<bool> {
        directory::delete_contact(self, id).await
    }

    async fn hold_inbox(&mut self, id: InboxId) -> Outcome<Option<Inbox>> {
        directory::hold_inbox(self, id).await
    }

    async fn insert_inbox(&mut self, id: InboxId, new: &NewInbox, at: Timestamp) -> Outcome<()> {
        directory::insert_inbox(self, id, new, at).await
    }

    async fn patch_inbox(&mut self, id: InboxId, patch: &InboxPatch, at: Timestamp) -> Outcome<()> {
        directory::patch_inbox(self, id, patch, at).await
    }

    async fn delete_inbox(&mut self, id: InboxId) -> Outcome<bool> {
        directory::delete_inbox(self, id).await
    }

    async fn set_inbox_member(&mut self, id: InboxId, user: UserId, member: bool) -> Outcome<bool> {
        directory::set_inbox_member(self, id, user, member).await
    }

    async fn insert_label(&mut self, id: LabelId, new: &NewLabel, at: Timestamp) -> Outcome<()> {
        labels::insert(self, id, new, at).await
    }

    async fn hold_label(&mut self, id: LabelId) -> Outcome<Option<Label>> {
        labels::hold(self, id).await
    }

    async fn patch_label(&mut self, id: LabelId, patch: &LabelPatch) -> Outcome<()> {
        labels::patch(self, id, patch).await
    }

    async fn rename_label_where_named(&mut self, from: &LabelName, to: &LabelName, at: Timestamp) -> Outcome<()> {
        labels::rename_where_named(self, from, to, at).await
    }

    async fn delete_label(&mut self, id: LabelId) -> Outcome<()> {
        labels::delete(self, id).await
    }

    async fn insert_team(&mut self, id: TeamId, name: &Name, at: Timestamp) -> Outcome<()> {
        teams::insert(self, id, name, at).await
    }

    async fn hold_team(&mut self, id: TeamId) -> Outcome<Option<Team>> {
        teams::hold(self, id).await
    }

    async fn rename_team(&mut self, id: TeamId, name: &Name) -> Outcome<()> {
        teams::rename(self, id, name).await
    }

    async fn hold_conversations_of(&mut self, id: TeamId, most: u32) -> Outcome<u64> {
        teams::hold_conversations(self, id, most).await
    }

    async fn has_canned_responses(&mut self, id: TeamId) -> Outcome<bool> {
        teams::has_canned_responses(self, id).await
    }

    async fn take_team_off(&mut self, id: TeamId) -> Outcome<Vec<ConversationId>> {
        teams::take_off(self, id).await
    }

    async fn delete_team(&mut self, id: TeamId) -> Outcome<Vec<UserId>> {
        teams::delete(self, id).await
    }

    async fn set_team_member(&mut self, id: TeamId, user: UserId, member: bool) -> Outcome<bool> {
        teams::set_member(self, id, user, member).await
    }

    async fn hold_account(&mut self) -> Outcome<Option<Account>> {
        members::hold_account(self).await
    }

    async fn patch_account(&mut self, patch: &AccountPatch) -> Outcome<()> {
        members::patch_account(self, patch).await
    }

    async fn hold_member(&mut self, id: UserId) -> Outcome<Option<Member>> {
        members::hold_member(self, id).await
    }

    async fn patch_member(&mut self, id: UserId, patch: &MemberPatch, at: Timestamp) -> Outcome<()> {
        members::patch_member(self, id, patch, at).await?;
        self.changed.push(id);
        Ok(())
    }

    async fn patch_self(&mut self, id: UserId, patch: &OwnPatch) -> Outcome<bool> {
        self.changed.push(id);
        members::patch_self(self, id, patch).await
    }

    async fn active_owners(&mut self) -> Outcome<i64> {
        members::active_owners(self).await
    }

    async fn is_member(&mut self, email: &Email) -> Outcome<bool> {
        members::is_member(self, email).await
    }

    async fn insert_bot(&mut self, id: UserId, name: &Name, at: Timestamp) -> Outcome<()> {
        members::insert_bot(self, id, name, at).await
    }

    async fn insert_invitation(
        &mut self,
        id: InvitationId,
        new: &NewInvitation,
        letter: LetterId,
        at: Timestamp,
    ) -> Outcome<Invitation> {
        members::insert_invitation(self, id, new, letter, at).await
    }

    async fn revoke_invitation(&mut self, id: InvitationId, at: Timestamp) -> Outcome<bool> {
        members::revoke_invitation(self, id, at).await
    }

    async fn insert_api_key(
        &mut self,
        id: ApiKeyId,
        new: &NewApiKey,
        user: UserId,
        public_id: &str,
        secret: &SecretHash,
        at: Timestamp,
    ) -> Outcome<()> {
        api_keys::insert(self, id, new, user, public_id, secret, at).await
    }

    async fn hold_api_key(&mut self, id: ApiKeyId) -> Outcome<Option<ApiKey>> {
        api_keys::hold(self, id).await
    }

    async fn rotate_api_key(&mut self, id: ApiKeyId, secret: &SecretHash, old_until: Timestamp) -> Outcome<()> {
        api_keys::rotate(self, id, secret, old_until).await
    }

    async fn revoke_api_key(&mut self, id: ApiKeyId, at: Timestamp) -> Outcome<()> {
        api_keys::revoke(self, id, at).await
    }

    async fn record(&mut self, new: &[NewEvent]) -> Outcome<()> {
        self.grows = true;
        events::record(self.unit.connection(), &self.scope, new).await
    }

    async fn enqueue(&mut self, job: &NewJob) -> Outcome<()> {
        self.unit.enqueue(job.task, job.run_at).await
    }

    async fn commit(self: Box<Self>) -> Outcome<()> {
        let (db, account) = (self.db, self.scope.account());
        self.unit.commit().await?;
        self.changed.iter().for_each(|user| db.principals.forget_user(*user));
        if self.grows {
            db.grew(account);
        }
        Ok(())
    }
}
