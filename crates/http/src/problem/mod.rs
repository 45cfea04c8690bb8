//! Every error of the API, as RFC 9457 has it. Domain errors become problems here and nowhere
//! else; the guard writes them, with the request's id and path.

mod catalogue;
mod page;

use std::borrow::Cow;
use std::fmt;

use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::http::{StatusCode, Uri};
use actix_web::{HttpResponse, ResponseError};
use skybot_domain::error::{Error, NotUndoable, Refusal, Resource, StoreError, Unique, Violation, Violations};
use skybot_domain::ports::DelegationFailure;
use skybot_wire as wire;
use uuid::Uuid;

use crate::limit::seconds;

pub(crate) use catalogue::Code;
pub(crate) use page::html;

/// An error on its way to the client.
#[derive(Debug, Clone)]
pub(crate) struct Problem(Box<Case>);

#[derive(Debug, Clone)]
struct Case {
    code: Code,
    detail: Cow<'static, str>,
    errors: Vec<wire::ProblemError>,
    current_version: Option<i64>,
    oldest: Option<i64>,
    /// What has become part of something else, and of what.
    merged_from: Option<Uuid>,
    merged_into: Option<Uuid>,
    retry_after: Option<u64>,
    allow: Option<HeaderValue>,
    location: Option<HeaderValue>,
    /// The whole size, where a part behind it was asked for.
    size: Option<u64>,
}

impl Problem {
    /// A problem that its explanation says all about.
    pub(crate) fn of(code: Code) -> Self {
        Self::detailed(code, code.title())
    }

    /// A problem with a sentence about this case.
    pub(crate) fn detailed(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Case {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            current_version: None,
            oldest: None,
            merged_from: None,
            merged_into: None,
            retry_after: None,
            allow: None,
            location: None,
            size: None,
        }))
    }

    /// One broken rule.
    pub(crate) fn invalid(pointer: &str, violation: Violation) -> Self {
        let mut violations = Violations::default();
        violations.add(pointer, violation);
        Self::from(violations)
    }

    /// The path exists, with other methods.
    pub(crate) fn method_not_allowed(allow: HeaderValue) -> Self {
        let mut problem = Self::of(Code::MethodNotAllowed);
        problem.0.allow = Some(allow);
        problem
    }

    /// The conversation is part of this one now, and is found there.
    pub(crate) fn merged(into: Uuid, location: &str) -> Self {
        let mut problem = Self::detailed(Code::ConversationMerged, format!("It is part of {into} now."));
        problem.0.merged_into = Some(into);
        problem.0.location = HeaderValue::from_str(location).ok();
        problem
    }

    /// A part of a file was asked for that begins behind its end.
    pub(crate) fn behind_the_end(size: u64) -> Self {
        let mut problem = Self::of(Code::RangeNotSatisfiable);
        problem.0.size = Some(size);
        problem
    }

    /// The same, telling which action of a macro it is about.
    fn at_action(mut self, action: usize) -> Self {
        let case = &mut *self.0;
        let place = format!("/actions/{action}");
        if case.errors.is_empty() {
            let (code, detail) = (Cow::Borrowed(case.code.as_str()), case.detail.clone());
            case.errors.push(wire::ProblemError { pointer: place, code, detail });
        } else {
            case.errors.iter_mut().for_each(|error| error.pointer.insert_str(0, &place));
        }
        self
    }

    /// The same, telling when to try again.
    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds.max(1));
        self
    }

    /// What a bare status of the framework stands for.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        Self::of(match status {
            StatusCode::NOT_FOUND => Code::RouteNotFound,
            StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
            StatusCode::REQUEST_TIMEOUT => Code::RequestTimeout,
            StatusCode::PAYLOAD_TOO_LARGE => Code::PayloadTooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType,
            status if status.is_client_error() => Code::BadRequest,
            _ => Code::Internal,
        })
    }

    pub(crate) fn code(&self) -> Code {
        self.0.code
    }

    /// The document.
    pub(crate) fn document(&self, path: &str, request_id: &str) -> wire::Problem {
        let case = &*self.0;
        wire::Problem {
            kind: Cow::Borrowed(case.code.page()),
            title: Cow::Borrowed(case.code.title()),
            status: case.code.status().as_u16(),
            detail: case.detail.clone(),
            instance: path.to_owned(),
            code: Cow::Borrowed(case.code.as_str()),
            request_id: request_id.to_owned(),
            errors: case.errors.clone(),
            current_version: case.current_version,
            merged_into: case.merged_into,
            oldest: case.oldest,
        }
    }

    /// Sets the headers that go with it, of a request for `uri`.
    pub(crate) fn write_headers(&self, uri: &Uri, headers: &mut HeaderMap) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.0.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let (Some(id), Some(into)) = (self.0.merged_from, self.0.merged_into) {
            let there = uri.path_and_query().map_or_else(String::new, ToString::to_string).replacen(
                &id.to_string(),
                &into.to_string(),
                1,
            );
            if let Ok(there) = HeaderValue::from_str(&there) {
                headers.insert(header::LOCATION, there);
            }
        }
        if let Some(allow) = &self.0.allow {
            headers.insert(header::ALLOW, allow.clone());
        }
        if let Some(location) = &self.0.location {
            headers.insert(header::LOCATION, location.clone());
        }
        if let Some(size) = self.0.size
            && let Ok(range) = HeaderValue::from_str(&format!("bytes */{size}"))
        {
            headers.insert(header::CONTENT_RANGE, range);
        }
        if self.0.code.status() == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code.as_str())
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.code.status()
    }

    /// Without a body: the guard writes it, because it knows the request.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

