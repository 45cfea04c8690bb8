//! What integrations report of outbound messages.

use serde::{Deserialize, Serialize};
use skybot_domain::usecase::Reported;
use utoipa::ToSchema;

use crate::{Timestamp, patch};

/// Why a message could not be delivered, as a channel tells it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFailedReason {
    /// Stable code, the provider's.
    #[schema(min_length = 1, max_length = 100, example = "131026")]
    pub code: String,
    /// For people.
    #[schema(min_length = 1, max_length = 250, example = "The number is not on WhatsApp")]
    pub title: String,
    /// Whether another attempt may succeed.
    pub retryable: bool,
}

/// What can come of handing a message to a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnsweredStatus {
    /// The integration has it in hand.
    Sending,
    /// The channel took it.
    Sent,
    /// The channel did not, and this attempt is over.
    Failed,
}

/// What came of an attempt to send a message.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryAnswer {
    /// Which attempt: the message's `attempt` when it was taken.
    #[schema(minimum = 1)]
    pub attempt: i64,
    /// What came of it.
    pub status: AnsweredStatus,
    /// What the provider calls the message; later reports name it so.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_length = 1, max_length = 255)]
    pub external_id: Option<String>,
    /// Why it failed; required with `failed`, and only then.
    #[serde(default, deserialize_with = "patch::object", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub failed_reason: Option<NewFailedReason>,
}

/// What a provider can report of a message it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportedStatus {
    /// The channel took it.
    Sent,
    /// It reached the contact's device.
    Delivered,
    /// The contact saw it.
    Read,
    /// It will not arrive.
    Failed,
}

/// What a provider reports of one message.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryReport {
    /// What the provider calls the message.
    #[schema(min_length = 1, max_length = 255)]
    pub external_id: String,
    /// How far it got.
    pub status: ReportedStatus,
    /// When it got there.
    pub at: Timestamp,
    /// Why it failed; required with `failed`, and only then.
    #[serde(default, deserialize_with = "patch::object", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub failed_reason: Option<NewFailedReason>,
}

/// What a provider reports.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryReports {
    /// In any order, and as often as the provider sends them.
    #[schema(min_items = 1, max_items = 100)]
    pub reports: Vec<DeliveryReport>,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It said something new.
    Applied,
    /// It said nothing new, or something of an attempt that is over.
    Unchanged,
    /// Which message is meant is not known yet; it waits up to 7 days.
    Parked,
}

impl From<Reported> for Outcome {
    fn from(reported: Reported) -> Self {
        match reported {
            Reported::Applied => Self::Applied,
            Reported::Unchanged => Self::Unchanged,
            Reported::Parked => Self::Parked,
        }
    }
}

/// What became of the reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Outcomes {
    /// One for each, in order.
    pub outcomes: Vec<Outcome>,
}
