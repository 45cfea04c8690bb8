//! The platform realm: tenants and their people, for whoever runs the installation. Behind a secret
//! of the configuration, sent as `Authorization: Bearer`; without one there is nothing here.

use actix_web::{HttpResponse, get, post};
use skybot_domain::error::{Error, Resource, Violations};
use skybot_domain::id::AccountId;
use skybot_domain::scope::Role;
use skybot_domain::text::{Email, Name};
use skybot_domain::usecase::{self, NewPerson};
use skybot_wire as wire;

use super::Routes;
use super::auth::{answer, secret};
use super::parse;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::detached::detached;
use crate::problem::Problem;
use crate::query;
use crate::request::Operator;

pub(super) fn configure(routes: &mut impl Routes) {
    routes
        .service(list_accounts)
        .service(create_account)
        .service(get_any_account)
        .service(suspend_account)
        .service(resume_account)
        .service(list_account_members)
        .service(create_user)
        .service(impersonate)
        .service(get_limits)
        .service(seed);
}

/// All tenants, newest first
#[utoipa::path(
    tag = "platform",
    params(wire::PageQuery),
    responses((status = 200, description = "The tenants", body = wire::Page<wire::Account>)),
)]
#[get("/admin/accounts")]
async fn list_accounts(Operator(request): Operator) -> Reply {
    let query: wire::PageQuery = request.query()?;
    let page = query::page(List::Accounts, query.limit, query.cursor.as_deref())?;
    let found = request.api().ports.provisioning.accounts(page).await?;
    Answer::ok(&query::to_wire::<_, wire::Account>(List::Accounts, found)).map(Answer::send)
}

/// Make a tenant with its owner
///
/// Somebody who has a user already (by address) joins with the password they have.
#[utoipa::path(
    tag = "platform",
    request_body = wire::AdminCreateAccount,
    responses((status = 201, description = "The ids", body = wire::AdminCreated)),
)]
#[post("/admin/accounts")]
async fn create_account(Operator(mut request): Operator) -> Reply {
    request.no_query()?;
    let (name, owner, password) = new_account(request.body().await?)?;
    let (api, origin) = (request.shared_api(), request.origin());
    let (account, user) = detached(async move {
        let password = ("/owner_password", password);
        Ok(usecase::provision_account(&api.ports, name, owner, password, &origin).await?)
    })
    .await?;
    Answer::created(&wire::AdminCreated { account_id: account.uuid(), user_id: user.uuid() }).map(Answer::send)
}

fn new_account(body: wire::AdminCreateAccount) -> Result<(Name, NewPerson, String), Problem> {
    let mut violations = Violations::default();
    let name = violations.take("/name", Name::parse(&body.name));
    let owner_name = violations.take("/owner_name", Name::parse(&body.owner_name));
    let email = violations.take("/owner_email", Email::parse(&body.owner_email));
    let owner = owner_name.zip(email);
    let owner = owner.map(|(name, email)| NewPerson {
        email,
        name,
        role: Role::Owner,
        reach: skybot_domain::scope::Reach::All,
    });
    let (name, owner) = parse::checked(violations, name.zip(owner))?;
    Ok((name, owner, secret("/owner_password", body.owner_password)?))
}

/// One tenant
#[utoipa::path(
    tag = "platform",
    params(("id" = Uuid, Path, description = "The tenant")),
    responses((status = 200, description = "The tenant", body = wire::Account)),
)]
#[get("/admin/accounts/{id}")]
async fn get_any_account(Operator(request): Operator) -> Reply {
    let id: AccountId = request.path("id")?;
    request.no_query()?;
    let account = request.api().ports.provisioning.account(id).await?;
    let account = account.ok_or(Error::NotFound(Resource::Account))?;
    Answer::ok(&wire::Account::from(account)).map(Answer::send)
}

/// Lock a tenant: nobody gets in, nothing is lost
#[utoipa::path(
    tag = "platform",
    params(("id" = Uuid, Path, description = "The tenant")),
    responses((status = 204, description = "It is suspended")),
)]
#[post("/admin/accounts/{id}/suspend")]
async fn suspend_account(operator: Operator) -> Reply {
    set_suspended(operator, true).await
}

/// Unlock a tenant
#[utoipa::path(
    tag = "platform",
    params(("id" = Uuid, Path, description = "The tenant")),
    responses((status = 204, description = "It is in use")),
)]
#[post("/admin/accounts/{id}/resume")]
async fn resume_account(operator: Operator) -> Reply {
    set_suspended(operator, false).await
}

