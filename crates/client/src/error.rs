//! Why a call did not give what was asked for.

use std::time::Duration;

use reqwest::StatusCode;
use skybot_wire::Problem;

/// The outcome of a call.
pub type Result<T, E = ClientError> = std::result::Result<T, E>;

/// Why a call did not give what was asked for. Never holds a token, a password or a body sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The server refused, and says why.
    #[error("{status}: {} ({})", .problem.title, .problem.code)]
    Problem {
        /// What it says. Boxed, because it is large and rare.
        problem: Box<Problem>,
        /// The status of the answer.
        status: StatusCode,
        /// How long to wait before the next try, if the server said.
        retry_after: Option<Duration>,
    },
    /// No whole answer came. The request may have taken effect or not.
    #[error("no answer from the server: {0}")]
    Transport(#[source] reqwest::Error),
    /// An answer came that is not of the contract.
    #[error("{status}: the answer is not of the contract: {reason}")]
    Decode {
        /// The status of the answer.
        status: StatusCode,
        /// What is wrong with it; never repeats it.
        reason: String,
    },
    /// The base URL cannot be used.
    #[error("not a base URL: {0}")]
    BaseUrl(String),
}

impl ClientError {
    /// The stable code of the problem, if the server refused.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Problem { problem, .. } => Some(&problem.code),
            _ => None,
        }
    }

    /// Whether the same request may succeed later: no answer, `429` or `503`.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Transport(_) => true,
            Self::Problem { status, .. } => {
                matches!(*status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE)
            }
            _ => false,
        }
    }

    /// How long the server asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Problem { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

impl From<reqwest::Error> for ClientError {
    /// Without the URL, whose query may hold what somebody searched for.
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(error.without_url())
    }
}
