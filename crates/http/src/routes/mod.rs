//! The routes, one file per kind of resource. Each handler reads its request, calls one use case
//! or one read, and answers.

mod account;
mod admin;
mod api_keys;
mod audit;
mod auth;
mod contacts;
mod conversations;
mod events;
mod inboxes;
mod members;
mod messages;
mod parse;
mod passwords;
mod receipts;
mod search;
mod security;
mod system;
mod tags;
mod teams;

use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

/// All routes. The busiest come first, because the router looks at them in order.
pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(
        scope("/api/v1")
            .configure(messages::configure)
            .configure(receipts::configure)
            .configure(conversations::configure)
            .configure(tags::configure)
            .configure(contacts::configure)
            .configure(inboxes::configure)
            .configure(search::configure)
            .configure(events::configure)
            .configure(account::configure)
            .configure(members::configure)
            .configure(teams::configure)
            .configure(api_keys::configure)
            .configure(audit::configure)
            .configure(auth::configure)
            .configure(passwords::configure)
            .configure(security::configure)
            .configure(admin::configure),
    );
    system::configure(config);
}
