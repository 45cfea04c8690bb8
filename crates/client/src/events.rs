//! The durable log, and search.

use skybot_wire::{EventPage, EventsQuery, SearchPage, SearchQuery};

use crate::error::Result;
use crate::transport::Client;

impl Client {
    /// A stretch of the tenant's log, as far as the user may see it. Read on after
    /// [`EventPage::next_after`].
    pub async fn events(&self, query: &EventsQuery) -> Result<EventPage> {
        self.call(self.get(&["events"]).query(query)).await
    }

    /// A page of what was found, newest first.
    pub async fn search(&self, query: &SearchQuery) -> Result<SearchPage> {
        self.call(self.get(&["search"]).query(query)).await
    }
}
