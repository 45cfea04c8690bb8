//! The three layers, laid over one another: from key to what was given for it.

use std::collections::BTreeMap;
use std::path::Path;

use toml::{Table, Value};

use super::Mistake;

const PREFIX: &str = "SKYBOT__";

/// What was given for a key, before it is known what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    /// A text, number or truth value, as text; in the environment also a list.
    One(String),
    /// A list of a file.
    Many(Vec<String>),
}

impl Given {
    fn is_empty(&self) -> bool {
        matches!(self, Self::One(text) if text.trim().is_empty())
    }
}

/// Secrets that have no business in a file.
const ENVIRONMENT_ONLY: [&str; 1] = ["storage.secret_access_key"];

/// The name of a key's environment variable.
pub(super) fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_uppercase())
}

/// Every key, with what was given for it last.
pub(super) struct Layers(BTreeMap<String, Given>);

impl Layers {
    /// Lays file and environment over the defaults, whose keys are all there are.
    pub(super) fn gather(
        defaults: &str,
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, Option<String>)>,
    ) -> (Self, Vec<Mistake>) {
        let mut mistakes = Vec::new();
        let mut layers = Self(BTreeMap::new());
        match defaults.parse::<Table>() {
            Ok(table) => layers.0 = flatten(table, &mut mistakes),
            Err(_) => mistakes.push(whole("the built-in defaults", "are not TOML")),
        }
        if let Some(path) = file {
            match read(path) {
                Ok(table) => layers.lay(flatten(table, &mut mistakes), &mut mistakes),
                Err(mistake) => mistakes.push(mistake),
            }
        }
        layers.lay_environment(environment, &mut mistakes);
        (layers, mistakes)
    }

    pub(super) fn get(&self, key: &str) -> Option<&Given> {
        self.0.get(key)
    }

    #[cfg(test)]
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    fn lay(&mut self, upper: BTreeMap<String, Given>, mistakes: &mut Vec<Mistake>) {
        for (key, given) in upper {
            match self.0.get_mut(&key) {
                Some(_) if ENVIRONMENT_ONLY.contains(&key.as_str()) && !given.is_empty() => {
                    mistakes.push(Mistake::at(&key, "is a secret that is taken from the environment only"));
                }
                Some(below) => *below = given,
                None => mistakes.push(Mistake::at(&key, "is no setting")),
            }
        }
    }

    fn lay_environment(
        &mut self,
        environment: impl IntoIterator<Item = (String, Option<String>)>,
        mistakes: &mut Vec<Mistake>,
    ) {
        let keys: BTreeMap<String, String> = self.0.keys().map(|key| (variable(key), key.clone())).collect();
        for (name, value) in environment.into_iter().filter(|(name, _)| name.starts_with(PREFIX)) {
            match (keys.get(&name), value) {
                (Some(key), Some(value)) => {
                    self.0.insert(key.clone(), Given::One(value));
                }
                (Some(key), None) => mistakes.push(Mistake::at(key, "is not UTF-8")),
                (None, _) => mistakes.push(whole(&name, "is no setting")),
            }
        }
    }
}

fn whole(place: &str, detail: &str) -> Mistake {
    Mistake { place: place.to_owned(), detail: detail.to_owned() }
}

fn read(path: &Path) -> Result<Table, Mistake> {
    let place = format!("the file {}", path.display());
    let text =
        std::fs::read_to_string(path).map_err(|error| whole(&place, &format!("cannot be read: {}", error.kind())))?;
    text.parse().map_err(|error: toml::de::Error| {
        // The error's own text shows the line, and with it the value.
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        whole(&place, &format!("is not TOML from line {line} on"))
    })
}

/// `[section] key = value` becomes `section.key`.
fn flatten(table: Table, mistakes: &mut Vec<Mistake>) -> BTreeMap<String, Given> {
    let mut flat = BTreeMap::new();
    for (section, value) in table {
        let Value::Table(keys) = value else {
            mistakes.push(whole(&section, "is no section of settings"));
            continue;
        };
        for (key, value) in keys {
            let key = format!("{section}.{key}");
            match given(value) {
                Some(given) => {
                    flat.insert(key, given);
                }
                None => mistakes.push(Mistake::at(&key, "must be a text, a whole number, true, false or a list")),
            }
        }
    }
    flat
}

fn given(value: Value) -> Option<Given> {
    match value {
        Value::Array(items) => items.into_iter().map(scalar).collect::<Option<_>>().map(Given::Many),
        value => scalar(value).map(Given::One),
    }
}

fn scalar(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(truth) => Some(truth.to_string()),
        Value::Float(_) | Value::Datetime(_) | Value::Array(_) | Value::Table(_) => None,
    }
}
