//! Making and locking tenants and their people, for whoever runs the installation: from the command
//! line and through the platform realm. Those who are made so have addresses that somebody vouches
//! for.

use crate::account::{NewAccount, NewMember};
use crate::error::{Error, Resource, Result, Violation};
use crate::id::{AccountId, UserId};
use crate::inbox::{Channel, DeliveryMode, NewInbox};
use crate::label::{Color, LabelName, NewLabel};
use crate::ports::{IdsExt, Ports};
use crate::scope::{Actor, Origin, Reach, Role, Scope};
use crate::session::SignedIn;
use crate::text::{Email, Name};
use crate::usecase::passwords::check;
use crate::usecase::sign_in::impersonate;
use crate::usecase::{create_inbox, create_label};
use crate::work::Work;

/// The inbox that a seeded tenant begins with.
const FIRST_INBOX: &str = "API";
/// The labels that a seeded tenant begins with, and their colours.
const FIRST_LABELS: [(&str, &str); 3] = [("billing", "#2563eb"), ("support", "#16a34a"), ("urgent", "#dc2626")];

/// Whom to make a member.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// Where the person signs in with.
    pub email: Email,
    /// The person's name.
    pub name: Name,
    /// What the member may do.
    pub role: Role,
    /// Which conversations the member may see.
    pub reach: Reach,
}

/// Makes a tenant with its owner. Whoever has a user already joins as is. `pointer`: where a
/// refused password stands.
pub async fn provision_account(
    ports: &Ports,
    name: Name,
    owner: NewPerson,
    (pointer, password): (&str, String),
    origin: &Origin,
) -> Result<(AccountId, UserId)> {
    let now = ports.clock.now();
    let owner = member(ports, NewPerson { role: Role::Owner, ..owner }, pointer, password).await?;
    let account = NewAccount { id: ports.ids.fresh(now), name };
    let users = ports.provisioning.create_account(&account, &[owner], now, origin).await?;
    let user = users.first().copied().ok_or(Error::NotFound(Resource::Member))?;
    Ok((account.id, user))
}

/// Makes a user in a tenant. Whoever has a user already joins as is.
pub async fn provision_user(
    ports: &Ports,
    account: AccountId,
    person: NewPerson,
    (pointer, password): (&str, String),
    origin: &Origin,
) -> Result<UserId> {
    if ports.provisioning.account(account).await?.is_none() {
        return Err(Error::NotFound(Resource::Account));
    }
    let member = member(ports, person, pointer, password).await?;
    Ok(ports.provisioning.add_member(account, &member, ports.clock.now(), origin).await?)
}

async fn member(ports: &Ports, person: NewPerson, pointer: &str, password: String) -> Result<NewMember> {
    if person.role == Role::Bot {
        return Err(Error::invalid("/role", Violation::new("NOT_A_PERSON", "bots come with their API key")));
    }
    let context = [person.email.as_str(), person.name.as_str()];
    let password = check(ports, pointer, password, &context, false)?;
    Ok(NewMember {
        user_id: ports.ids.fresh(ports.clock.now()),
        email: person.email,
        name: person.name,
        password_hash: ports.passwords.hash(password.into_string()).await?,
        role: person.role,
        reach: person.reach,
    })
}

/// Suspends or resumes a tenant: nobody gets in, nothing is lost.
pub async fn set_suspended(ports: &Ports, account: AccountId, suspended: bool, origin: &Origin) -> Result<()> {
    let known = ports.provisioning.set_suspended(account, suspended, origin).await?;
    if known { Ok(()) } else { Err(Error::NotFound(Resource::Account)) }
}

/// Opens a session in which the platform acts in the name of somebody who can get in.
pub async fn act_as(
    ports: &Ports,
    account: AccountId,
    user: UserId,
    operator: Name,
    origin: Origin,
) -> Result<SignedIn> {
    let missing = Error::NotFound(Resource::Member);
    let Some(login) = ports.credentials.user(user).await? else { return Err(missing) };
    if !login.memberships.iter().any(|membership| membership.account_id == account && membership.is_open()) {
        return Err(missing);
    }
    impersonate(ports, &login, account, operator.into_string(), origin).await
}

/// Makes a tenant with its owner and what it begins with: an inbox for the API, and labels.
pub async fn seed_account(
    ports: &Ports,
    name: Name,
    owner: NewPerson,
    password: (&str, String),
    origin: &Origin,
) -> Result<(AccountId, UserId)> {
    let (account, user) = provision_account(ports, name, owner, password, origin).await?;
    #[expect(clippy::disallowed_methods, reason = "the platform realm furnishes the tenant it has just made")]
    let scope = Scope::issue(account, Actor::System { part: "seed" }, Role::Owner, Reach::All).from(origin.clone());
    let mut work = Work::begin(ports, &scope).await?;
    let defect = |violation| Error::invalid("", violation);
    let inbox = NewInbox {
        name: Name::parse(FIRST_INBOX).map_err(defect)?,
        channel: Channel::Api,
        delivery: DeliveryMode::Direct,
    };
    create_inbox(&mut work, inbox).await?;
    for (label, color) in FIRST_LABELS {
        let (name, color) = (LabelName::parse(label).map_err(defect)?, Color::parse(color).map_err(defect)?);
        create_label(&mut work, NewLabel { name, color }).await?;
    }
    work.finish().await?;
    Ok((account, user))
}

#[cfg(test)]
mod tests {
    use super::{FIRST_INBOX, FIRST_LABELS};
    use crate::label::{Color, LabelName};
    use crate::text::Name;

    #[test]
    fn what_a_tenant_begins_with_can_be_taken() {
        assert!(Name::parse(FIRST_INBOX).is_ok());
        for (label, color) in FIRST_LABELS {
            assert!(LabelName::parse(label).is_ok() && Color::parse(color).is_ok(), "{label}");
        }
    }
}
