//! Query parameters.

use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{RefOr, schema};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{Priority, ScheduledState, SearchType, Sort, Status, Timestamp, comma};

/// Which page of a list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Most items on the page; 20 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100, nullable = false)]
    pub limit: Option<i64>,
    /// The page before said this was next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub cursor: Option<String>,
}

/// Which entries of the audit log.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    /// Done by this member.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub actor_id: Option<Uuid>,
    /// This was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, max_length = 200, nullable = false)]
    pub action: Option<String>,
    /// To things of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, max_length = 200, nullable = false)]
    pub subject_type: Option<String>,
    /// To this.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, max_length = 200, nullable = false)]
    pub subject_id: Option<String>,
    /// At this moment or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub after: Option<Timestamp>,
    /// Before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub before: Option<Timestamp>,
    /// Most items on the page; 20 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100, nullable = false)]
    pub limit: Option<i64>,
    /// The page before said this was next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub cursor: Option<String>,
}

/// Which entries of the audit log, all of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AuditExportQuery {
    /// Done by this member.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub actor_id: Option<Uuid>,
    /// This was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, max_length = 200, nullable = false)]
    pub action: Option<String>,
    /// To things of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, max_length = 200, nullable = false)]
    pub subject_type: Option<String>,
    /// To this.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, max_length = 200, nullable = false)]
    pub subject_id: Option<String>,
    /// At this moment or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub after: Option<Timestamp>,
    /// Before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub before: Option<Timestamp>,
}

/// Which members, or companies.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DirectoryQuery {
    /// Words, or parts of words, in the name and the address or domain, whatever case and accents.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, max_length = 200, nullable = false)]
    pub q: Option<String>,
    /// Most items on the page; 20 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100, nullable = false)]
    pub limit: Option<i64>,
    /// The page before said this was next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub cursor: Option<String>,
}

/// Which contacts.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ContactsQuery {
    /// Words in name or identities. Not together with the filters below.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, max_length = 200, nullable = false)]
    pub q: Option<String>,
    /// Of this company.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub company: Option<Uuid>,
    /// `true`: blocked ones; `false`: the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub blocked: Option<bool>,
    /// Changed at this moment or later, in the order of their changes: for keeping a copy up to date.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub updated_since: Option<Timestamp>,
    /// Most items on the page; 20 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100, nullable = false)]
    pub limit: Option<i64>,
    /// The page before said this was next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub cursor: Option<String>,
}

/// Which canned responses.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CannedResponsesQuery {
    /// What the short code begins with, or what words of the title begin with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, max_length = 200, nullable = false)]
    pub q: Option<String>,
    /// Most items on the page; 20 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100, nullable = false)]
    pub limit: Option<i64>,
    /// The page before said this was next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub cursor: Option<String>,
}

/// Which scheduled messages.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ScheduledMessagesQuery {
    /// In this state; `pending` if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false, inline)]
    pub state: Option<ScheduledState>,
    /// Most items on the page; 20 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100, nullable = false)]
    pub limit: Option<i64>,
    /// The page before said this was next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub cursor: Option<String>,
}

/// Whose conversations: `me`, `none` or a user id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum AssigneeFilter {
    /// The caller's.
    Me,
    /// Nobody's.
    Nobody,
    /// This member's.
    Member(Uuid),
}

impl TryFrom<String> for AssigneeFilter {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "me" => Ok(Self::Me),
            "none" => Ok(Self::Nobody),
            id => Uuid::try_parse(id).map(Self::Member).map_err(|_| "must be me, none or a user id"),
        }
    }
}

impl From<AssigneeFilter> for String {
    fn from(filter: AssigneeFilter) -> Self {
        match filter {
            AssigneeFilter::Me => "me".to_owned(),
            AssigneeFilter::Nobody => "none".to_owned(),
            AssigneeFilter::Member(id) => id.to_string(),
        }
    }
}

impl utoipa::PartialSchema for AssigneeFilter {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(schema::SchemaType::Type(Type::String))
            .description(Some("`me`, `none` or a user id"))
            .pattern(Some("^(me|none|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$"))
            .into()
    }
}

impl ToSchema for AssigneeFilter {}

/// Which conversations, in which order.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ConversationsQuery {
    /// In one of these states, with commas between; without it in any.
    #[serde(default, with = "comma", skip_serializing_if = "Vec::is_empty")]
    #[param(style = Form, explode = false)]
    pub status: Vec<Status>,
    /// `me`, `none` or a user id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false, inline)]
    pub assignee: Option<AssigneeFilter>,
    /// Of this team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub team: Option<Uuid>,
    /// In this inbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub inbox: Option<Uuid>,
    /// With this label.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, max_length = 60, nullable = false)]
    pub label: Option<String>,
    /// With this contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub contact: Option<Uuid>,
    /// Of this priority.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false, inline)]
    pub priority: Option<Priority>,
    /// `true`: only with messages the caller has not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub unread: Option<bool>,
    /// Words in contact or subject, or a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, max_length = 200, nullable = false)]
    pub q: Option<String>,
    /// That this saved view shows, and that match the rest too.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub view: Option<Uuid>,
    /// The order; the view's if not given, `last_activity` without a view.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false, inline)]
    pub sort: Option<Sort>,
    /// Most items on the page; 20 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100, nullable = false)]
    pub limit: Option<i64>,
    /// The page before said this was next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub cursor: Option<String>,
}

/// Which messages of a conversation. At most one of `before`, `after`, `around` and `cursor`;
/// without any, the newest.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MessagesQuery {
    /// The newest before this `seq`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 0, nullable = false)]
    pub before: Option<i64>,
    /// The oldest after this `seq`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 0, nullable = false)]
    pub after: Option<i64>,
    /// Half before this `seq`, half from it on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 0, nullable = false)]
    pub around: Option<i64>,
    /// Most items on the page; 20 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100, nullable = false)]
    pub limit: Option<i64>,
    /// The page before said this was next: on in the same direction.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub cursor: Option<String>,
}

/// By which calendar.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DaysQuery {
    /// A name of the IANA time zone database; `UTC` if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(min_length = 1, max_length = 64, example = "Europe/Paris", nullable = false)]
    pub tz: Option<String>,
}

/// What is searched for.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SearchQuery {
    /// Words that must all be there; `"…"` holds words together and takes them as they are, a closing `*` lets
    /// a word go on. Between them modifiers, whose values may be quoted: `in:` an inbox (name or id) or a
    /// conversation (`in:#12`), `from:` `contact`, `agent`, `bot`, `me` or a member (name or address), `label:`,
    /// `has:` `note`, `attachment`, `image` or `link`, `status:`, `before:` and `after:` a day in UTC. Several
    /// of one kind are any of them, but labels and `has:` must all hold.
    #[param(min_length = 1, max_length = 200)]
    pub q: String,
    /// What is searched; `messages` if not given. With `all` there is no cursor: the answer has one for each
    /// kind, to go on with that.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    #[param(nullable = false, inline)]
    pub kind: Option<SearchType>,
    /// Most items on the page; 20 if not given. With `all`: of each kind; 5 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100, nullable = false)]
    pub limit: Option<i64>,
    /// The page before said this was next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub cursor: Option<String>,
}

/// Which stretch of the log.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct EventsQuery {
    /// After this position; without it from the oldest that is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 0, nullable = false)]
    pub after: Option<i64>,
    /// Most events; 20 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100, nullable = false)]
    pub limit: Option<i64>,
    /// How long to wait for an event if there is none, in seconds; not at all if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 0, maximum = 30, nullable = false)]
    pub wait: Option<i64>,
}
