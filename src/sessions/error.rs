//! The errors of sessions, and their HTTP responses.

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use serde_json::error::Category;

use super::engines::EngineError;

/// The value of the `Retry-After` header of a 503 response, in seconds.
pub const RETRY_AFTER: u32 = 5;

/// An error of a request's session.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The store failed or did not respond in time (H5). Nothing was written.
    #[error("the session store can't be used: {0}")]
    Unavailable(String),
    /// Sessions are disabled: `session.enabled` is false (A9).
    #[error("sessions are switched off (session.enabled = false)")]
    SwitchedOff,
    /// The session ended while the request was handled (H2), like Django's
    /// [`SessionInterrupted`](https://docs.djangoproject.com/en/stable/ref/exceptions/#django.contrib.sessions.exceptions.SessionInterrupted).
    /// Nothing was written.
    #[error("the session ended while the request was under way")]
    Interrupted,
    /// The session would be larger than the limit. The old data stays.
    #[error("the session would take {bytes} bytes, {limit} are allowed")]
    TooLarge {
        /// The size that the session would have, in bytes.
        bytes: usize,
        /// The limit, in bytes.
        limit: usize,
    },
    /// Another request has changed the session meanwhile, and a change of this request
    /// can't be made on the newer data. Nothing was written. A repeated request starts from
    /// the newer data.
    #[error("another request changed the session meanwhile: {reason}")]
    Conflict {
        /// Which change can't be made, and why.
        reason: String,
    },
    /// The address of the request has started too many sessions. Nothing was written.
    #[error("the address has started too many sessions; the next one is allowed in {retry_after} s")]
    TooManySessions {
        /// The time until the next session is allowed, in seconds.
        retry_after: u64,
    },
    /// The handler uses a session on a route outside the session layer.
    #[error("there is no session layer around this route")]
    NoLayer,
    /// The value under the key has another type than the requested one.
    #[error("the session's {key:?} has another type: {reason}")]
    WrongType {
        /// The key.
        key: String,
        /// Which part of the JSON has another type.
        reason: String,
    },
    /// The value can't be written as JSON.
    #[error("a value for the session's {key:?} can't be written as JSON: {reason}")]
    NotJson {
        /// The key.
        key: String,
        /// The message of serde.
        reason: String,
    },
}

impl Error {
    pub(crate) fn wrong_type(key: &str, error: &serde_json::Error) -> Self {
        Self::WrongType { key: key.to_owned(), reason: json_reason(error) }
    }

    pub(crate) fn conflict(key: &str, reason: &str) -> Self {
        Self::Conflict { reason: format!("{key:?}: {reason}") }
    }

    /// Returns the error of an address that may start the next session after `left`.
    pub(crate) fn too_many_sessions(left: time::Duration) -> Self {
        Self::TooManySessions { retry_after: left.whole_seconds().unsigned_abs().max(1) }
    }

    /// Returns the error of a change that is repeated on a newer record.
    pub(crate) fn into_conflict(self) -> Self {
        match self {
            Self::Conflict { .. } => self,
            other => Self::Conflict { reason: other.to_string() },
        }
    }

    pub(crate) fn not_json(key: &str, error: &serde_json::Error) -> Self {
        Self::NotJson { key: key.to_owned(), reason: error.to_string() }
    }
}

/// Describes an error in a JSON text and its position. Serde's own message contains the
/// value, which must not be logged.
pub(super) fn json_reason(error: &serde_json::Error) -> String {
    let kind = match error.classify() {
        Category::Data => "a value is of another type",
        Category::Eof => "the text ends too early",
        Category::Syntax | Category::Io => "it is not JSON",
    };
    format!("{kind} (line {}, column {})", error.line(), error.column())
}

impl From<EngineError> for Error {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::TooLarge { bytes, limit } => Self::TooLarge { bytes, limit },
            EngineError::Unavailable(reason) | EngineError::Unreadable(reason) => Self::Unavailable(reason),
            EngineError::CacheEpochChanged => Self::Unavailable(error.to_string()),
        }
    }
}

/// The response without a body; the shop renders an error page around it.
impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Unavailable(_) | Self::SwitchedOff => StatusCode::SERVICE_UNAVAILABLE,
            Self::Interrupted | Self::Conflict { .. } => StatusCode::CONFLICT,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooManySessions { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NoLayer | Self::WrongType { .. } | Self::NotJson { .. } => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match self {
            Self::Unavailable(_) => {
                response.insert_header((header::RETRY_AFTER, RETRY_AFTER.to_string()));
            }
            Self::TooManySessions { retry_after } => {
                response.insert_header((header::RETRY_AFTER, retry_after.to_string()));
            }
            _ => {}
        }
        response.finish()
    }
}

/// The session has no such key (C2). Django's `KeyError`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the session has no {0:?}")]
pub struct KeyError(pub String);
