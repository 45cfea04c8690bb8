//! Making, changing, deleting and filling in canned responses. Those who configure the tenant make
//! them; everybody they are for uses them.

use crate::canned::{self, CannedResponse, CannedResponsePatch, NewCannedResponse};
use crate::error::{Error, Resource, Result, StoreError, Violation};
use crate::id::{CannedResponseId, ConversationId};
use crate::scope::Permission;
use crate::template::Rendered;
use crate::text::MessageBody;
use crate::usecase::expect_version;
use crate::work::Work;

fn refused(error: StoreError) -> Error {
    match error {
        StoreError::Conflict(unique) => Error::Taken(unique),
        StoreError::Missing(Resource::Team) => {
            Error::invalid("/team_id", Violation::new("UNKNOWN_TEAM", "there is no such team"))
        }
        other => other.into(),
    }
}

/// Makes a canned response.
pub async fn create_canned_response(work: &mut Work<'_>, new: NewCannedResponse) -> Result<CannedResponse> {
    work.scope().require(Permission::SettingsWrite)?;
    let (id, at) = (work.id(), work.now());
    if work.tx().count_canned_responses().await? >= canned::MOST {
        let detail = format!("a tenant has at most {} canned responses", canned::MOST);
        return Err(Error::invalid("", Violation::new("TOO_MANY", detail)));
    }
    work.tx().insert_canned_response(id, &new, at).await.map_err(refused)?;
    held(work, id).await
}

/// Changes a canned response, if the caller looked at the present version (or did not say).
pub async fn patch_canned_response(
    work: &mut Work<'_>,
    id: CannedResponseId,
    patch: &CannedResponsePatch,
    expected_version: Option<i64>,
) -> Result<CannedResponse> {
    work.scope().require(Permission::SettingsWrite)?;
    let before = held(work, id).await?;
    expect_version(expected_version, before.version)?;
    let at = work.now();
    work.tx().patch_canned_response(id, patch, at).await.map_err(refused)?;
    held(work, id).await
}

/// Deletes a canned response, if the caller looked at the present version (or did not say).
pub async fn delete_canned_response(
    work: &mut Work<'_>,
    id: CannedResponseId,
    expected_version: Option<i64>,
) -> Result<()> {
    work.scope().require(Permission::SettingsWrite)?;
    let before = held(work, id).await?;
    expect_version(expected_version, before.version)?;
    Ok(work.tx().delete_canned_response(id).await?)
}

/// Fills a canned response in for a conversation, and counts that. It posts nothing.
pub async fn render_canned_response(
    work: &mut Work<'_>,
    id: CannedResponseId,
    conversation: ConversationId,
) -> Result<Rendered> {
    work.scope().require(Permission::MessagesWrite)?;
    let response = held(work, id).await?;
    let values = work.tx().template_values(conversation).await?;
    let values = values.ok_or(Error::NotFound(Resource::Conversation))?;
    let rendered = response.body.render(&values);
    if rendered.body.chars().count() > MessageBody::MAX {
        let detail = "with the values of this conversation it is longer than a message may be";
        return Err(Error::invalid("/conversation_id", Violation::new("TOO_LONG", detail)));
    }
    work.tx().count_canned_use(id).await?;
    Ok(rendered)
}

async fn held(work: &mut Work<'_>, id: CannedResponseId) -> Result<CannedResponse> {
    work.tx().hold_canned_response(id).await?.ok_or(Error::NotFound(Resource::CannedResponse))
}