impl From<Violations> for Problem {
    fn from(violations: Violations) -> Self {
        let mut problem = Self::of(Code::ValidationFailed);
        problem.0.errors = violations
            .iter()
            .map(|(pointer, violation)| wire::ProblemError {
                pointer: pointer.to_owned(),
                code: Cow::Borrowed(violation.code),
                detail: Cow::Owned(violation.detail.clone()),
            })
            .collect();
        problem
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::from(Error::Store(error))
    }
}

impl From<Error> for Problem {
    #[expect(clippy::too_many_lines, reason = "a table of all there can be")]
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound(resource) | Error::Store(StoreError::Missing(resource)) => Self::of(not_found(resource)),
            Error::Invalid(violations) => Self::from(violations),
            Error::Forbidden(permission) => {
                Self::detailed(Code::Forbidden, format!("This needs the permission {}.", permission.as_str()))
            }
            Error::FileTooLarge { max_bytes } => {
                Self::detailed(Code::FileTooLarge, format!("A file may have {max_bytes} bytes here."))
            }
            Error::FileTypeRefused(media_type) => Self::detailed(
                Code::FileTypeRefused,
                format!("By its bytes the file is {}, which is not taken here.", media_type.as_str()),
            ),
            Error::Unauthenticated(Refusal::SecondFactor) => Self::of(Code::SecondFactorNeeded),
            Error::TooManyGuesses(wait) => Self::of(Code::RateLimited).retry_after(seconds(wait)),
            Error::LinkInvalid => Self::of(Code::LinkInvalid),
            Error::WrongPassword => Self::of(Code::WrongPassword),
            Error::EmailNotVerified => Self::of(Code::EmailNotVerified),
            Error::SecondFactorRequired => Self::of(Code::SecondFactorSetupRequired),
            Error::SecondFactorEnabled => Self::of(Code::SecondFactorEnabled),
            Error::SecondFactorMissing => Self::of(Code::SecondFactorMissing),
            Error::SessionNeeded => Self::of(Code::SessionNeeded),
            Error::OwnersOnly => Self::of(Code::OwnersOnly),
            Error::LastOwner => Self::of(Code::LastOwner),
            Error::Delegation(DelegationFailure::Unknown) => Self::of(Code::IdentityProviderNotFound),
            Error::Delegation(failure @ DelegationFailure::Refused(_)) => {
                tracing::info!(%failure, "nobody came back from an identity provider");
                Self::of(Code::Unauthenticated)
            }
            Error::Delegation(failure @ DelegationFailure::Unavailable(_)) => {
                tracing::warn!(%failure, "an identity provider is away");
                Self::of(Code::IdentityProviderUnavailable).retry_after(5)
            }
            Error::Unauthenticated(refusal) => {
                // Callers get the same bytes whatever the reason.
                tracing::debug!(?refusal, "refused a credential");
                Self::of(Code::Unauthenticated)
            }
            Error::InvalidTransition { from, to } => Self::detailed(
                Code::InvalidStateTransition,
                format!("A conversation cannot go from {} to {}.", from.as_str(), to.as_str()),
            ),
            Error::NotTheAuthor => Self::of(Code::NotTheAuthor),
            Error::NotEditable => Self::of(Code::MessageNotEditable),
            Error::MessageDeleted => Self::of(Code::MessageDeleted),
            Error::TooManyReactions => Self::of(Code::TooManyReactions),
            Error::NotOutbound => Self::of(Code::MessageNotOutbound),
            Error::NotFailed => Self::of(Code::MessageNotFailed),
            Error::NotPending(state) => {
                Self::detailed(Code::ScheduledMessageFinal, format!("The scheduled message is {}.", state.as_str()))
            }
            Error::MacroBroken { action, missing } => {
                Self::detailed(Code::MacroBroken, format!("The {} is no more.", missing.name())).at_action(action)
            }
            Error::InAction { action, cause } => Self::from(*cause).at_action(action),
            Error::Taken(unique) | Error::Store(StoreError::Conflict(unique)) => Self::of(taken(unique)),
            Error::InUse(resource) => {
                Self::detailed(Code::ResourceInUse, format!("The {} is in use.", resource.name()))
            }
            Error::ContactMerged { id, into } => {
                let mut problem = Self::of(Code::ContactMerged);
                problem.0.merged_from = Some(id.uuid());
                problem.0.merged_into = Some(into.uuid());
                problem
            }
            Error::MergedFurther { target } => {
                let mut problem = Self::of(Code::ContactMergedFurther);
                problem.0.merged_into = Some(target.uuid());
                problem
            }
            Error::NotMerged => Self::of(Code::ContactNotMerged),
            Error::LimitReached { what, most } => {
                Self::detailed(Code::LimitReached, format!("There are {most} {what} already."))
            }
            Error::NotUndoable(NotUndoable::Running) => Self::of(Code::BatchRunning),
            Error::NotUndoable(NotUndoable::Expired) => Self::of(Code::UndoExpired),
            Error::NotUndoable(NotUndoable::Undone) => Self::of(Code::AlreadyUndone),
            Error::VersionConflict { current } => {
                let mut problem = Self::detailed(Code::VersionConflict, format!("The version is {current}."));
                problem.0.current_version = Some(current);
                problem
            }
            Error::WrongChannel(channel) => {
                Self::detailed(Code::ChannelNotSupported, format!("The inbox is of the channel {}.", channel.as_str()))
            }
            Error::TwoContacts => Self::of(Code::ContactMismatch),
            Error::ConversationTooLong { limit } => {
                Self::detailed(Code::ConversationTooLong, format!("At most {limit} messages can move."))
            }
            Error::IdempotencyKeyReused => Self::of(Code::IdempotencyKeyReused),
            Error::IdempotencyInProgress => Self::of(Code::IdempotencyInProgress).retry_after(1),
            Error::CursorExpired { oldest } => {
                let mut problem =
                    Self::detailed(Code::CursorExpired, format!("The log can be read after {oldest} and later."));
                problem.0.oldest = Some(oldest);
                problem
            }
            Error::Store(StoreError::Unavailable(reason)) => {
                tracing::warn!(reason, "the store is unavailable");
                Self::of(Code::ServiceUnavailable).retry_after(1)
            }
            Error::Store(error @ (StoreError::Corrupt { .. } | StoreError::Internal(_))) => {
                tracing::error!(%error, "a request failed");
                Self::of(Code::Internal)
            }
        }
    }
}

