//! Contacts as a table: out, page by page as it is read; in, piece by piece as it comes.
//!
//! A file is stored before anything is read of it, and a job reads it. So a connection that is lost
//! while the file comes leaves nothing, one that is lost later changes nothing, and a server that ends
//! goes on where it was.

use std::collections::HashMap;

use actix_web::http::header;
use actix_web::{HttpResponse, get, post};
use bytes::{Bytes, BytesMut};
use futures_util::stream;
use sha2::{Digest, Sha256};
use skybot_domain::Id;
use skybot_domain::contact::{Contact, ContactFilter};
use skybot_domain::contact_import::{NewImport, OnConflict, as_cell, disarmed};
use skybot_domain::error::{Error, Resource, Violation};
use skybot_domain::id::{CompanyId, ImportId};
use skybot_domain::idempotency::Claim;
use skybot_domain::page::{Limit, PageRequest};
use skybot_domain::ports::IdsExt;
use skybot_domain::usecase;
use skybot_domain::work::{Begun, Work};
use skybot_wire as wire;
use time::format_description::well_known::Rfc3339;

use super::Routes;
use crate::answer::{Answer, Reply};
use crate::detached::detached;
use crate::idempotency;
use crate::problem::{Code, Problem};
use crate::request::Call;

/// A file is stored in pieces of so many bytes.
const PIECE: usize = 256 * 1024;

pub(super) fn configure(routes: &mut impl Routes) {
    routes.service(export_contacts).service(import_contacts).service(get_contact_import);
}

/// Take in a file of contacts
///
/// Comma-separated values in UTF-8 (RFC 4180), the first row with the names of the columns: `name`,
/// `phone`, `email`, `external_id`, `company` and `custom.<name>`; those that only an export has are
/// passed over. Every row needs a name and one of phone, email and `external_id`: by them its contact is
/// known, so that the same file twice adds nothing. Of rows about one contact the first counts. The file
/// is read in the background: ask for the import until its state is `done` or `failed`.
#[utoipa::path(
    tag = "contacts",
    params(wire::ImportQuery),
    request_body(content = String, content_type = "text/csv", description = "The file"),
    responses((status = 202, description = "The import", body = wire::ContactImport)),
)]
#[post("/contacts/import")]
async fn import_contacts(call: Call) -> Reply {
    let query: wire::ImportQuery = call.request.query()?;
    call.request.expect_file("text/csv", call.request.api().settings.import_limit)?;
    let key = idempotency::key(call.request.http())?.map(str::to_owned);
    detached(import(call, query, key)).await
}

async fn import(mut call: Call, query: wire::ImportQuery, key: Option<String>) -> Reply {
    let api = call.request.shared_api();
    let ports = &api.ports;
    let at = ports.clock.now();
    let new = NewImport {
        id: ports.ids.fresh(at),
        by: call.scope.user(),
        dry_run: query.dry_run.unwrap_or(false),
        on_conflict: query.on_conflict.map_or(OnConflict::Skip, Into::into),
        at,
    };
    ports.store.open_import(&call.scope, &new).await?;
    let taken = take_in(&mut call, new.id).await;
    let (bytes, digest) = match taken {
        Ok(taken) => taken,
        Err(problem) => {
            ports.store.drop_import(&call.scope, new.id).await?;
            return Err(problem);
        }
    };
    let claim = key.map(|key| {
        let request = call.request.http();
        let digest = Sha256::new().chain_update(request.query_string()).chain_update([0]).chain_update(digest);
        let route = format!("{} {}", request.method(), request.path());
        Claim { key, route, digest: digest.finalize().into(), at }
    });
    let queued = queue(&call, claim, new.id, bytes).await;
    if !matches!(queued, Ok((_, true))) {
        ports.store.drop_import(&call.scope, new.id).await?;
    }
    queued.map(|(answer, fresh)| if fresh { answer.send() } else { answer.send_again() })
}

/// Stores the file; its size and digest.
async fn take_in(call: &mut Call, id: ImportId) -> Result<(i64, [u8; 32]), Problem> {
    let api = call.request.shared_api();
    let (store, limit) = (&api.ports.store, api.settings.import_limit);
    let (mut held, mut digest) = (BytesMut::with_capacity(2 * PIECE), Sha256::new());
    let (mut stored, mut size) = (0_i64, 0_usize);
    loop {
        let piece = call.request.piece().await?;
        if let Some(piece) = &piece {
            size += piece.len();
            if size > limit {
                return Err(Problem::detailed(Code::PayloadTooLarge, format!("The file may have {limit} bytes.")));
            }
            digest.update(piece);
            held.extend_from_slice(piece);
        }
        while held.len() >= PIECE || (piece.is_none() && !held.is_empty()) {
            let next = held.split_to(held.len().min(PIECE)).to_vec();
            let length = i64::try_from(next.len()).unwrap_or(i64::MAX);
            store.add_import_piece(&call.scope, id, stored, next).await?;
            stored += length;
        }
        if piece.is_none() {
            break;
        }
    }
    if stored == 0 {
        return Err(Problem::invalid("", Violation::new("REQUIRED", "there is no file")));
    }
    Ok((stored, digest.finalize().into()))
}

