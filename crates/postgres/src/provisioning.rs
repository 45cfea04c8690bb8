//! The [`Provisioning`] port: tenants and their people, for whoever runs the installation.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::account::{Account, Member, NewAccount, NewMember};
use skybot_domain::error::{StoreError, Unique};
use skybot_domain::id::{AccountId, UserId};
use skybot_domain::page::{Page, PageRequest, Position};
use skybot_domain::ports::{Provisioning, Store};
use skybot_domain::scope::{Actor, Origin, Reach, Role, Scope};

use crate::pool::Postgres;
use crate::query::select;
use crate::rows::AccountRow;
use crate::unit::Unit;

/// The platform, at work inside one tenant.
fn inside(account: AccountId, origin: &Origin) -> Scope {
    #[expect(clippy::disallowed_methods, reason = "provisioning is the platform's, and makes the tenant itself")]
    let scope = Scope::issue(account, Actor::System { part: "admin" }, Role::Owner, Reach::All);
    scope.from(origin.clone())
}

impl Postgres {
    /// A transaction that may write users and memberships, inside one tenant.
    async fn enter_for_provisioning(&self, account: AccountId, origin: &Origin) -> Result<Unit, StoreError> {
        let unit = self.enter_to_change(&inside(account, origin)).await?;
        unit.run("select app.enter_platform()", vec![]).await?;
        Ok(unit)
    }
}

#[async_trait]
impl Provisioning for Postgres {
    async fn accounts(&self, page: PageRequest) -> Result<Page<Account>, StoreError> {
        let db = self.clone();
        self.detached(async move {
            let unit = db.enter_platform().await?;
            let sql = "select * from accounts where $1::uuid is null or id < $1 order by id desc limit $2";
            let values = vec![page.after.map(|after| after.id).into(), (i64::from(page.limit.get()) + 1).into()];
            let rows: Vec<AccountRow> = select(&unit, sql, values).await?;
            unit.commit().await?;
            let accounts = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<Account>, _>>()?;
            Ok(Page::cut(accounts, page.limit, |account| Position { rank: 0, id: account.id.uuid() }))
        })
        .await
    }

    async fn members(&self, account: AccountId, page: PageRequest) -> Result<Page<Member>, StoreError> {
        Store::members(self, &inside(account, &Origin::default()), None, page).await
    }

    async fn create_account(
        &self,
        account: &NewAccount,
        members: &[NewMember],
        at: Timestamp,
        origin: &Origin,
    ) -> Result<Vec<UserId>, StoreError> {
        let (db, account, members, origin) = (self.clone(), account.clone(), members.to_vec(), origin.clone());
        self.detached(async move {
            let unit = db.enter_for_provisioning(account.id, &origin).await?;
            unit.run(
                "insert into accounts (id, name, created_at) values ($1, $2, $3)",
                vec![account.id.uuid().into(), account.name.as_str().into(), at.into()],
            )
            .await?;
            let mut ids = Vec::with_capacity(members.len());
            for member in &members {
                ids.push(join(&unit, account.id, member, at).await?);
            }
            unit.commit().await?;
            for id in &ids {
                db.principals.forget_user(*id);
            }
            Ok(ids)
        })
        .await
    }

    async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let db = self.clone();
        self.detached(async move {
            let unit = db.enter_platform().await?;
            let rows: Vec<AccountRow> =
                select(&unit, "select * from accounts where id = $1", vec![id.uuid().into()]).await?;
            unit.commit().await?;
            rows.into_iter().next().map(TryInto::try_into).transpose()
        })
        .await
    }

    async fn add_member(
        &self,
        account: AccountId,
        member: &NewMember,
        at: Timestamp,
        origin: &Origin,
    ) -> Result<UserId, StoreError> {
        let (db, member, origin) = (self.clone(), member.clone(), origin.clone());
        self.detached(async move {
            let unit = db.enter_for_provisioning(account, &origin).await?;
            let id = join(&unit, account, &member, at).await?;
            unit.commit().await?;
            db.principals.forget_user(id);
            Ok(id)
        })
        .await
    }

    async fn set_suspended(&self, account: AccountId, suspended: bool, origin: &Origin) -> Result<bool, StoreError> {
        let (db, origin) = (self.clone(), origin.clone());
        let found = self
            .detached(async move {
                let unit = db.enter_for_provisioning(account, &origin).await?;
                let status = if suspended { "suspended" } else { "active" };
                let found = unit
                    .run(
                        "update accounts set status = $2, version = version + (status <> $2)::int where id = $1",
                        vec![account.uuid().into(), status.into()],
                    )
                    .await?;
                unit.commit().await?;
                Ok(found > 0)
            })
            .await?;
        // Other processes believe whom they know for less than a second.
        self.principals.forget_account(account);
        Ok(found)
    }
}

#[derive(FromQueryResult)]
struct UserRow {
    id: Uuid,
    verified: bool,
}

/// Makes a member of whoever has the address, or of a new user. May be said twice; but whoever is a
/// member already stays what they are: changing that is another matter, and a tenant's own.
async fn join(unit: &Unit, account: AccountId, member: &NewMember, at: Timestamp) -> Result<UserId, StoreError> {
    // The platform vouches for the addresses of those it makes.
    unit.run(
        "insert into users (id, email, name, password_hash, email_verified_at, created_at) values ($1, $2, $3, $4, $5, $5)
         on conflict (email_folded) do nothing",
        vec![
            member.user_id.uuid().into(),
            member.email.as_str().into(),
            member.name.as_str().into(),
            member.password_hash.as_str().into(),
            at.into(),
        ],
    )
    .await?;
    let sql = "select id, email_verified_at is not null as verified from users where email_folded = lower($1)
               for no key update";
    let user: Option<UserRow> = unit.first(sql, vec![member.email.as_str().into()]).await?;
    let user = user.ok_or_else(|| StoreError::Internal("a user was not stored".to_owned()))?;
    if !user.verified {
        // Somebody registered with the address and never proved it: it may be a stranger, whose
        // password must not open this tenant.
        unit.run("select app.prove_mailbox($1, $2, false)", vec![user.id.into(), at.into()]).await?;
        unit.run(
            "update users set name = $2, password_hash = $3 where id = $1",
            vec![user.id.into(), member.name.as_str().into(), member.password_hash.as_str().into()],
        )
        .await?;
    }
    let joined = unit
        .run(
            "insert into memberships (account_id, user_id, name, role, reach, created_at)
             values ($1, $2, $3, $4, $5, $6) on conflict (account_id, user_id) do nothing",
            vec![
                account.uuid().into(),
                user.id.into(),
                member.name.as_str().into(),
                member.role.as_str().into(),
                member.reach.as_str().into(),
                at.into(),
            ],
        )
        .await?;
    if joined > 0 || is_member_as(unit, account, user.id, member).await? {
        Ok(user.id.into())
    } else {
        Err(StoreError::Conflict(Unique::Member))
    }
}

/// Whether the user is the member that is asked for.
async fn is_member_as(unit: &Unit, account: AccountId, user: Uuid, member: &NewMember) -> Result<bool, StoreError> {
    let sql = "select from memberships where account_id = $1 and user_id = $2 and role = $3 and reach = $4";
    let (role, reach) = (member.role.as_str(), member.reach.as_str());
    Ok(unit.run(sql, vec![account.uuid().into(), user.into(), role.into(), reach.into()]).await? > 0)
}
