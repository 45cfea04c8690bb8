//! The routes, one file per kind of resource. Each handler reads its request, calls one use case
//! or one read, and answers.

mod account;
mod admin;
mod api_keys;
mod attachments;
mod attribute_definitions;
mod audit;
mod auth;
mod batches;
mod canned;
mod companies;
mod contact_imports;
mod contact_notes;
mod contact_parts;
mod contacts;
mod conversations;
mod deliveries;
mod drafts;
mod edits;
mod events;
mod inboxes;
mod lifecycle;
mod macros;
mod members;
mod mentions;
mod messages;
mod parse;
mod passwords;
mod phones;
mod reactions;
mod realtime;
mod receipts;
mod receiving;
mod scheduled;
mod search;
mod security;
mod system;
mod tags;
mod teams;
mod transcript;
mod views;

pub(crate) use events::LONGEST_WAIT;
pub use realtime::Upgrade;
use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

/// All routes. The busiest come first, because the router looks at them in order.
pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(
        scope("/api/v1")
            .configure(messages::configure)
            .configure(receipts::configure)
            // Before what takes `filter`, `bulk` or `deleted` for an id.
            .configure(views::configure)
            .configure(batches::configure)
            .configure(lifecycle::configure)
            .configure(conversations::configure)
            .configure(edits::configure)
            .configure(reactions::configure)
            .configure(mentions::configure)
            .configure(deliveries::configure)
            .configure(tags::configure)
            // Paths with a name in the place of the id go before those with one.
            .configure(contact_imports::configure)
            .configure(contact_parts::configure)
            .configure(contact_notes::configure)
            .configure(drafts::configure)
            .configure(scheduled::configure)
            .configure(canned::configure)
            .configure(macros::configure)
            .configure(contacts::configure)
            .configure(companies::configure)
            .configure(inboxes::configure)
            .configure(receiving::configure)
            .configure(transcript::configure)
            .configure(attachments::configure)
            .configure(search::configure)
            .configure(events::configure)
            .configure(realtime::configure)
            .configure(account::configure)
            .configure(members::configure)
            .configure(teams::configure)
            .configure(attribute_definitions::configure)
            .configure(api_keys::configure)
            .configure(audit::configure)
            .configure(auth::configure)
            .configure(passwords::configure)
            .configure(security::configure)
            .configure(admin::configure),
    );
    attachments::configure_links(config);
    system::configure(config);
}
