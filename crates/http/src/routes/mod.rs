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

use actix_web::dev::HttpServiceFactory;
use actix_web::web;
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::service_config::ServiceConfig as Documented;

pub(crate) use events::LONGEST_WAIT;
pub use realtime::Upgrade;

/// Where the paths of the API begin.
pub(crate) const BASE: &str = "/api/v1";

/// Takes routes: a worker to serve them, the OpenAPI document to describe them.
pub(crate) trait Routes {
    fn service<R: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, route: R) -> &mut Self;
}

impl Routes for web::ServiceConfig {
    fn service<R: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, route: R) -> &mut Self {
        self.service(route)
    }
}

impl Routes for Documented<'_> {
    fn service<R: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, route: R) -> &mut Self {
        self.service(route)
    }
}

/// All routes below [`BASE`]. The busiest come first, because the router looks at them in order.
pub(crate) fn api(routes: &mut impl Routes) {
    messages::configure(routes);
    receipts::configure(routes);
    realtime::configure(routes);
    // Before what takes `filter`, `bulk` or `deleted` for an id.
    views::configure(routes);
    batches::configure(routes);
    lifecycle::configure(routes);
    conversations::configure(routes);
    edits::configure(routes);
    reactions::configure(routes);
    mentions::configure(routes);
    deliveries::configure(routes);
    tags::configure(routes);
    // Paths with a name in the place of the id go before those with one.
    contact_imports::configure(routes);
    contact_parts::configure(routes);
    contact_notes::configure(routes);
    drafts::configure(routes);
    scheduled::configure(routes);
    canned::configure(routes);
    macros::configure(routes);
    contacts::configure(routes);
    companies::configure(routes);
    inboxes::configure(routes);
    receiving::configure(routes);
    transcript::configure(routes);
    attachments::configure(routes);
    search::configure(routes);
    events::configure(routes);
    account::configure(routes);
    members::configure(routes);
    teams::configure(routes);
    attribute_definitions::configure(routes);
    api_keys::configure(routes);
    audit::configure(routes);
    auth::configure(routes);
    passwords::configure(routes);
    security::configure(routes);
    admin::configure(routes);
}

/// The other routes.
pub(crate) fn beside(routes: &mut impl Routes) {
    attachments::configure_links(routes);
    system::configure(routes);
}
