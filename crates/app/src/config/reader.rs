//! Reads typed values, noting what is wrong instead of stopping at it.

use super::layers::{Given, Layers};
use super::{Mistake, Mistakes};

/// Says what a value must be, without repeating it.
pub(super) type Expected = String;

/// Once a mistake is noted, the values read are placeholders: [`Reader::finish`] fails.
pub(super) struct Reader<'a> {
    layers: &'a Layers,
    mistakes: Vec<Mistake>,
    #[cfg(test)]
    pub(super) asked: std::collections::BTreeSet<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(layers: &'a Layers, mistakes: Vec<Mistake>) -> Self {
        Self {
            layers,
            mistakes,
            #[cfg(test)]
            asked: std::collections::BTreeSet::new(),
        }
    }

    /// A single value.
    pub(super) fn one<T: Default>(&mut self, key: &str, parse: impl Fn(&str) -> Result<T, Expected>) -> T {
        self.one_or(key, parse, T::default())
    }

    /// A single value of a type that has no default to hold its place.
    pub(super) fn one_or<T>(&mut self, key: &str, parse: impl Fn(&str) -> Result<T, Expected>, placeholder: T) -> T {
        let parsed = match self.given(key) {
            Some(Given::One(text)) => parse(text.trim()),
            Some(Given::Many(_)) => Err("must be a single value".to_owned()),
            None => Err("has no default".to_owned()),
        };
        self.check(key, parsed).unwrap_or(placeholder)
    }

    /// A single value, `None` if it is empty.
    pub(super) fn optional<T>(&mut self, key: &str, parse: impl Fn(&str) -> Result<T, Expected>) -> Option<T> {
        let parse = |text: &str| if text.is_empty() { Ok(None) } else { parse(text).map(Some) };
        self.one_or(key, parse, None)
    }

    /// A list, or a text with commas.
    pub(super) fn many<T>(&mut self, key: &str, parse: impl Fn(&str) -> Result<T, Expected>) -> Vec<T> {
        let parsed = match self.given(key) {
            Some(Given::One(text)) => {
                text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(parse).collect()
            }
            Some(Given::Many(items)) => items.iter().map(|item| parse(item.trim())).collect(),
            None => Err("has no default".to_owned()),
        };
        self.check(key, parsed).unwrap_or_default()
    }

    /// Notes a mistake unless something was given.
    pub(super) fn require(&mut self, key: &str, detail: &str) {
        if self.is_empty(key) {
            self.mistakes.push(Mistake::at(key, detail));
        }
    }

    /// Whether nothing was given.
    pub(super) fn is_empty(&self, key: &str) -> bool {
        match self.layers.get(key) {
            Some(Given::One(text)) => text.trim().is_empty(),
            Some(Given::Many(items)) => items.is_empty(),
            None => true,
        }
    }

    /// The value, or a note of what is wrong with it.
    pub(super) fn check<T>(&mut self, key: &str, parsed: Result<T, Expected>) -> Option<T> {
        parsed.map_err(|detail| self.mistakes.push(Mistake::at(key, detail))).ok()
    }

    /// Fails if anything was wrong.
    pub(super) fn finish(mut self) -> Result<(), Mistakes> {
        if self.mistakes.is_empty() {
            return Ok(());
        }
        self.mistakes.sort();
        Err(Mistakes(self.mistakes))
    }

    fn given(&mut self, key: &str) -> Option<&'a Given> {
        #[cfg(test)]
        self.asked.insert(key.to_owned());
        self.layers.get(key)
    }
}
