//! The demo's customers: made-up people who write now and then, and answer when they are answered.
//!
//! The only simulation in the product, and it says so in the log. Never begins a conversation in a
//! tenant that has [`MOST_CONVERSATIONS`].

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use skybot_domain::attributes::{Attributes, Value};
use skybot_domain::contact::{Identity, NewContact};
use skybot_domain::conversation::{Conversation, ConversationFilter, ConversationPatch, Sort, Status};
use skybot_domain::error::{Error, Resource, Result};
use skybot_domain::event::{EventData, EventKind, Pos};
use skybot_domain::id::{AccountId, ConversationId};
use skybot_domain::message::{Author, Content, Sender};
use skybot_domain::page::{Limit, PageRequest};
use skybot_domain::ports::Ports;
use skybot_domain::scope::Scope;
use skybot_domain::text::{MessageBody, Name, Phone};
use skybot_domain::usecase::{self, Opening, With};
use skybot_domain::work::Work;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::load::{LANGUAGE, SOURCE, count};
use super::{phrases, tenant};
use crate::import::Dice;

/// How often it is looked whether somebody has something to say.
const TICK: Duration = Duration::from_secs(1);
/// No conversations are begun above so many in the tenant.
const MOST_CONVERSATIONS: u64 = 600;
/// Customers who think about an answer at the same time.
const MOST_REPLIES: usize = 20;
/// One in so many lines begins a conversation.
const NEW_CONVERSATION: u64 = 6;

/// Writes until `stop`. What fails is left, and tried anew with the next line.
pub(super) async fn play(ports: &Ports, account: AccountId, stop: impl Future<Output = ()>) {
    tracing::info!("simulated customers write every few seconds; --quiet-customers leaves them out");
    let mut stop = pin!(stop);
    let mut stage = Stage::new(ports, account);
    let mut tick = interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => return,
            _ = tick.tick() => {}
        }
        // Not under the select: what was begun is finished.
        if let Err(error) = stage.act(Instant::now()).await {
            tracing::warn!(%error, "a simulated customer could not write");
        }
    }
}

/// What the customers are about to do.
struct Stage<'a> {
    ports: &'a Ports,
    scope: Scope,
    dice: Dice,
    /// The log is read up to here; `None` before the first look.
    seen: Option<Pos>,
    /// Who answers when.
    replies: Vec<(Instant, ConversationId)>,
    /// When somebody writes out of the blue.
    next: Instant,
}

impl<'a> Stage<'a> {
    fn new(ports: &'a Ports, account: AccountId) -> Self {
        let mut dice = Dice::new(u64::try_from(ports.clock.now().unix_timestamp_nanos() / 1000).unwrap_or(0));
        let next = Instant::now() + pause(&mut dice);
        Self { ports, scope: tenant::system(account), dice, seen: None, replies: Vec::new(), next }
    }

    async fn act(&mut self, now: Instant) -> Result<()> {
        if now >= self.next {
            self.next = now + pause(&mut self.dice);
            if self.dice.below(NEW_CONVERSATION) == 0 && count(self.ports, &self.scope).await? < MOST_CONVERSATIONS {
                self.begin().await?;
            } else {
                self.nudge().await?;
            }
        }
        self.listen(now).await?;
        let due: Vec<_> = self.replies.extract_if(.., |(at, _)| *at <= now).collect();
        for (_, conversation) in due {
            self.reply(conversation).await?;
        }
        Ok(())
    }

    /// Looks for what agents wrote since the last look.
    async fn listen(&mut self, now: Instant) -> Result<()> {
        let limit = Limit::parse(i64::from(Limit::MAX)).unwrap_or_default();
        let Some(seen) = self.seen else {
            self.seen = Some(self.ports.events.read(&self.scope, 0, Limit::default()).await?.head);
            return Ok(());
        };
        let slice = self.ports.events.read(&self.scope, seen, limit).await?;
        self.seen = Some(slice.read_to.max(seen));
        for event in slice.events {
            let EventData::Message(message) = event.data else { continue };
            let by_agent = matches!(message.sender, Sender::User { .. }) && message.kind.as_str() == "text";
            let waits = self.replies.iter().any(|(_, conversation)| *conversation == message.conversation_id);
            if event.kind == EventKind::MessageCreated && by_agent && !waits && self.replies.len() < MOST_REPLIES {
                let thinks = Duration::from_millis(3_000 + self.dice.below(5_000));
                self.replies.push((now + thinks, message.conversation_id));
            }
        }
        Ok(())
    }

