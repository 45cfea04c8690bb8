//! The [`Letters`] port: registering, letters that were asked for, and the links in them.
//!
//! Whoever asks for a letter gets the same work done, whether anybody lives at the address or not.

mod invitations;
pub(crate) mod links;

use async_trait::async_trait;
use futures_util::FutureExt as _;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::error::StoreError;
use skybot_domain::id::LetterId;
use skybot_domain::job::Task;
use skybot_domain::letter::{
    Addressee, Invited, LetterRequest, LinkTarget, NewLink, OpenInvitation, PendingLetter, Purpose,
};
use skybot_domain::mail::Locale;
use skybot_domain::ports::{Acceptance, Accepted, Letters};
use skybot_domain::scope::Origin;
use skybot_domain::session::{Registration, SecretHash};
use skybot_domain::text::{Email, Name};

use crate::notes::place;
use crate::pool::Postgres;
use crate::rows::corrupt;
use crate::unit::Unit;

#[derive(FromQueryResult)]
struct PendingRow {
    letter: String,
    email: String,
    locale: String,
    recent: i64,
    user_id: Option<Uuid>,
    user_name: Option<String>,
    user_locale: Option<String>,
    user_verified: bool,
    account_id: Option<Uuid>,
    invitation_id: Option<Uuid>,
    account_name: Option<String>,
    inviter: Option<String>,
}

#[derive(FromQueryResult)]
struct UserRow {
    user_id: Uuid,
}

#[async_trait]
impl Letters for Postgres {
    async fn register(&self, registration: &Registration, letter: LetterId) -> Result<(), StoreError> {
        let new = registration.clone();
        self.on_platform(move |unit| async move { register(unit, &new, letter).await }.boxed()).await
    }

    async fn ask(&self, letter: &LetterRequest) -> Result<(), StoreError> {
        let letter = letter.clone();
        self.on_platform(move |unit| {
            async move {
                unit.run(
                    "insert into letters (id, letter, email, locale, created_at) values ($1, $2, $3, $4, $5)",
                    vec![
                        letter.id.uuid().into(),
                        letter.purpose.as_str().into(),
                        letter.email.as_str().into(),
                        letter.locale.as_str().into(),
                        letter.at.into(),
                    ],
                )
                .await?;
                unit.enqueue(Task::SendLetter { letter: letter.id }, letter.at).await
            }
            .boxed()
        })
        .await
    }

    async fn pending(&self, id: LetterId, at: Timestamp) -> Result<Option<PendingLetter>, StoreError> {
        self.on_platform(move |unit| async move { pending(unit, id.uuid(), at).await }.boxed()).await
    }

    async fn store_link(&self, link: &NewLink) -> Result<(), StoreError> {
        let link = link.clone();
        self.on_platform(move |unit| async move { links::store(unit, &link).await }.boxed()).await
    }