/// Whether it is queued now, or the answer is that of the first time.
async fn queue(call: &Call, claim: Option<Claim>, id: ImportId, bytes: i64) -> Result<(Answer, bool), Problem> {
    match Work::claim(&call.request.api().ports, &call.scope, claim).await? {
        Begun::Replay(stored) => Ok((Answer::again(stored), false)),
        Begun::Fresh(mut open) => {
            let import = usecase::queue_import(&mut open, id, bytes).await?;
            let answer = Answer::accepted(&wire::ContactImport::new(&import, Vec::new()))?;
            open.commit(answer.stored()).await?;
            Ok((answer, true))
        }
    }
}

/// How far an import is
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The import")),
    responses((status = 200, description = "The import", body = wire::ContactImport)),
)]
#[get("/contacts/imports/{id}")]
async fn get_contact_import(call: Call) -> Reply {
    let id: ImportId = call.request.path("id")?;
    call.request.no_query()?;
    let store = &call.request.api().ports.store;
    let import = store.contact_import(&call.scope, id).await?;
    let import = import.ok_or(Error::NotFound(Resource::ContactImport))?;
    let errors = store.import_errors(&call.scope, id).await?;
    Answer::ok(&wire::ContactImport::new(&import, errors)).map(Answer::send)
}

/// Contacts as comma-separated values
///
/// Newest first, or in the order of their changes with `updated_since`. What a spreadsheet would take
/// for a formula has an apostrophe in front, which an import takes away again. Written page by page as
/// it is read: an answer that ends without its last line break was cut.
#[utoipa::path(
    tag = "contacts",
    params(wire::ExportQuery),
    responses((status = 200, description = "The contacts", body = String, content_type = "text/csv")),
)]
#[get("/contacts/export")]
async fn export_contacts(call: Call) -> Reply {
    let query: wire::ExportQuery = call.request.query()?;
    let filter = ContactFilter {
        company: query.company.map(Id::new),
        blocked: query.blocked,
        updated_since: query.updated_since.map(Into::into),
    };
    let limit = Limit::parse(i64::from(Limit::MAX)).map_err(|violation| Problem::invalid("limit", violation))?;
    let attributes = call.request.api().ports.store.contact_attribute_names(&call.scope).await?;
    let first = Some((PageRequest { limit, after: None }, true));
    let pages = stream::try_unfold((call, attributes, first), move |(call, attributes, request)| async move {
        let Some((request, is_first)) = request else { return Ok::<_, Problem>(None) };
        let store = &call.request.api().ports.store;
        let page = store.filtered_contacts(&call.scope, filter, request).await?;
        let mut companies: Vec<CompanyId> = page.items.iter().filter_map(|contact| contact.company_id).collect();
        companies.sort_unstable();
        companies.dedup();
        let companies = if companies.is_empty() {
            HashMap::new()
        } else {
            store.company_names(&call.scope, &companies).await?.into_iter().collect()
        };
        let next = page.next.map(|after| (PageRequest { limit, after: Some(after) }, false));
        let rows = table(&page.items, &attributes, &companies, is_first).map_err(|error| {
            tracing::error!(%error, "contacts could not be written");
            Problem::of(Code::Internal)
        })?;
        Ok(Some((Bytes::from(rows), (call, attributes, next))))
    });
    let kind = (header::CONTENT_TYPE, "text/csv; charset=utf-8");
    let disposition = (header::CONTENT_DISPOSITION, "attachment; filename=\"contacts.csv\"");
    Ok(HttpResponse::Ok().insert_header(kind).insert_header(disposition).streaming(Box::pin(pages)))
}

/// The columns that every table has, before those of the attributes.
const COLUMNS: [&str; 9] =
    ["id", "name", "phone", "email", "external_id", "company", "blocked_at", "created_at", "updated_at"];

fn table(
    contacts: &[Contact],
    attributes: &[String],
    companies: &HashMap<CompanyId, String>,
    with_head: bool,
) -> Result<Vec<u8>, csv::Error> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    if with_head {
        let custom = attributes.iter().map(|name| format!("custom.{name}"));
        table.write_record(COLUMNS.iter().map(ToString::to_string).chain(custom))?;
    }
    for contact in contacts {
        let moment = |at: skybot_domain::Timestamp| at.format(&Rfc3339).unwrap_or_default();
        let fixed = [
            contact.id.to_string(),
            contact.name.as_str().to_owned(),
            contact.phone.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default(),
            contact.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default(),
            contact.external_id.as_ref().map(|id| id.as_str().to_owned()).unwrap_or_default(),
            contact.company_id.and_then(|id| companies.get(&id)).cloned().unwrap_or_default(),
            contact.blocked.map(|block| moment(block.at)).unwrap_or_default(),
            moment(contact.created_at),
            moment(contact.updated_at),
        ];
        let value =
            |name: &String| contact.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| as_cell(value));
        let custom = attributes.iter().map(|name| value(name).unwrap_or_default());
        table.write_record(fixed.into_iter().chain(custom).map(|cell| disarmed(&cell)))?;
    }
    table.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
