//! What contacts write, brought in by other software.

use std::time::Duration;

use actix_web::post;
use skybot_domain::Timestamp;
use skybot_domain::attributes::Attributes;
use skybot_domain::contact::NewContact;
use skybot_domain::error::{Violation, Violations};
use skybot_domain::id::InboxId;
use skybot_domain::inbox::Channel;
use skybot_domain::message::Appended;
use skybot_domain::text::{ExternalId, MessageBody, Name};
use skybot_domain::usecase::{self, Incoming, Received};
use skybot_wire as wire;

use super::Routes;
use super::parse;
use crate::answer::{Answer, Reply};
use crate::idempotency::once;
use crate::problem::Problem;
use crate::request::Call;

/// So far may the clock of another system be ahead of ours.
const SKEW: Duration = Duration::from_mins(5);

pub(super) fn of_inbox(routes: &mut impl Routes) {
    routes.service(receive_message);
}

/// Bring in what a contact wrote
///
/// Into the contact's newest conversation in the inbox, or a new one; whether a resolved one opens again
/// is the inbox's `reopen_policy`. The inbox must be of the channel `api`, and the caller's reach `all`.
/// A known `external_id` gives the first message back, with `Idempotency-Replayed: true`.
#[utoipa::path(
    tag = "inboxes",
    params(("id" = Uuid, Path, description = "The inbox")),
    request_body = wire::ReceiveMessage,
    responses(
        (status = 201, description = "The message, durable", body = wire::ReceivedMessage),
        (status = 202, description = "The contact is blocked: kept in quarantine", body = wire::ReceivedMessage),
    ),
)]
#[post("/messages")]
async fn receive_message(mut call: Call) -> Reply {
    let id: InboxId = call.request.path("id")?;
    let (body, claim) = call.command::<wire::ReceiveMessage>().await?;
    let incoming = incoming(id, body, call.request.api().ports.clock.now())?;
    once(call, claim, async move |work| {
        let Received::Delivered(appended) = usecase::receive(work, incoming).await? else {
            return Answer::accepted(&wire::ReceivedMessage::default());
        };
        let (message, known) = match *appended {
            Appended::New(message) => (message, false),
            Appended::Replayed(message) => (message, true),
        };
        let conversation_id = Some(message.conversation_id.uuid());
        let answer = Answer::created(&wire::ReceivedMessage { conversation_id, message: Some(message.into()) })?;
        Ok(if known { answer.replayed() } else { answer })
    })
    .await
}

fn incoming(inbox_id: InboxId, body: wire::ReceiveMessage, now: Timestamp) -> Result<Incoming, Problem> {
    let mut violations = Violations::default();
    let contact = contact(&mut violations, body.contact);
    let text = violations.take("/body", MessageBody::parse(&body.body));
    let external_id = body.external_id.and_then(|id| violations.take("/external_id", ExternalId::parse(&id)));
    let sent_at = body.sent_at.map(wire::Timestamp::get);
    if sent_at.is_some_and(|at| at > now + SKEW) {
        violations.add("/sent_at", Violation::new("IN_FUTURE", "must not be in the future"));
    }
    let incoming = contact.zip(text).map(|(contact, body)| Incoming {
        inbox_id,
        channel: Channel::Api,
        contact,
        body,
        external_id,
        sent_at,
    });
    parse::checked(violations, incoming)
}

/// A contact without a name is called by what it is known by.
fn contact(violations: &mut Violations, contact: wire::IncomingContact) -> Option<NewContact> {
    let wire::IncomingContact { name, phone, email, external_id } = contact;
    let known_by = [&phone, &email, &external_id].into_iter().flatten().next();
    if known_by.is_none() {
        let violation = Violation::new("ONE_OF", "give at least one of phone, email, external_id");
        violations.add("/contact", violation);
    }
    let name = name.or_else(|| known_by.map(|text| text.chars().take(Name::MAX).collect()));
    let parsed = NewContact::parse(
        name.as_deref()?,
        phone.as_deref(),
        email.as_deref(),
        external_id.as_deref(),
        Attributes::default(),
    );
    parsed.map_err(|below| parse::note_below(violations, "/contact", &below)).ok()
}
