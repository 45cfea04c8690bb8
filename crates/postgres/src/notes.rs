//! What happened to somebody's security, for the audit log: in the transaction in which it happens.

use sea_orm::{FromQueryResult, Value};
use serde_json::Value as Json;
use uuid::Uuid;

use skybot_domain::error::StoreError;
use skybot_domain::scope::{Origin, Scope};
use skybot_domain::session::SecurityEvent;

use crate::unit::Unit;

/// Something that happened to a user.
pub(crate) struct Note<'a> {
    /// The tenant whose log it goes to; without one it goes to the platform's.
    pub(crate) account: Option<Uuid>,
    /// Whom it happened to.
    pub(crate) user: Uuid,
    /// Whether the user did it.
    pub(crate) by_user: bool,
    /// What.
    pub(crate) event: SecurityEvent,
    /// Where from.
    pub(crate) origin: &'a Origin,
    /// What else is to be known.
    pub(crate) detail: Option<Json>,
}

impl Note<'_> {
    pub(crate) async fn write(self, unit: &Unit) -> Result<(), StoreError> {
        let user = self.user.to_string();
        let mut values: Vec<Value> = vec![
            self.account.into(),
            self.by_user.then_some(self.user).into(),
            self.event.as_str().into(),
            user.into(),
        ];
        values.extend(place(self.origin));
        values.push(self.detail.into());
        unit.run("select app.note($1, $2, $3, 'user', $4, $5, $6, $7, $8)", values).await?;
        Ok(())
    }
}

/// Address, agent and request, as SQL functions take them.
pub(crate) fn place(origin: &Origin) -> [Value; 3] {
    [address(origin).into(), agent(origin).into(), request(origin).into()]
}

/// An address has one form: IPv4 in the clothes of IPv6 is IPv4.
pub(crate) fn address(origin: &Origin) -> Option<String> {
    origin.ip.map(|ip| ip.to_canonical().to_string())
}

/// What a client says of itself, as far as a column holds it.
pub(crate) fn agent(origin: &Origin) -> Option<String> {
    origin.user_agent.as_deref().map(|agent| held(agent, 255))
}

/// The name of a request. It comes from outside and stands in statements that take no parameters.
pub(crate) fn request(origin: &Origin) -> Option<String> {
    let plain = |c: &char| c.is_ascii_alphanumeric() || "._-".contains(*c);
    let request: String = origin.request_id.as_deref()?.chars().filter(plain).take(128).collect();
    if request.is_empty() { None } else { Some(request) }
}

/// Text as a column of `length` characters holds it.
pub(crate) fn held(text: &str, length: usize) -> String {
    text.chars().filter(|c| *c != '\0').take(length).collect()
}

/// Notes that somebody was refused something, in the tenant's own realm.
pub(crate) async fn refusal(unit: &Unit, scope: &Scope, event: SecurityEvent, subject: &str) -> Result<(), StoreError> {
    let mut values: Vec<Value> = vec![
        scope.account().uuid().into(),
        scope.actor().kind().into(),
        scope.user().map(skybot_domain::Id::uuid).into(),
        scope.impersonator().map(|impersonator| held(impersonator, 120)).into(),
        event.as_str().into(),
        held(subject, 255).into(),
    ];
    values.extend(place(scope.origin()));
    unit.run(
        "insert into audit_log (account_id, actor_type, actor_id, impersonator, action, subject_type, subject_id,
                                ip, user_agent, request_id)
         values ($1, $2, $3, $4, $5, 'request', $6, $7::inet, $8, $9)",
        values,
    )
    .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct HomeRow {
    account_id: Uuid,
}

/// The tenant whose log has what happens to a user and belongs to no session: that of the oldest
/// membership in use. A tenant that has locked somebody out learns nothing of them any more, as long
/// as they are anywhere else.
pub(crate) async fn home(unit: &Unit, user: Uuid) -> Result<Option<Uuid>, StoreError> {
    let sql = "select account_id from memberships where user_id = $1
               order by disabled_at is not null, created_at, account_id limit 1";
    let row: Option<HomeRow> = unit.first(sql, vec![user.into()]).await?;
    Ok(row.map(|row| row.account_id))
}

/// Notes what a user did that belongs to no session.
pub(crate) async fn note(
    unit: &Unit,
    user: Uuid,
    event: SecurityEvent,
    origin: &Origin,
    detail: Option<Json>,
) -> Result<(), StoreError> {
    let account = home(unit, user).await?;
    Note { account, user, by_user: true, event, origin, detail }.write(unit).await
}
