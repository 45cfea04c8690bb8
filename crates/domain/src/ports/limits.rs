//! How often one may ask.

use std::num::NonZeroU32;
use std::time::Duration;

use async_trait::async_trait;

use crate::named::named_enum;

named_enum! {
    /// What is counted. The names are those of the `RateLimit` header fields.
    pub enum Budget {
        /// Requests without a valid credential, by the address they come from.
        Address = "address",
        /// Requests that need no tenant (health, documents, the platform), by the address they come
        /// from.
        System = "system",
        /// Attempts to get in and letters asked for, by the address they come from.
        SignIn = "sign_in",
        /// Requests of a person.
        User = "user",
        /// Requests of an API key.
        ApiKey = "api_key",
        /// Requests of a tenant, whoever makes them.
        Account = "account",
        /// Messages to a conversation, whoever writes them.
        Conversation = "messages_per_conversation",
        /// Messages of a member.
        Sender = "messages_per_sender",
    }
}

/// So many requests at once, and so many in each window from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// How many.
    pub requests: NonZeroU32,
    /// In which time.
    pub window: Duration,
}

/// Where somebody stands with a budget after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Which budget.
    pub budget: Budget,
    /// What it allows.
    pub quota: Quota,
    /// How many more requests would be allowed at once.
    pub remaining: u32,
    /// Until all of the quota is there again.
    pub reset: Duration,
    /// Until one more request is allowed, when this one was not.
    pub retry_after: Option<Duration>,
}

/// Budgets, in this process or shared by many.
#[async_trait]
pub trait RateLimits: Send + Sync {
    /// Takes one request out of somebody's budget; `who` is an id or an address as a number.
    /// `None`: there is no such limit.
    async fn spend(&self, budget: Budget, who: u128) -> Option<Standing>;

    /// The limits that are set.
    fn quotas(&self) -> Vec<(Budget, Quota)>;
}
