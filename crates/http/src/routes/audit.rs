//! The tenant's audit log. Reading is all there is.

use actix_web::http::header;
use actix_web::{HttpResponse, get};
use bytes::Bytes;
use futures_util::stream;
use skybot_domain::audit::{AuditFilter, AuditWord};
use skybot_domain::error::Violations;
use skybot_domain::page::{Limit, PageRequest};
use skybot_wire as wire;

use super::{Routes, parse};
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::problem::{Code, Problem};
use crate::query;
use crate::request::Call;

pub(super) fn configure(routes: &mut impl Routes) {
    routes.service(export_audit_log).service(list_audit_log);
}

/// Which entries are asked for; the names of parameters stand in violations.
fn filter(query: wire::AuditExportQuery) -> Result<AuditFilter, Problem> {
    let mut violations = Violations::default();
    let mut word =
        |name: &str, text: Option<String>| text.and_then(|text| violations.take(name, AuditWord::parse(&text)));
    let filter = AuditFilter {
        actor_id: query.actor_id,
        action: word("action", query.action),
        subject_type: word("subject_type", query.subject_type),
        subject_id: word("subject_id", query.subject_id),
        after: query.after.map(wire::Timestamp::get),
        before: query.before.map(wire::Timestamp::get),
    };
    parse::checked(violations, Some(filter))
}

/// What happened in the tenant, newest first
///
/// All filters must hold.
#[utoipa::path(
    tag = "account",
    params(wire::AuditQuery),
    responses((status = 200, description = "The entries", body = wire::Page<wire::AuditEntry>)),
)]
#[get("/audit-log")]
async fn list_audit_log(call: Call) -> Reply {
    let query: wire::AuditQuery = call.request.query()?;
    let page = query::page(List::AuditLogByTime, query.limit, query.cursor.as_deref())?;
    let wire::AuditQuery { actor_id, action, subject_type, subject_id, after, before, .. } = query;
    let filter = filter(wire::AuditExportQuery { actor_id, action, subject_type, subject_id, after, before })?;
    let found = call.request.api().ports.store.audit_log(&call.scope, &filter, page).await?;
    Answer::ok(&query::to_wire::<_, wire::AuditEntry>(List::AuditLogByTime, found)).map(Answer::send)
}

/// All that happened in the tenant, newest first, as JSON lines
///
/// Written page by page as it is read. An answer that ends without its last line break was cut. All filters
/// must hold.
#[utoipa::path(
    tag = "account",
    params(wire::AuditExportQuery),
    responses((status = 200, description = "One entry a line", body = String, content_type = "application/x-ndjson")),
)]
#[get("/audit-log/export")]
async fn export_audit_log(call: Call) -> Reply {
    let filter = filter(call.request.query()?)?;
    let limit = Limit::parse(i64::from(Limit::MAX)).map_err(|violation| Problem::invalid("limit", violation))?;
    let first = Some(PageRequest { limit, after: None });
    let pages = stream::try_unfold((call, filter, first), |(call, filter, request)| async move {
        let Some(request) = request else { return Ok::<_, Problem>(None) };
        let limit = request.limit;
        let page = call.request.api().ports.store.audit_log(&call.scope, &filter, request).await?;
        let next = page.next.map(|after| PageRequest { limit, after: Some(after) });
        let mut lines = Vec::new();
        for entry in page.items {
            serde_json::to_writer(&mut lines, &wire::AuditEntry::from(entry)).map_err(|error| {
                tracing::error!(%error, "an entry could not be written");
                Problem::of(Code::Internal)
            })?;
            lines.push(b'\n');
        }
        Ok(Some((Bytes::from(lines), (call, filter, next))))
    });
    let kind = (header::CONTENT_TYPE, "application/x-ndjson");
    let disposition = (header::CONTENT_DISPOSITION, "attachment; filename=\"audit-log.jsonl\"");
    Ok(HttpResponse::Ok().insert_header(kind).insert_header(disposition).streaming(Box::pin(pages)))
}
