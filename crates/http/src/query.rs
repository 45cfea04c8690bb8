//! Query parameters and pages. Unknown and repeated parameters are refused.

use serde::de::DeserializeOwned;
use skybot_domain::page::{Limit, Page, PageRequest};
use skybot_domain::search::{Query, Search};
use skybot_wire as wire;

use crate::cursor::{self, List};
use crate::json;
use crate::problem::Problem;

/// Reads a query string. Violations name the parameter.
pub(crate) fn parse<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(reader).map_err(|error| {
        let (mut violation, field) = json::violation(&error.inner().to_string());
        violation.code = match violation.code {
            "UNKNOWN_FIELD" => "UNKNOWN_PARAMETER",
            "DUPLICATE_FIELD" => "REPEATED_PARAMETER",
            other => other,
        };
        let name = field.unwrap_or_else(|| error.path().to_string());
        Problem::invalid(&name, violation)
    })
}

/// Which page is asked for.
pub(crate) fn page(list: List, limit: Option<i64>, cursor: Option<&str>) -> Result<PageRequest, Problem> {
    Ok(PageRequest { limit: self::limit(limit)?, after: cursor::parse(list, cursor)? })
}

/// How many items are asked for.
pub(crate) fn limit(limit: Option<i64>) -> Result<Limit, Problem> {
    match limit {
        Some(limit) => Limit::parse(limit).map_err(|violation| Problem::invalid("limit", violation)),
        None => Ok(Limit::default()),
    }
}

/// What is searched for, with its modifiers.
pub(crate) fn search_with_modifiers(q: &str) -> Result<Search, Problem> {
    Search::parse(q).map_err(|violation| Problem::invalid("q", violation))
}

/// What is searched for.
pub(crate) fn search(q: &str) -> Result<Query, Problem> {
    Query::parse(q).map_err(|violation| Problem::invalid("q", violation))
}

/// A page as JSON.
pub(crate) fn to_wire<D, W: From<D>>(list: List, page: Page<D>) -> wire::Page<W> {
    wire::Page {
        items: page.items.into_iter().map(W::from).collect(),
        next_cursor: page.next.map(|place| cursor::encode(list, place)),
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use skybot_wire::{AssigneeFilter, ConversationsQuery, PageQuery, SearchQuery, Status};

    use super::{limit, parse};

    fn told<T: DeserializeOwned>(query: &str) -> Option<(String, String)> {
        let document = parse::<T>(query).err()?.document("/", "");
        document.errors.into_iter().next().map(|error| (error.pointer, error.code.into_owned()))
    }

    #[test]
    fn broken_parameters_are_named() {
        let pair = |name: &str, code: &str| Some((name.to_owned(), code.to_owned()));
        assert_eq!(told::<PageQuery>("limit=5&page=2"), pair("page", "UNKNOWN_PARAMETER"));
        assert_eq!(told::<PageQuery>("limit=5&limit=6"), pair("limit", "REPEATED_PARAMETER"));
        assert_eq!(told::<PageQuery>("limit=five"), pair("limit", "INVALID_VALUE"));
        assert_eq!(told::<PageQuery>("limit="), pair("limit", "INVALID_VALUE"));
        assert_eq!(told::<PageQuery>("limit=99999999999999999999"), pair("limit", "INVALID_VALUE"));
        assert_eq!(told::<SearchQuery>("type=messages"), pair("q", "REQUIRED"));
        assert_eq!(told::<SearchQuery>("q=a&type=people"), pair("type", "UNKNOWN_VALUE"));
        assert_eq!(told::<ConversationsQuery>("status=open,closed"), pair("status", "UNKNOWN_VALUE"));
        assert_eq!(told::<ConversationsQuery>("assignee=nobody"), pair("assignee", "INVALID_VALUE"));
        assert_eq!(told::<ConversationsQuery>("unread=yes"), pair("unread", "INVALID_VALUE"));
    }

    #[test]
    fn limits_are_never_clamped() {
        for wrong in [0, -1, 101, i64::MAX] {
            assert!(limit(Some(wrong)).is_err(), "{wrong}");
        }
        assert!(limit(Some(100)).is_ok() && limit(None).is_ok());
    }

    #[test]
    fn what_a_client_writes_is_read() {
        let query = ConversationsQuery {
            status: vec![Status::Open, Status::Snoozed],
            assignee: Some(AssigneeFilter::Me),
            unread: Some(true),
            q: Some("a b&c".to_owned()),
            ..ConversationsQuery::default()
        };
        let text = serde_urlencoded::to_string(&query).unwrap_or_default();
        let read = parse::<ConversationsQuery>(&text).ok();
        let read = read.map(|query| (query.status, query.assignee, query.unread, query.q));
        assert_eq!(read, Some((query.status, query.assignee, query.unread, query.q)));
    }
}
