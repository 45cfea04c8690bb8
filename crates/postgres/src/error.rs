//! What PostgreSQL and its drivers report, in the store's words.

use sea_orm::{DbErr, RuntimeErr};
use skybot_domain::error::{Resource, StoreError, Unique};

/// Tells what a driver error means. Driver texts stay in the log, never in the answer.
pub(crate) fn store_error(error: &sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::Database(database) => database_error(database.as_ref()),
        sqlx::Error::PoolTimedOut => StoreError::Unavailable("no free connection".to_owned()),
        sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
            StoreError::Unavailable("the pool is closed".to_owned())
        }
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => {
            StoreError::Unavailable("the connection broke".to_owned())
        }
        other => StoreError::Internal(other.to_string()),
    }
}

/// The same for errors that came through sea-orm.
pub(crate) fn orm_error(error: &DbErr) -> StoreError {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error))
        | DbErr::Conn(RuntimeErr::SqlxError(error)) => store_error(error),
        other => StoreError::Internal(other.to_string()),
    }
}

/// Whether running the same statement again is the right answer: a deadlock or a serialisation
/// failure.
pub(crate) fn is_retryable(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| code == "40P01" || code == "40001")
}

fn database_error(error: &dyn sqlx::error::DatabaseError) -> StoreError {
    let code = error.code().unwrap_or_default();
    match (code.as_ref(), error.constraint()) {
        ("23505", Some(constraint)) => match unique(constraint) {
            Some(unique) => StoreError::Conflict(unique),
            None => StoreError::Internal(format!("unique constraint {constraint}")),
        },
        ("23503", Some(constraint)) => match missing(constraint) {
            Some(resource) => StoreError::Missing(resource),
            None => StoreError::Internal(format!("foreign key {constraint}")),
        },
        ("57014", _) => StoreError::Unavailable("the statement took too long".to_owned()),
        ("55P03", _) => StoreError::Unavailable("a lock took too long".to_owned()),
        // Shutdown, crash recovery, too many connections, lost leadership, lack of resources.
        (code, _) if code.starts_with("57P") || code.starts_with("53") || code.starts_with("08") || code == "25006" => {
            StoreError::Unavailable("the database is not ready".to_owned())
        }
        ("40P01" | "40001", _) => StoreError::Unavailable("transactions were in each other's way".to_owned()),
        _ => StoreError::Internal(format!("{code}: {}", error.message())),
    }
}

fn unique(constraint: &str) -> Option<Unique> {
    Some(match constraint {
        "inboxes_name" => Unique::InboxName,
        "labels_name" => Unique::LabelName,
        "companies_name" => Unique::CompanyName,
        "teams_name" => Unique::TeamName,
        "canned_responses_code" => Unique::ShortCode,
        "contact_identities_key" => Unique::ContactIdentity,
        "conversations_external" | "messages_external" => Unique::ExternalId,
        "users_email" => Unique::UserEmail,
        "attribute_definitions_key" => Unique::AttributeKey,
        _ => return None,
    })
}

fn missing(constraint: &str) -> Option<Resource> {
    Some(match constraint {
        "conversations_account_id_inbox_id_fkey"
        | "invitation_inboxes_account_id_inbox_id_fkey"
        | "quarantined_messages_account_id_inbox_id_fkey" => Resource::Inbox,
        "contacts_account_id_company_id_fkey" => Resource::Company,
        "conversations_account_id_contact_id_fkey" => Resource::Contact,
        "memberships_account_id_fkey" => Resource::Account,
        "conversations_account_id_team_id_fkey" | "canned_responses_account_id_team_id_fkey" => Resource::Team,
        "conversations_account_id_assignee_id_fkey"
        | "participants_account_id_user_id_fkey"
        | "inbox_members_account_id_user_id_fkey"
        | "invitations_account_id_invited_by_fkey"
        | "api_keys_account_id_user_id_fkey"
        | "team_members_account_id_user_id_fkey" => Resource::Member,
        _ => return None,
    })
}
/// The same failure, for one more caller.
pub(crate) fn again(error: &StoreError) -> StoreError {
    match error {
        StoreError::Unavailable(why) => StoreError::Unavailable(why.clone()),
        other => StoreError::Internal(other.to_string()),
    }
}
