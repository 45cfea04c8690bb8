//! Notes of contacts.

use actix_web::{delete, get, patch, post};
use skybot_domain::id::{ContactId, ContactNoteId};
use skybot_domain::text::MessageBody;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use super::contacts;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::query;
use crate::request::Call;

pub(super) fn of_contact(routes: &mut impl Routes) {
    routes
        .service(list_contact_notes)
        .service(write_contact_note)
        .service(edit_contact_note)
        .service(delete_contact_note);
}

fn body(text: &str) -> Result<MessageBody, Problem> {
    MessageBody::parse(text).map_err(|violation| Problem::invalid("/body", violation))
}

/// The notes of a contact, newest first
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The contact"), wire::PageQuery),
    responses((status = 200, description = "The notes", body = wire::Page<wire::ContactNote>)),
)]
#[get("/notes")]
async fn list_contact_notes(call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::ContactNotes, query.limit, query.cursor.as_deref())?;
    contacts::present(&call, id).await?;
    let found = call.request.api().ports.store.contact_notes(&call.scope, id, page).await?;
    Answer::ok(&query::to_wire::<_, wire::ContactNote>(List::ContactNotes, found)).map(Answer::send)
}

/// Write a note of a contact
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The contact")),
    request_body = wire::WriteContactNote,
    responses((status = 201, description = "The note", body = wire::ContactNote)),
)]
#[post("/notes")]
async fn write_contact_note(mut call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    let (written, claim) = call.command::<wire::WriteContactNote>().await?;
    let body = body(&written.body)?;
    once(call, claim, async move |work| {
        let note = usecase::write_contact_note(work, id, &body).await?;
        Answer::created_versioned(note.version, &wire::ContactNote::from(note))
    })
    .await
}

/// Rewrite one's own note
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The contact"), ("note_id" = Uuid, Path, description = "The note")),
    request_body = wire::WriteContactNote,
    responses((status = 200, description = "The note", body = wire::ContactNote)),
)]
#[patch("/notes/{note_id}")]
async fn edit_contact_note(mut call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    let note: ContactNoteId = call.request.path("note_id")?;
    let expected = call.request.if_match()?;
    let (written, claim) = call.command::<wire::WriteContactNote>().await?;
    let body = body(&written.body)?;
    once(call, claim, async move |work| {
        let note = usecase::edit_contact_note(work, id, note, &body, expected).await?;
        Answer::versioned(note.version, &wire::ContactNote::from(note))
    })
    .await
}

/// Delete one's own note; whoever may delete contacts deletes anybody's
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The contact"), ("note_id" = Uuid, Path, description = "The note")),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/notes/{note_id}")]
async fn delete_contact_note(call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    let note: ContactNoteId = call.request.path("note_id")?;
    call.request.no_query()?;
    let expected = call.request.if_match()?;
    once(call, None, async move |work| {
        usecase::delete_contact_note(work, id, note, expected).await?;
        Ok(Answer::empty())
    })
    .await
}
