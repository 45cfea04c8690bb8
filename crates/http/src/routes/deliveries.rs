//! How far messages to the contact get: what integrations report, and trying again.

use actix_web::post;
use skybot_domain::delivery::Progress;
use skybot_domain::error::{Violation, Violations};
use skybot_domain::id::{InboxId, MessageId};
use skybot_domain::message::FailedReason;
use skybot_domain::text::ExternalId;
use skybot_domain::usecase::{self, Answered};
use skybot_wire as wire;

use super::Routes;
use super::parse;
use crate::answer::{Answer, Reply};
use crate::idempotency::{once, once_for_message};
use crate::problem::Problem;
use crate::request::Call;

/// Most reports in one request.
const MOST_REPORTS: usize = 100;

pub(super) fn of_message(routes: &mut impl Routes) {
    routes.service(answer_delivery).service(retry_message);
}

pub(super) fn of_inbox(routes: &mut impl Routes) {
    routes.service(report_deliveries);
}

/// Tell what came of an attempt to send a message
///
/// For the integration behind an inbox. An attempt that is over is not changed any more. Reports that
/// came under `external_id` before are taken in with it.
#[utoipa::path(
    tag = "messages",
    params(("id" = Uuid, Path, description = "The message")),
    request_body = wire::DeliveryAnswer,
    responses((status = 200, description = "The message", body = wire::Message)),
)]
#[post("/delivery")]
async fn answer_delivery(mut call: Call) -> Reply {
    let id: MessageId = call.request.path("id")?;
    let (body, claim) = call.command::<wire::DeliveryAnswer>().await?;
    let answered = answered(body)?;
    once_for_message(call, claim, id, async move |work| Ok(usecase::report_answer(work, id, answered).await?)).await
}

fn answered(body: wire::DeliveryAnswer) -> Result<Answered, Problem> {
    let mut violations = Violations::default();
    if body.attempt < 1 {
        violations.add("/attempt", Violation::new("OUT_OF_RANGE", "must be at least 1"));
    }
    let external_id = body.external_id.and_then(|id| violations.take("/external_id", ExternalId::parse(&id)));
    let failed = body.status == wire::AnsweredStatus::Failed;
    let reason = failed_reason(&mut violations, "/failed_reason", failed, body.failed_reason);
    let progress = match body.status {
        wire::AnsweredStatus::Sending => Some(Progress::SENDING),
        wire::AnsweredStatus::Sent => Some(Progress::SENT),
        wire::AnsweredStatus::Failed => reason.map(Progress::failed),
    };
    let answered = progress.map(|progress| Answered { attempt: body.attempt, progress, external_id });
    parse::checked(violations, answered)
}

/// A failure has a reason, and nothing else has one.
fn failed_reason(
    violations: &mut Violations,
    place: &str,
    failed: bool,
    reason: Option<wire::NewFailedReason>,
) -> Option<FailedReason> {
    match (failed, reason) {
        (true, Some(reason)) => FailedReason::parse(violations, place, &reason.code, &reason.title, reason.retryable),
        (true, None) => {
            violations.add(place, Violation::new("REQUIRED", "is required with the status failed"));
            None
        }
        (false, Some(_)) => {
            violations.add(place, Violation::new("NOT_ALLOWED", "is only for the status failed"));
            None
        }
        (false, None) => None,
    }
}

/// Tell what the provider behind an inbox reports
///
/// In any order and as often as it comes: the message ends in the same state. What is reported of a
/// message before the provider's name for it is known waits up to 7 days.
#[utoipa::path(
    tag = "messages",
    params(("id" = Uuid, Path, description = "The inbox")),
    request_body = wire::DeliveryReports,
    responses((status = 200, description = "What became of each", body = wire::Outcomes)),
)]
#[post("/delivery-reports")]
async fn report_deliveries(mut call: Call) -> Reply {
    let id: InboxId = call.request.path("id")?;
    let (body, claim) = call.command::<wire::DeliveryReports>().await?;
    let reports = reports(body.reports)?;
    once(call, claim, async move |work| {
        let outcomes = usecase::report_deliveries(work, id, &reports).await?;
        Answer::ok(&wire::Outcomes { outcomes: outcomes.into_iter().map(Into::into).collect() })
    })
    .await
}

fn reports(reports: Vec<wire::DeliveryReport>) -> Result<Vec<(ExternalId, Progress)>, Problem> {
    if !(1..=MOST_REPORTS).contains(&reports.len()) {
        let violation = Violation::new("OUT_OF_RANGE", format!("must be 1 to {MOST_REPORTS} reports"));
        return Err(Problem::invalid("/reports", violation));
    }
    let mut violations = Violations::default();
    let mut parsed = Vec::with_capacity(reports.len());
    for (place, report) in reports.into_iter().enumerate() {
        let place = format!("/reports/{place}");
        let name = violations.take(&format!("{place}/external_id"), ExternalId::parse(&report.external_id));
        let failed = report.status == wire::ReportedStatus::Failed;
        let reason = failed_reason(&mut violations, &format!("{place}/failed_reason"), failed, report.failed_reason);
        let progress = match report.status {
            wire::ReportedStatus::Sent => Some(Progress::SENT),
            wire::ReportedStatus::Delivered => Some(Progress::delivered(report.at.into())),
            wire::ReportedStatus::Read => Some(Progress::read(report.at.into())),
            wire::ReportedStatus::Failed => reason.map(Progress::failed),
        };
        parsed.extend(name.zip(progress));
    }
    parse::checked(violations, Some(parsed))
}

/// Try again to deliver a message that failed
///
/// Opens the next attempt of the same message.
#[utoipa::path(
    tag = "messages",
    params(("id" = Uuid, Path, description = "The message")),
    responses((status = 200, description = "The message, queued", body = wire::Message)),
)]
#[post("/retry")]
async fn retry_message(call: Call) -> Reply {
    let id: MessageId = call.request.path("id")?;
    let claim = call.bodiless_command()?;
    once_for_message(call, claim, id, async move |work| Ok(usecase::retry_message(work, id).await?)).await
}

#[cfg(test)]
mod tests {
    use skybot_wire as wire;

    use super::{answered, reports};

    #[test]
    fn a_failure_has_a_reason_and_nothing_else_has_one() {
        let reason = || wire::NewFailedReason { code: "131026".to_owned(), title: "Gone".to_owned(), retryable: false };
        let told = |status, failed_reason| {
            let body = wire::DeliveryAnswer { attempt: 1, status, external_id: None, failed_reason };
            let problem = answered(body).err()?.document("/", "");
            problem.errors.first().map(|error| format!("{} {}", error.pointer, error.code))
        };
        let (failed, sent) = (wire::AnsweredStatus::Failed, wire::AnsweredStatus::Sent);
        assert_eq!((told(failed, Some(reason())), told(sent, None)), (None, None));
        assert_eq!(told(failed, None).as_deref(), Some("/failed_reason REQUIRED"));
        assert_eq!(told(sent, Some(reason())).as_deref(), Some("/failed_reason NOT_ALLOWED"));
    }

    #[test]
    fn one_to_a_hundred_reports() {
        let report = || wire::DeliveryReport {
            external_id: "m".to_owned(),
            status: wire::ReportedStatus::Read,
            at: skybot_domain::Timestamp::UNIX_EPOCH.into(),
            failed_reason: None,
        };
        for (count, fits) in [(0, false), (1, true), (100, true), (101, false)] {
            assert_eq!(reports((0..count).map(|_| report()).collect()).is_ok(), fits, "{count}");
        }
    }
}