const fn not_found(resource: Resource) -> Code {
    match resource {
        Resource::Account => Code::AccountNotFound,
        Resource::ApiKey => Code::ApiKeyNotFound,
        Resource::Attachment => Code::AttachmentNotFound,
        Resource::Company => Code::CompanyNotFound,
        Resource::AttributeDefinition => Code::AttributeDefinitionNotFound,
        Resource::Batch => Code::BatchNotFound,
        Resource::CannedResponse => Code::CannedResponseNotFound,
        Resource::Contact => Code::ContactNotFound,
        Resource::ContactImport => Code::ContactImportNotFound,
        Resource::ContactNote => Code::ContactNoteNotFound,
        Resource::Identity => Code::ContactIdentityNotFound,
        Resource::Conversation => Code::ConversationNotFound,
        Resource::Draft => Code::DraftNotFound,
        Resource::Inbox => Code::InboxNotFound,
        Resource::Invitation => Code::InvitationNotFound,
        Resource::Label => Code::LabelNotFound,
        Resource::Macro => Code::MacroNotFound,
        Resource::Member => Code::MemberNotFound,
        Resource::Message => Code::MessageNotFound,
        Resource::ScheduledMessage => Code::ScheduledMessageNotFound,
        Resource::Session => Code::SessionNotFound,
        Resource::Team => Code::TeamNotFound,
        Resource::View => Code::ViewNotFound,
    }
}

