//! Why a connection is closed, as the contract numbers it. The one file of this crate that names
//! close codes.

use actix_ws::{CloseCode, CloseReason};
use skybot_domain::Error;
use skybot_domain::error::StoreError;

/// Why a connection is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Close {
    /// What came is no frame of the protocol.
    BadFrame,
    /// Nobody said in time who it is.
    NotAuthenticated,
    /// The credential is none.
    BadCredential,
    /// The cursor is none of this log.
    BadCursor,
    /// Too many commands, or too many connections.
    TooFast,
    /// The client has gone silent.
    HeartbeatLost,
    /// The credential stands for nobody any more.
    Revoked,
    /// The client reads slower than things happen.
    TooSlow,
    /// The server stops.
    Restarting,
    /// The store is away; try again later.
    Unavailable,
    /// The client has closed it.
    Normal,
}

impl Close {
    /// Its number.
    pub(crate) const fn code(self) -> u16 {
        match self {
            Self::BadFrame => 4001,
            Self::NotAuthenticated => 4003,
            Self::BadCredential => 4004,
            Self::BadCursor => 4007,
            Self::TooFast => 4008,
            Self::HeartbeatLost => 4009,
            Self::Revoked => 4010,
            Self::TooSlow => 4013,
            Self::Restarting => 1012,
            Self::Unavailable => 1013,
            Self::Normal => 1000,
        }
    }

    /// As it is sent. `why`: at most 123 bytes.
    pub(crate) fn reason(self, why: impl Into<String>) -> CloseReason {
        CloseReason { code: CloseCode::from(self.code()), description: Some(why.into()) }
    }

    /// Why somebody who said who it is was not let in.
    pub(crate) fn of_refusal(error: &Error) -> Self {
        match error {
            Error::Store(StoreError::Unavailable(_)) => Self::Unavailable,
            Error::Store(error) => {
                tracing::error!(%error, "a connection could not be authenticated");
                Self::Unavailable
            }
            _ => Self::BadCredential,
        }
    }
}