async fn set_suspended(Operator(request): Operator, suspended: bool) -> Reply {
    let id: AccountId = request.path("id")?;
    request.no_query()?;
    let (api, origin) = (request.shared_api(), request.origin());
    detached(async move { Ok(usecase::set_suspended(&api.ports, id, suspended, &origin).await?) }).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A tenant's members
#[utoipa::path(
    tag = "platform",
    params(("id" = Uuid, Path, description = "The tenant"), wire::PageQuery),
    responses((status = 200, description = "The members, by user id", body = wire::Page<wire::Member>)),
)]
#[get("/admin/accounts/{id}/members")]
async fn list_account_members(Operator(request): Operator) -> Reply {
    let id: AccountId = request.path("id")?;
    let query: wire::PageQuery = request.query()?;
    let page = query::page(List::Members, query.limit, query.cursor.as_deref())?;
    let found = request.api().ports.provisioning.members(id, page).await?;
    Answer::ok(&query::to_wire::<_, wire::Member>(List::Members, found)).map(Answer::send)
}

/// Make a user in a tenant
///
/// Somebody who has a user already (by address) joins with the password they have.
#[utoipa::path(
    tag = "platform",
    params(("id" = Uuid, Path, description = "The tenant")),
    request_body = wire::AdminCreateUser,
    responses((status = 201, description = "The ids", body = wire::AdminCreated)),
)]
#[post("/admin/accounts/{id}/users")]
async fn create_user(Operator(mut request): Operator) -> Reply {
    let account: AccountId = request.path("id")?;
    request.no_query()?;
    let body: wire::AdminCreateUser = request.body().await?;
    let mut violations = Violations::default();
    let name = violations.take("/name", Name::parse(&body.name));
    let email = violations.take("/email", Email::parse(&body.email));
    let (role, reach) = (body.role.into(), body.reach.into());
    let person = name.zip(email).map(|(name, email)| NewPerson { email, name, role, reach });
    let person = parse::checked(violations, person)?;
    let password = secret("/password", body.password)?;
    let (api, origin) = (request.shared_api(), request.origin());
    let user = detached(async move {
        Ok(usecase::provision_user(&api.ports, account, person, ("/password", password), &origin).await?)
    })
    .await?;
    Answer::created(&wire::AdminCreated { account_id: account.uuid(), user_id: user.uuid() }).map(Answer::send)
}

/// Act in a member's name, for an hour at most
///
/// Whoever does so is named in the tenant's audit log.
#[utoipa::path(
    tag = "platform",
    params(("id" = Uuid, Path, description = "The tenant")),
    request_body = wire::Impersonate,
    responses((status = 200, description = "The tokens of a session", body = wire::SignedIn)),
)]
#[post("/admin/accounts/{id}/impersonate")]
async fn impersonate(Operator(mut request): Operator) -> Reply {
    let account: AccountId = request.path("id")?;
    request.no_query()?;
    let body: wire::Impersonate = request.body().await?;
    let operator = Name::parse(&body.operator).map_err(|violation| Problem::invalid("/operator", violation))?;
    let user = body.user_id.into();
    let (api, origin) = (request.shared_api(), request.origin());
    let opened =
        detached(async move { Ok(usecase::act_as(&api.ports, account, user, operator, origin).await?) }).await?;
    answer(&request, opened, wire::Transport::Body)
}

/// How often one may ask
#[utoipa::path(
    tag = "platform",
    responses((status = 200, description = "The limits that are set", body = wire::RateLimits)),
)]
#[get("/admin/limits")]
async fn get_limits(Operator(request): Operator) -> Reply {
    request.no_query()?;
    let quotas = request.api().ports.limits.quotas().into_iter();
    let items = quotas.map(|(budget, quota)| wire::RateLimit {
        name: budget.as_str().to_owned(),
        requests: quota.requests.get(),
        window_seconds: quota.window.as_secs(),
    });
    Answer::ok(&wire::RateLimits { items: items.collect() }).map(Answer::send)
}

/// Make a tenant to begin with: owner, an inbox, labels
///
/// Behind a secret of its own, for scripts that set up a new installation.
#[utoipa::path(
    tag = "platform",
    request_body = wire::AdminCreateAccount,
    responses((status = 201, description = "The ids", body = wire::AdminCreated)),
)]
#[post("/admin/seed")]
async fn seed(Operator(mut request): Operator) -> Reply {
    request.no_query()?;
    let (name, owner, password) = new_account(request.body().await?)?;
    let (api, origin) = (request.shared_api(), request.origin());
    let (account, user) = detached(async move {
        let password = ("/owner_password", password);
        Ok(usecase::seed_account(&api.ports, name, owner, password, &origin).await?)
    })
    .await?;
    Answer::created(&wire::AdminCreated { account_id: account.uuid(), user_id: user.uuid() }).map(Answer::send)
}