const fn taken(unique: Unique) -> Code {
    match unique {
        Unique::InboxName => Code::InboxNameTaken,
        Unique::LabelName => Code::LabelNameTaken,
        Unique::TeamName => Code::TeamNameTaken,
        Unique::CompanyName => Code::CompanyNameTaken,
        Unique::ShortCode => Code::ShortCodeTaken,
        Unique::ContactIdentity => Code::ContactIdentityTaken,
        Unique::ExternalId => Code::ExternalIdTaken,
        Unique::UserEmail => Code::EmailTaken,
        Unique::Member => Code::MemberExists,
        Unique::AttributeKey => Code::AttributeKeyTaken,
    }
}

#[cfg(test)]
mod tests {
    use skybot_domain::error::{Error, Resource, StoreError};

    use super::{Code, Problem, html};

    #[test]
    fn every_code_has_a_page_that_names_it() {
        for code in Code::ALL {
            let page = html(*code);
            assert!(page.contains(code.as_str()) && page.contains(code.title()), "{code:?}");
            let status = code.status();
            assert!(status.is_client_error() || status.is_server_error() || status.is_redirection(), "{code:?}");
            assert_eq!(code.page(), format!("/problems/{}", code.as_str()));
            assert_eq!(code.explanation().matches('`').count() % 2, 0, "{code:?}");
        }
    }

    #[test]
    fn what_the_store_says_stays_inside() {
        for (error, code) in [
            (StoreError::Unavailable("secret".to_owned()), Code::ServiceUnavailable),
            (StoreError::Internal("secret".to_owned()), Code::Internal),
            (StoreError::Corrupt { table: "secret", column: "c", id: "1".to_owned() }, Code::Internal),
        ] {
            let problem = Problem::from(error);
            assert_eq!(problem.code(), code);
            let text = serde_json::to_string(&problem.document("/p", "r")).unwrap_or_default();
            assert!(!text.is_empty() && !text.contains("secret"), "{text}");
        }
    }

    #[test]
    fn conflicts_and_expired_cursors_carry_the_number() {
        let document = |error: Error| Problem::from(error).document("/p", "r");
        assert_eq!(document(Error::VersionConflict { current: 7 }).current_version, Some(7));
        assert_eq!(document(Error::CursorExpired { oldest: 9 }).oldest, Some(9));
        assert_eq!(document(Error::NotFound(Resource::Inbox)).code, "INBOX_NOT_FOUND");
    }
}
