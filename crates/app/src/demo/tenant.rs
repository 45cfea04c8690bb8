//! The demo's tenant and the made-up people who work there.

use skybot_domain::account::{AccountPatch, NewAccount, NewMember};
use skybot_domain::error::Violation;
use skybot_domain::id::{AccountId, UserId};
use skybot_domain::page::{Limit, PageRequest};
use skybot_domain::ports::{IdsExt as _, Ports, Provisioning};
use skybot_domain::scope::{Actor, Origin, Reach, Role, Scope};
use skybot_domain::search::SearchLanguage;
use skybot_domain::text::{Email, Name};
use skybot_domain::usecase;
use skybot_domain::work::Work;

use crate::exit::{Exit, Failure};

/// Where the demo's user signs in with. `.local` is nobody's domain.
pub(super) const OWNER_EMAIL: &str = "demo@skybot.local";
const ACCOUNT_NAME: &str = "SkyBot Demo";
/// The owner first. Nobody knows the others' password.
const STAFF: [(&str, &str, Role); 4] = [
    (OWNER_EMAIL, "Demo", Role::Owner),
    ("amira@skybot.local", "Amira Costa", Role::Agent),
    ("jonas@skybot.local", "Jonas Lindqvist", Role::Agent),
    ("mei@skybot.local", "Mei Okonkwo", Role::Admin),
];
const PASSWORD_LENGTH: usize = 20;

/// The tenant, as it was found or made.
pub(super) struct Tenant {
    pub(super) account: AccountId,
    /// The owner first.
    pub(super) staff: Vec<Person>,
    /// Of the owner, if it was made now.
    pub(super) password: Option<String>,
}

/// Who works there.
pub(super) struct Person {
    pub(super) id: UserId,
    name: String,
    role: Role,
}

impl Tenant {
    pub(super) async fn find_or_create(ports: &Ports, provisioning: &dyn Provisioning) -> Result<Self, Failure> {
        let email = Email::parse(OWNER_EMAIL).map_err(defect)?;
        let known = ports.credentials.user_by_verified_email(&email).await?;
        let (account, password) = match known.and_then(|login| login.memberships.into_iter().next()) {
            Some(membership) => (membership.account_id, None),
            None => create(ports, provisioning).await.map(|(account, password)| (account, Some(password)))?,
        };
        let mut tenant = Self { account, staff: Vec::new(), password };
        let request = PageRequest { limit: Limit::parse(i64::from(Limit::MAX)).map_err(defect)?, after: None };
        let members = ports.store.members(&tenant.system(), None, request).await?.items;
        for (email, ..) in STAFF {
            let member = members.iter().find(|member| member.email.as_str() == email);
            tenant.staff.extend(member.map(|member| Person {
                id: member.user_id,
                name: member.name.as_str().to_owned(),
                role: member.role,
            }));
        }
        Ok(tenant)
    }

    /// The demo itself.
    pub(super) fn system(&self) -> Scope {
        system(self.account)
    }

    /// One of the staff, from 0, the owner; the demo itself if there are not so many.
    pub(super) fn person(&self, place: usize) -> Scope {
        let Some(person) = self.staff.get(place) else { return self.system() };
        let actor = Actor::User { id: person.id, name: person.name.clone() };
        #[expect(clippy::disallowed_methods, reason = "the demo plays the people it made up")]
        Scope::issue(self.account, actor, person.role, Reach::All)
    }
}

/// The demo itself, which brings in what customers write.
pub(super) fn system(account: AccountId) -> Scope {
    #[expect(clippy::disallowed_methods, reason = "the command line knows for whom it works")]
    Scope::issue(account, Actor::System { part: "demo" }, Role::Owner, Reach::All)
}

async fn create(ports: &Ports, provisioning: &dyn Provisioning) -> Result<(AccountId, String), Failure> {
    let now = ports.clock.now();
    let password = password(&ports.tokens.secret().text);
    let owners = ports.passwords.hash(password.clone()).await?;
    let nobodys = ports.passwords.hash(ports.tokens.secret().text).await?;
    let account = NewAccount { id: ports.ids.fresh(now), name: Name::parse(ACCOUNT_NAME).map_err(defect)? };
    let mut members = Vec::with_capacity(STAFF.len());
    for (email, name, role) in STAFF {
        members.push(NewMember {
            user_id: ports.ids.fresh(now),
            email: Email::parse(email).map_err(defect)?,
            name: Name::parse(name).map_err(defect)?,
            password_hash: if email == OWNER_EMAIL { owners.clone() } else { nobodys.clone() },
            role,
            reach: Reach::All,
        });
    }
    provisioning.create_account(&account, &members, now, &Origin::default()).await?;
    speak(ports, account.id).await?;
    Ok((account.id, password))
}

/// Most of the demo's messages are English; search is to know its words in all their forms.
async fn speak(ports: &Ports, account: AccountId) -> Result<(), Failure> {
    let scope = system(account);
    let mut work = Work::begin(ports, &scope).await?;
    let patch = AccountPatch { search_language: Some(SearchLanguage::English), ..AccountPatch::default() };
    usecase::patch_account(&mut work, &patch, None).await?;
    Ok(work.finish().await?)
}

/// Letters and digits of a secret, easy to copy: 20 of 62 are 119 bits.
fn password(secret: &str) -> String {
    secret.chars().filter(char::is_ascii_alphanumeric).take(PASSWORD_LENGTH).collect()
}

/// What we wrote here ourselves breaks a rule.
#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
pub(super) fn defect(violation: Violation) -> Failure {
    Failure::new(Exit::Failure, format!("the demo's own data is wrong: it {}", violation.detail))
}

#[cfg(test)]
mod tests {
    use skybot_domain::scope::Role;
    use skybot_domain::text::{Email, Name};

    use super::{ACCOUNT_NAME, STAFF, password};

    #[test]
    fn names_and_addresses_can_be_taken() {
        assert!(Name::parse(ACCOUNT_NAME).is_ok());
        for (email, name, _) in STAFF {
            assert!(Email::parse(email).is_ok() && Name::parse(name).is_ok(), "{email}");
        }
        assert_eq!(STAFF[0].2, Role::Owner);
    }

    #[test]
    fn a_password_is_long_and_plain() {
        let secret = "-_aB3-_".repeat(20);
        assert_eq!(password(&secret), "aB3aB3aB3aB3aB3aB3aB");
    }
}
