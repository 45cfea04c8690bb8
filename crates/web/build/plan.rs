//! What the build does about the web app: the decision alone, without doing anything.

use std::path::PathBuf;

/// The first Node that the app's tools run on.
const OLDEST_NODE: (u32, u32) = (20, 19);
/// Told with every reason why there is no app.
const HOW: &str = "install Node 20.19 or newer with npm and build again";

/// `SKYBOT_UI`: how the web app comes into the binary.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Build it if that can be done; the default.
    Auto,
    /// Build it or fail.
    Require,
    /// Leave it out.
    Skip,
    /// Take it from a folder where it was built.
    From(PathBuf),
}

impl Mode {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "" | "auto" => Ok(Self::Auto),
            "require" => Ok(Self::Require),
            "skip" => Ok(Self::Skip),
            other => match other.strip_prefix("dir:") {
                Some(folder) if !folder.is_empty() => Ok(Self::From(folder.into())),
                _ => Err(format!("SKYBOT_UI is auto, require, skip or dir:FOLDER, not {other:?}")),
            },
        }
    }
}

/// What there is.
#[derive(Debug, Clone)]
pub(crate) struct Surroundings {
    /// The app's sources are there; they are not in a published crate.
    pub(crate) has_sources: bool,
    /// `ui/dist` is newer than they are.
    pub(crate) is_fresh: bool,
    /// What `node --version` says.
    pub(crate) node: Option<String>,
}

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Take(PathBuf),
    TakeDist,
    Build,
    /// Leave it out, and why.
    Placeholder(String),
    Fail(String),
}

pub(crate) fn next(mode: &Mode, there: &Surroundings) -> Step {
    let obstacle = match (there.has_sources, there.node.as_deref()) {
        (false, _) => Some("its sources are not here".to_owned()),
        (true, None) => Some(format!("there is no Node; {HOW}")),
        (true, Some(version)) if !is_new_enough(version) => Some(format!("Node {} is too old; {HOW}", version.trim())),
        (true, Some(_)) => None,
    };
    match (mode, obstacle) {
        (Mode::Skip, _) => Step::Placeholder("SKYBOT_UI is skip".to_owned()),
        (Mode::From(folder), _) => Step::Take(folder.clone()),
        (Mode::Auto | Mode::Require, _) if there.is_fresh => Step::TakeDist,
        (Mode::Auto | Mode::Require, None) => Step::Build,
        (Mode::Require, Some(why)) => Step::Fail(why),
        (Mode::Auto, Some(why)) => Step::Placeholder(why),
    }
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.').map(|number| number.parse::<u32>().ok());
    match (numbers.next().flatten(), numbers.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor) >= OLDEST_NODE,
        _ => false,
    }
}
