//! What is measured, one module a question.

pub(crate) mod auth;
pub(crate) mod hot;
pub(crate) mod import;
pub(crate) mod page;
pub(crate) mod read;
pub(crate) mod search;
pub(crate) mod send;
pub(crate) mod start;
