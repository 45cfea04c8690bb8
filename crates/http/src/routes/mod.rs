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
use actix_web::middleware::from_fn;
use actix_web::web;
use utoipa_actix_web::OpenApiFactory;

use crate::below::take_id;

pub(crate) use events::LONGEST_WAIT;
pub use realtime::Upgrade;

/// Where the paths of the API begin.
pub(crate) const BASE: &str = "/api/v1";

/// Takes routes: a worker to serve them, the OpenAPI document to describe them.
pub(crate) trait Routes: Sized {
    fn service<R: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, route: R) -> &mut Self;

    /// Takes routes whose paths go on from this one and an id. Nothing that comes later may begin with this one.
    fn below_id(&mut self, path: &str, group: impl FnOnce(&mut Self)) -> &mut Self;
}

impl Routes for web::ServiceConfig {
    fn service<R: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, route: R) -> &mut Self {
        self.service(route)
    }

    fn below_id(&mut self, path: &str, group: impl FnOnce(&mut Self)) -> &mut Self {
        self.service(web::scope(path).wrap(from_fn(take_id)).configure(group))
    }
}

/// All routes below [`BASE`].
///
/// The router tries them in order, and to try a path with an id in it takes microseconds. So plain names
/// come first, which must go before those who would take them for an id anyhow, and where many paths
/// begin with the same id it is taken off once for all.
pub(crate) fn api(routes: &mut impl Routes) {
    conversations::configure(routes);
    lifecycle::configure(routes);
    search::configure(routes);
    events::configure(routes);
    realtime::configure(routes);
    contacts::configure(routes);
    contact_parts::configure(routes);
    inboxes::configure(routes);
    views::of_conversations(routes);
    batches::of_conversations(routes);
    routes.below_id("/conversations", of_conversation);
    routes.below_id("/messages", of_message);
    contact_imports::configure(routes);
    routes.below_id("/contacts", of_contact);
    routes.below_id("/inboxes", of_inbox);
    views::configure(routes);
    batches::configure(routes);
    mentions::configure(routes);
    drafts::configure(routes);
    scheduled::configure(routes);
    canned::configure(routes);
    macros::configure(routes);
    companies::configure(routes);
    attachments::configure(routes);
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

fn of_conversation(routes: &mut impl Routes) {
    messages::of_conversation(routes);
    receipts::of_conversation(routes);
    conversations::of_conversation(routes);
    lifecycle::of_conversation(routes);
    drafts::of_conversation(routes);
    scheduled::of_conversation(routes);
    transcript::of_conversation(routes);
    tags::of_conversation(routes);
}

fn of_message(routes: &mut impl Routes) {
    messages::of_message(routes);
    edits::of_message(routes);
    deliveries::of_message(routes);
    reactions::of_message(routes);
}

fn of_contact(routes: &mut impl Routes) {
    contacts::of_contact(routes);
    contact_parts::of_contact(routes);
    contact_notes::of_contact(routes);
}

fn of_inbox(routes: &mut impl Routes) {
    inboxes::of_inbox(routes);
    receiving::of_inbox(routes);
    deliveries::of_inbox(routes);
}

/// The other routes.
pub(crate) fn beside(routes: &mut impl Routes) {
    attachments::configure_links(routes);
    system::configure(routes);
}
