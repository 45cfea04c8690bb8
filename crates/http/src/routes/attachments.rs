//! Files: uploading, handing out, links.

use std::fmt::Write as _;

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, ContentEncoding};
use actix_web::{HttpResponse, HttpResponseBuilder, get, post};
use bytes::Bytes;
use futures_util::stream::try_unfold;
use skybot_domain::Id;
use skybot_domain::attachment::{FileLink, FileName, MediaType, StoredFile, Variant, handed_out_as};
use skybot_domain::error::{Error, Resource};
use skybot_domain::id::AttachmentId;
use skybot_domain::ports::{BlobKey, Budget, Ports};
use skybot_domain::usecase::{self, Upload};
use skybot_domain::work::{Begun, Work};
use skybot_wire as wire;

use super::Routes;
use crate::answer::{Answer, Reply};
use crate::detached::detached;
use crate::disposition::disposition;
use crate::idempotency;
use crate::multipart::{FilePart, check_head};
use crate::problem::{Code, Problem};
use crate::range::{Wanted, has_it, wanted};
use crate::request::{Call, Request};

/// Where links lead, below the public address.
const LINKS: &str = "/files/";

pub(super) fn configure(routes: &mut impl Routes) {
    routes.service(upload_file).service(get_thumbnail).service(get_link).service(get_file);
}

/// Outside the API: links work without a credential, where a browser puts none.
pub(super) fn configure_links(routes: &mut impl Routes) {
    routes.service(follow_link);
}

/// Upload a file
///
/// It is kept for a day for a message of the uploader's to go with. Its type is told by its bytes.
#[utoipa::path(
    tag = "attachments",
    params(wire::UploadQuery),
    request_body(content = wire::UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "The attachment", body = wire::Attachment)),
)]
#[post("/attachments")]
async fn upload_file(mut call: Call) -> Reply {
    let query: wire::UploadQuery = call.request.query()?;
    idempotency::key(call.request.http())?;
    let inbox = query.inbox_id.map(Id::new);
    let limits = usecase::upload_limits(&call.request.api().ports, &call.scope, inbox).await?;
    check_head(&call.request, limits.max_bytes)?;
    // To its end, whoever goes away: what was begun is kept or removed.
    detached(async move {
        let part = FilePart::open(&mut call.request).await?;
        let (ports, patience) = (&call.request.api().ports, call.request.api().settings.upload_timeout);
        let mut upload = Upload::begin(ports, &call.scope, FileName::clean(&part.name()), limits).await?;
        let filled = tokio::time::timeout(patience, fill(&mut upload, part)).await;
        if let Err(problem) = filled.unwrap_or_else(|_| Err(Problem::of(Code::RequestTimeout))) {
            if let Err(error) = upload.abort().await {
                tracing::warn!(%error, "a file that was not uploaded waits to be collected");
            }
            return Err(problem);
        }
        let uploaded = upload.finish().await?;

        let mut identity = uploaded.sha256().to_vec();
        identity.extend(query.inbox_id.unwrap_or_default().as_bytes());
        identity.extend(uploaded.name().as_bytes());
        let claim = idempotency::claim(&call, &identity)?;
        let reply = match Work::claim(ports, &call.scope, claim).await {
            Ok(Begun::Fresh(mut work)) => {
                let attachment = usecase::keep_upload(&mut work, &uploaded).await?;
                let answer = Answer::created(&wire::Attachment::from(attachment))?;
                work.commit(answer.stored()).await?;
                return Ok(answer.send());
            }
            Ok(Begun::Replay(stored)) => Ok(Answer::again(stored).send_again()),
            Err(error) => Err(error.into()),
        };
        // The key is another upload's; this one is not needed.
        if let Err(error) = usecase::discard_upload(ports, &call.scope, &uploaded).await {
            tracing::warn!(%error, "a file that nobody needs waits to be collected");
        }
        reply
    })
    .await
}

async fn fill(upload: &mut Upload<'_>, mut part: FilePart) -> Result<(), Problem> {
    while let Some(bytes) = part.next().await? {
        upload.write(&bytes).await?;
    }
    part.end().await
}

/// The bytes of a file
///
/// Takes `Range` and `If-Range`. What could act in a browser is handed out to be saved, as bytes of no
/// kind.
#[utoipa::path(
    tag = "attachments",
    params(("id" = Uuid, Path, description = "The attachment")),
    responses(
        (status = 200, description = "The file", body = Vec<u8>, content_type = "*/*"),
        (status = 206, description = "The part that was asked for", body = Vec<u8>, content_type = "*/*"),
        (status = 304, description = "The client has it"),
    ),
)]
#[get("/attachments/{id}")]
async fn get_file(call: Call) -> Reply {
    serve(call, Variant::Original).await
}

/// The small picture of an image
#[utoipa::path(
    tag = "attachments",
    params(("id" = Uuid, Path, description = "The attachment")),
    responses(
        (status = 200, description = "The picture", body = Vec<u8>, content_type = "*/*"),
        (status = 206, description = "The part that was asked for", body = Vec<u8>, content_type = "*/*"),
        (status = 304, description = "The client has it"),
    ),
)]
#[get("/attachments/{id}/thumbnail")]
async fn get_thumbnail(call: Call) -> Reply {
    serve(call, Variant::Thumbnail).await
}

