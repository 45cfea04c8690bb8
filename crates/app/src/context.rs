//! What every command gets: the settings, and where to answer.

use std::path::PathBuf;

use crate::config::Settings;
use crate::output::Output;
use crate::telemetry::Lost;

/// Of one run of the binary.
pub(crate) struct Context {
    pub(crate) settings: Settings,
    pub(crate) output: Output,
    /// The folder of the private PostgreSQL, if that is to be used.
    pub(crate) local: Option<PathBuf>,
    /// Whether it is the demo, where nobody has to prove an address.
    pub(crate) is_demo: bool,
    /// Log lines that were lost.
    pub(crate) lost: Lost,
}
