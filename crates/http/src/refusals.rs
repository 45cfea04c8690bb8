//! What was refused to somebody who is signed in goes into the tenant's audit log: what the role or
//! the key does not allow, and ids of what the tenant has not. One entry a minute, person and kind,
//! so that nobody fills a log that nothing is ever taken from.

use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::http::{Method, StatusCode, Uri};
use actix_web::web;
use skybot_domain::id::UserId;
use skybot_domain::ports::{Budget, Quota, RateLimits};
use skybot_domain::session::SecurityEvent;

use crate::limit::LocalLimits;
use crate::problem::Code;
use crate::server::Api;
use crate::trace::Trace;

/// Which refusals were noted a moment ago.
pub(crate) struct Refusals(LocalLimits);

impl Default for Refusals {
    fn default() -> Self {
        let quota = Quota { requests: NonZeroU32::MIN, window: Duration::from_mins(1) };
        Self(LocalLimits::new([(Budget::User, Some(quota))]))
    }
}

impl Refusals {
    /// Whether nothing of the kind was noted of this person in the last minute.
    async fn is_news(&self, user: UserId, event: SecurityEvent) -> bool {
        let who = user.uuid().as_u128() ^ u128::from(event == SecurityEvent::AccessDenied);
        self.0.spend(Budget::User, who).await.is_none_or(|standing| standing.retry_after.is_none())
    }
}

/// Notes a refusal, in a task of its own: nobody is answered later for it, whether the id was
/// another tenant's or nobody's.
pub(crate) fn note(api: &web::Data<Api>, trace: &Trace, code: Code, (method, uri): (&Method, &Uri)) {
    let Some(scope) = trace.caller() else { return };
    let Some(user) = scope.user() else { return };
    let event = match code {
        Code::Forbidden => SecurityEvent::AccessDenied,
        code if code.status() == StatusCode::NOT_FOUND && code != Code::RouteNotFound => {
            SecurityEvent::ForeignAccessTried
        }
        _ => return,
    };
    let (api, scope, subject) = (api.clone(), scope.clone(), format!("{method} {}", uri.path()));
    actix_web::rt::spawn(async move {
        if !api.refusals.is_news(user, event).await {
            return;
        }
        if let Err(error) = api.ports.credentials.note_refusal(&scope, event, &subject).await {
            tracing::warn!(%error, "a refusal could not be noted");
        }
    });
}