async fn serve(call: Call, variant: Variant) -> Reply {
    let id: AttachmentId = call.request.path("id")?;
    call.request.no_query()?;
    let (file, key) = usecase::read_file(&call.request.api().ports, &call.scope, id, variant).await?;
    hand_out(&call.request, file, key).await
}

/// A link to a file
///
/// Opens the file for some minutes, for whoever has it, without any other credential.
#[utoipa::path(
    tag = "attachments",
    params(("id" = Uuid, Path, description = "The attachment")),
    responses((status = 200, description = "The link", body = wire::FileLink)),
)]
#[get("/attachments/{id}/link")]
async fn get_link(call: Call) -> Reply {
    let id: AttachmentId = call.request.path("id")?;
    call.request.no_query()?;
    let ports = &call.request.api().ports;
    let (file, thumbnail) = usecase::link_file(ports, &call.scope, id).await?;
    let url = |link: &FileLink| format!("{}{LINKS}{}", ports.policy.public_url, ports.links.sign(link));
    let answer = wire::FileLink {
        url: url(&file),
        thumbnail_url: thumbnail.as_ref().map(url),
        expires_at: file.expires_at.into(),
    };
    Answer::ok(&answer).map(Answer::send)
}

/// The file that a link opens
#[utoipa::path(
    tag = "attachments",
    params(("token" = String, Path, description = "What a link ends with")),
    responses(
        (status = 200, description = "The file", body = Vec<u8>, content_type = "*/*"),
        (status = 206, description = "The part that was asked for", body = Vec<u8>, content_type = "*/*"),
        (status = 304, description = "The client has it"),
        (status = 404, description = "The link opens nothing", body = wire::Problem, content_type = "application/problem+json"),
        (status = 416, description = "The file ends before that", body = wire::Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/files/{token}")]
async fn follow_link(request: Request) -> Reply {
    request.spend_by_address(Budget::System).await?;
    let followed = usecase::follow_link(&request.api().ports, request.segment("token")).await;
    let (file, key) = match followed {
        Ok(found) => found,
        Err(error) => {
            // Like any other credential that is none.
            request.spend_by_address(Budget::Address).await?;
            return Err(error.into());
        }
    };
    hand_out(&request, file, key).await
}

async fn hand_out(request: &Request, file: StoredFile, key: BlobKey) -> Reply {
    let ports = &request.api().ports;
    let mut etag = String::with_capacity(80);
    for byte in file.sha256 {
        // A String takes everything.
        let _ = write!(etag, "{byte:02x}");
    }
    if key.variant == Variant::Thumbnail {
        etag.push_str("-thumbnail");
    }
    let etag = format!("\"{etag}\"");
    let headers = request.http().headers();
    if has_it(headers, &etag) {
        return Ok(HttpResponse::NotModified().insert_header((header::ETAG, etag)).finish());
    }
    let (size, (media_type, may_be_shown)) = match key.variant {
        Variant::Original => {
            (u64::try_from(file.attachment.size).unwrap_or_default(), handed_out_as(&file.attachment.media_type))
        }
        Variant::Thumbnail => thumbnail(ports, key).await?,
    };
    let (status, start, length) = match wanted(headers, size, &etag) {
        Wanted::Whole => (StatusCode::OK, 0, size),
        Wanted::Part { start, length } => (StatusCode::PARTIAL_CONTENT, start, length),
        Wanted::BehindTheEnd => return Err(Problem::behind_the_end(size)),
    };
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header((header::CONTENT_DISPOSITION, disposition(may_be_shown, &file.attachment.name)))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::ETAG, etag))
        // A part of a compressed file would be no part of this one. The guard takes the note off again.
        .insert_header(ContentEncoding::Identity);
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {start}-{}/{size}", start + length - 1);
        response.insert_header((header::CONTENT_RANGE, range));
    }
    stream(ports, key, start, length, response).await
}

/// The size of a small picture, and how it is handed out: by its bytes, as everything.
async fn thumbnail(ports: &Ports, key: BlobKey) -> Result<(u64, (&'static str, bool)), Problem> {
    let size = ports.blobs.size(key).await?.ok_or_else(|| lost(key))?;
    let mut reader = ports.blobs.read(key, 0, size.min(64)).await?.ok_or_else(|| lost(key))?;
    let head = reader.next().await?.unwrap_or_default();
    let media_type = ports.media.sniff(&head).map(MediaType::into_string).unwrap_or_default();
    Ok((size, handed_out_as(&media_type)))
}

async fn stream(ports: &Ports, key: BlobKey, start: u64, length: u64, mut response: HttpResponseBuilder) -> Reply {
    let reader = ports.blobs.read(key, start, length).await?.ok_or_else(|| lost(key))?;
    let bytes = try_unfold(reader, |mut reader| async {
        match reader.next().await {
            Ok(bytes) => Ok(bytes.map(|bytes| (Bytes::from(bytes), reader))),
            Err(error) => {
                tracing::warn!(%error, "a file ended too early");
                Err(error)
            }
        }
    });
    Ok(response.body(SizedStream::new(length, bytes)))
}

/// A row without its bytes: somebody took them away.
fn lost(key: BlobKey) -> Problem {
    tracing::error!(account_id = %key.account, attachment_id = %key.attachment, "the bytes of a file are gone");
    Error::NotFound(Resource::Attachment).into()
}
