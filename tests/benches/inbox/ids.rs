//! Ids that follow from a number, so that Rust and a script of `pgbench` name the same row.

use uuid::Uuid;

/// What an id is of; the first group of its digits.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// By tenant.
    Account = 1,
    /// By tenant: each has one.
    User = 2,
    /// By tenant: each has one.
    Inbox = 3,
    /// By [`conversation`]: each has one.
    Contact = 4,
    /// By [`conversation`].
    Conversation = 5,
    /// By [`message`].
    Message = 6,
}

/// The id.
pub(crate) fn id(kind: Kind, number: u64) -> Uuid {
    Uuid::from_u128((kind as u128) << 96 | 0x7000 << 64 | 0x8000 << 48 | u128::from(number))
}

/// The same as an SQL expression over one that gives the number.
pub(crate) fn sql(kind: Kind, number: &str) -> String {
    let kind = kind as u8;
    format!("('{kind:08x}-0000-7000-8000-' || lpad(to_hex({number}::bigint), 12, '0'))::uuid")
}

/// The number of a tenant's conversation and its contact, both counted from 1.
pub(crate) fn conversation(tenant: u64, place: u64) -> u64 {
    tenant * 1_000_000 + place
}

/// The number of a tenant's message, counted from 0 in the order of time.
pub(crate) fn message(tenant: u64, place: u64) -> u64 {
    tenant << 32 | place
}
