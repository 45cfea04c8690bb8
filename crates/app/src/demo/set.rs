//! The conversations that ship with the product. Where they are from and under which licences:
//! `crates/app/demo/README.md`.

use std::io::Read as _;

use flate2::read::GzDecoder;

use crate::exit::{Exit, Failure};
use crate::import::{Record, parse};

const FILE: &[u8] = include_bytes!("../../demo/conversations.jsonl.gz");

/// All of them, the oldest first.
pub(super) fn read() -> Result<Vec<Record>, Failure> {
    let wrong =
        |what: &dyn std::fmt::Display| Failure::new(Exit::Failure, format!("the demo's own data is wrong: {what}"));
    let mut text = Vec::new();
    GzDecoder::new(FILE).read_to_end(&mut text).map_err(|error| wrong(&error))?;
    let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| parse(line).map_err(|fault| wrong(&fault))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{FILE, read};

    /// Ours, MIT or CC BY: the only ones that may ship.
    const SOURCES: [&str; 5] = ["chitchat", "star", "taskmaster-4", "written-here", "x-risawoz"];

    #[test]
    fn every_line_can_be_imported() {
        let set = read().unwrap();
        assert!((300..=400).contains(&set.len()), "{}", set.len());
        let ids: BTreeSet<_> = set.iter().map(|record| record.id.as_str()).collect();
        assert_eq!(ids.len(), set.len(), "no id twice");
        assert!(FILE.len() <= 400 * 1024);
    }

    #[test]
    fn only_sources_that_may_ship_are_in_it() {
        let sources: BTreeSet<_> = read().unwrap().into_iter().filter_map(|record| record.source).collect();
        assert_eq!(sources.iter().map(String::as_str).collect::<Vec<_>>(), SOURCES);
        assert!(read().unwrap().iter().all(|record| record.source.is_some()));
    }

    #[test]
    fn all_languages_of_these_sources_are_in_it() {
        let mut languages = BTreeMap::new();
        for record in read().unwrap() {
            *languages.entry(record.language.unwrap()).or_insert(0) += 1;
        }
        assert_eq!(
            languages.keys().map(String::as_str).collect::<Vec<_>>(),
            ["ar", "en", "es", "fr", "it", "ko", "pt"]
        );
        assert!(languages.values().all(|count| *count >= 15), "{languages:?}");
    }

    #[test]
    fn there_is_a_long_thread_and_somebody_comes_back() {
        let set = read().unwrap();
        assert!(set.iter().any(|record| record.messages.len() > 300));
        let people: BTreeSet<_> = set.iter().map(|record| format!("{:?}", record.contact.identities)).collect();
        assert!(people.len() < set.len());
    }
}
