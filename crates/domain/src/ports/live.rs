//! Ports of live delivery: how the store hurries the log, how somebody waits for it, and who is
//! there. Hurrying may be lost or come twice; the log is what counts.

use async_trait::async_trait;

use crate::error::StoreError;
use crate::event::Pos;
use crate::id::{AccountId, ConversationId, UserId};
use crate::presence::{Abroad, Device, MemberPresence, Node, Remembered};
use crate::scope::Scope;

/// Is told by the store, after a commit, that a tenant's log has grown.
pub trait Herald: Send + Sync {
    /// Never waits, never fails.
    fn grew(&self, account: AccountId);
}

/// Where a tenant's log ends, and whether it is to be looked who is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Whose log.
    pub account: AccountId,
    /// The newest position.
    pub pos: Pos,
    /// Another number than the last time means that somebody's session, role, key or reach has changed.
    pub mark: i64,
}

/// What nodes tell each other of a tenant. Nothing durable: the log is read, whatever is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// The log has grown.
    Grew,
    /// Everybody who is connected to a node, and what their devices show; in place of what it said before.
    Here(Here),
    /// A member types, or has stopped to.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Who.
        user: UserId,
        /// Whether.
        on: bool,
    },
    /// A device shows a conversation, or none.
    Looking {
        /// Which device.
        device: Device,
        /// Whose.
        user: UserId,
        /// Which conversation.
        at: Option<ConversationId>,
    },
}

/// What a node says of those who are connected to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// Which node.
    pub node: Node,
    /// The members.
    pub people: Vec<Abroad>,
    /// What their devices show.
    pub looking: Vec<(Device, UserId, ConversationId)>,
}

/// Connects the nodes of an installation. Words may be lost, come twice or in another order; none is
/// heard by the node that said it.
#[async_trait]
pub trait Bus: Send + Sync {
    /// Tells the other nodes. Never waits, never fails.
    fn tell(&self, account: AccountId, word: Word);

    /// From now on words about the tenant are heard.
    fn follow(&self, account: AccountId);

    /// Words about the tenant are of no interest any more.
    fn unfollow(&self, account: AccountId);

    /// The next word about one of the tenants that are followed.
    async fn heard(&self) -> (AccountId, Word);

    /// What the other nodes that live have said last of those who are connected to them; as much of it
    /// as can be found out.
    async fn others(&self, account: AccountId) -> Vec<Here>;

    /// Whether it works at this moment.
    fn is_up(&self) -> bool;
}

/// Whom to ask for news of a tenant's log.
pub trait News: Send + Sync {
    /// Listens to the tenant from now on, until what is returned is dropped. Whoever reads the log after this call
    /// misses nothing between the two.
    fn listen(&self, scope: &Scope) -> Box<dyn Ear>;
}

/// Somebody who listens.
#[async_trait]
pub trait Ear: Send {
    /// Waits until the log may have grown since the last call. `false`: the server stops, and there
    /// will be no more news.
    async fn news(&mut self) -> bool;
}

/// Who of the tenant is there.
#[async_trait]
pub trait Attendance: Send + Sync {
    /// Everybody who is there or has been, by user id.
    async fn attendance(&self, scope: &Scope) -> Result<Vec<MemberPresence>, StoreError>;
}

/// What is kept of presence when nobody holds it in memory.
#[async_trait]
pub trait PresenceMemory: Send + Sync {
    /// What is kept of a member; `None` for one who never was there.
    async fn remembered(&self, scope: &Scope, user: UserId) -> Result<Option<Remembered>, StoreError>;

    /// What is kept of everybody in the tenant, by user id.
    async fn all_remembered(&self, scope: &Scope) -> Result<Vec<Remembered>, StoreError>;

    /// Keeps it, in one statement; a moment never goes back.
    async fn remember(&self, scope: &Scope, members: &[Remembered]) -> Result<(), StoreError>;
}