    async fn reply(&mut self, id: ConversationId) -> Result<()> {
        let Some(conversation) = self.ports.store.conversation(&self.scope, id).await? else { return Ok(()) };
        let phrases = phrases::of(language(&conversation));
        self.say(id, phrases.replies).await
    }

    /// Somebody whose conversation is open writes another line.
    async fn nudge(&mut self) -> Result<()> {
        let filter = ConversationFilter { status: vec![Status::Open], ..ConversationFilter::default() };
        let request = PageRequest { limit: Limit::default(), after: None };
        let open = self.ports.store.conversations(&self.scope, &filter, Sort::LastActivity, request).await?;
        let Some(conversation) = self.dice.pick(&open.items) else { return Ok(()) };
        self.say(conversation.id, phrases::of(language(conversation)).nudges).await
    }

    async fn say(&mut self, id: ConversationId, lines: &[&str]) -> Result<()> {
        let body = line(&mut self.dice, lines)?;
        usecase::receive_message(self.ports, &self.scope, id, body, None).await?;
        Ok(())
    }

    /// Somebody, new or known, begins a conversation.
    async fn begin(&mut self) -> Result<()> {
        let inboxes = self.ports.store.inboxes(&self.scope, PageRequest::default()).await?.items;
        let Some(inbox) = self.dice.pick(&inboxes) else { return Ok(()) };
        let customer = phrases::customer(&mut self.dice);
        let body = line(&mut self.dice, phrases::of(Some(customer.language)).openings)?;
        let contact = NewContact {
            name: Name::parse(customer.name).map_err(|rule| Error::invalid("/name", rule))?,
            identities: vec![Identity::Phone(
                Phone::parse(customer.phone).map_err(|rule| Error::invalid("/phone", rule))?,
            )],
            company_id: None,
            attributes: Attributes::default(),
        };
        let opening = Opening {
            inbox_id: inbox.id,
            with: With::Details(contact),
            subject: None,
            message: Some((Author::Contact, Content::Text(body))),
        };
        let told = [(LANGUAGE, customer.language), (SOURCE, "simulated")];
        let told = told.map(|(name, value)| (name.to_owned(), Value::Text(value.to_owned())));
        let patch = ConversationPatch { attributes: Attributes::parse(told).ok(), ..ConversationPatch::default() };
        let mut work = Work::begin(self.ports, &self.scope).await?;
        let conversation = usecase::create_conversation(&mut work, opening).await?;
        usecase::patch_conversation(&mut work, conversation.id, patch, None).await?;
        work.finish().await
    }
}

/// 4 to 20 seconds.
fn pause(dice: &mut Dice) -> Duration {
    Duration::from_millis(4_000 + dice.below(16_000))
}

fn line(dice: &mut Dice, lines: &[&str]) -> Result<MessageBody> {
    let line = dice.pick(lines).ok_or(Error::NotFound(Resource::Message))?;
    MessageBody::parse(line).map_err(|rule| Error::invalid("/body", rule))
}

fn language(conversation: &Conversation) -> Option<&str> {
    conversation.attributes.iter().find_map(|(name, value)| match value {
        Value::Text(text) if name == LANGUAGE => Some(text.as_str()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::pause;
    use crate::import::Dice;

    #[test]
    fn customers_take_their_time() {
        let mut dice = Dice::new(7);
        for _ in 0..1_000 {
            assert!((Duration::from_secs(4)..Duration::from_secs(20)).contains(&pause(&mut dice)));
        }
    }
}
