//! What is measured, one module a question.

pub(crate) mod auth;
pub(crate) mod contacts;
pub(crate) mod files;
pub(crate) mod growth;
pub(crate) mod hot;
pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod live;
pub(crate) mod page;
pub(crate) mod read;
pub(crate) mod search;
pub(crate) mod send;
pub(crate) mod start;