    async fn done(&self, id: LetterId, at: Timestamp) -> Result<(), StoreError> {
        self.on_platform(move |unit| {
            async move {
                let sql = "update letters set done_at = $2 where id = $1 and done_at is null";
                unit.run(sql, vec![id.uuid().into(), at.into()]).await?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    async fn link(&self, hash: &SecretHash, purpose: Purpose, at: Timestamp) -> Result<Option<LinkTarget>, StoreError> {
        let hash = *hash;
        self.on_platform(move |unit| async move { links::find(unit, &hash, purpose, at).await }.boxed()).await
    }

    async fn verify_email(&self, hash: &SecretHash, origin: &Origin, at: Timestamp) -> Result<bool, StoreError> {
        let (hash, origin) = (*hash, origin.clone());
        let user =
            self.on_platform(move |unit| async move { verify_email(unit, &hash, &origin, at).await }.boxed()).await?;
        if let Some(user) = user {
            self.principals.forget_user(user.into());
        }
        Ok(user.is_some())
    }

    async fn invitation(&self, hash: &SecretHash, at: Timestamp) -> Result<Option<OpenInvitation>, StoreError> {
        let hash = *hash;
        self.on_platform(move |unit| async move { invitations::look_at(unit, &hash, at).await }.boxed()).await
    }

    async fn accept_invitation(&self, acceptance: &Acceptance) -> Result<Accepted, StoreError> {
        let (db, acceptance) = (self.clone(), acceptance.clone());
        self.detached(async move {
            let unit = db.enter_platform().await?;
            let accepted = invitations::accept(&unit, &acceptance).await?;
            match accepted {
                Accepted::Joined(..) => unit.commit().await?,
                Accepted::PersonNeeded(_) | Accepted::NoLink => unit.rollback().await?,
            }
            Ok(accepted)
        })
        .await
    }
}

async fn register(unit: &mut Unit, new: &Registration, letter: LetterId) -> Result<(), StoreError> {
    let mut values = vec![
        new.account_id.uuid().into(),
        new.account_name.as_str().into(),
        new.user_id.uuid().into(),
        new.name.as_str().into(),
        new.email.as_str().into(),
        new.password_hash.as_str().into(),
        new.locale.as_str().into(),
        letter.uuid().into(),
    ];
    values.extend(place(&new.origin));
    values.push(new.at.into());
    unit.run("select app.register($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)", values).await?;
    unit.enqueue(Task::SendLetter { letter }, new.at).await
}

/// Invitations are counted by themselves, over all tenants, and a changed password is told in any
/// case: what some people cause takes nothing from what others may ask for.
///
/// A letter goes where its reader has registered, not where somebody wrote that: of two addresses that
/// are one for us, the other may be a stranger's mailbox.
async fn pending(unit: &Unit, id: Uuid, at: Timestamp) -> Result<Option<PendingLetter>, StoreError> {
    let row: Option<PendingRow> = unit
        .first(
            "select l.letter, case when i.id is null then coalesce(u.email, l.email) else l.email end as email, l.locale,
                    (select count(*) from letters r
                     where r.email_folded = l.email_folded and r.letter <> 'password_changed'
                       and (r.letter = 'invitation') = (l.letter = 'invitation')
                       and r.created_at > l.created_at - interval '1 hour'
                       and (r.created_at, r.id) <= (l.created_at, l.id)) as recent,
                    u.id as user_id, u.name as user_name, u.locale as user_locale,
                    u.email_verified_at is not null as user_verified,
                    i.account_id, i.id as invitation_id, a.name as account_name, m.name as inviter
             from letters l
             left join users u on u.email_folded = l.email_folded and u.disabled_at is null
             left join invitations i on i.account_id = l.account_id and i.id = l.invitation_id
               and i.accepted_at is null and i.revoked_at is null and i.expires_at > $2
             left join accounts a on a.id = i.account_id and a.status = 'active'
             left join memberships m on m.account_id = i.account_id and m.user_id = i.invited_by
             where l.id = $1 and l.done_at is null",
            vec![id.into(), at.into()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let bad = |column| corrupt("letters", column, id);
    let name = |text: &str, column| Name::parse(text).map_err(|_| bad(column));
    let user = match (row.user_id, &row.user_name, &row.user_locale) {
        (Some(user), Some(text), Some(locale)) => Some(Addressee {
            id: user.into(),
            name: name(text, "user_name")?,
            locale: Locale::parse(locale).ok_or_else(|| bad("user_locale"))?,
            verified: row.user_verified,
        }),
        _ => None,
    };
    let invitation = match (row.account_id, row.invitation_id, &row.account_name, &row.inviter) {
        (Some(account), Some(invitation), Some(account_name), Some(inviter)) => Some(Invited {
            account_id: account.into(),
            invitation_id: invitation.into(),
            account_name: name(account_name, "account_name")?,
            inviter: name(inviter, "inviter")?,
        }),
        _ => None,
    };
    Ok(Some(PendingLetter {
        purpose: Purpose::parse(&row.letter).ok_or_else(|| bad("letter"))?,
        email: Email::parse(&row.email).map_err(|_| bad("email"))?,
        locale: Locale::parse(&row.locale).ok_or_else(|| bad("locale"))?,
        recent: row.recent,
        user,
        invitation,
    }))
}

/// Whose address is proven by a link.
async fn verify_email(
    unit: &Unit,
    hash: &SecretHash,
    origin: &Origin,
    at: Timestamp,
) -> Result<Option<Uuid>, StoreError> {
    let row: Option<UserRow> = unit
        .first(
            "update link_secrets l set used_at = $2 from users u
             where l.secret_hash = $1 and l.letter = 'verify_email' and l.used_at is null and l.expires_at > $2
               and u.id = l.user_id and u.disabled_at is null
             returning l.user_id",
            vec![hash.to_vec().into(), at.into()],
        )
        .await?;
    let Some(UserRow { user_id }) = row else { return Ok(None) };
    links::use_up_all(unit, Purpose::VerifyEmail, user_id, at).await?;
    // The letter went out because somebody registered, and whoever follows it says that it was they.
    links::prove_mailbox(unit, user_id, true, origin, at).await?;
    Ok(Some(user_id))
}
