//! The inbox that conversations of the past go to.

use skybot_domain::error::Result;
use skybot_domain::inbox::{Channel, DeliveryMode, Inbox, NewInbox};
use skybot_domain::page::{Limit, PageRequest};
use skybot_domain::ports::Ports;
use skybot_domain::scope::Scope;
use skybot_domain::text::Name;
use skybot_domain::usecase;
use skybot_domain::work::Work;

/// The inbox of this name, without regard to case; made on this channel if there is none. Tells
/// whether it was made.
pub(crate) async fn find_or_create(
    ports: &Ports,
    scope: &Scope,
    name: &Name,
    channel: Channel,
) -> Result<(Inbox, bool)> {
    if let Some(inbox) = find(ports, scope, name).await? {
        return Ok((inbox, false));
    }
    let mut work = Work::begin(ports, scope).await?;
    let inbox =
        usecase::create_inbox(&mut work, NewInbox { name: name.clone(), channel, delivery: DeliveryMode::Direct })
            .await?;
    work.finish().await?;
    Ok((inbox, true))
}

async fn find(ports: &Ports, scope: &Scope, name: &Name) -> Result<Option<Inbox>> {
    let wanted = name.as_str().to_lowercase();
    let mut request = PageRequest { limit: Limit::parse(i64::from(Limit::MAX)).unwrap_or_default(), after: None };
    loop {
        let page = ports.store.inboxes(scope, request).await?;
        if let Some(inbox) = page.items.into_iter().find(|inbox| inbox.name.as_str().to_lowercase() == wanted) {
            return Ok(Some(inbox));
        }
        match page.next {
            Some(next) => request.after = Some(next),
            None => return Ok(None),
        }
    }
}
