//! Why a session can't be had, or can't be kept.

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use serde_json::error::Category;

use super::engines::EngineError;

/// Seconds after which a visitor may try again when the store was down.
pub const RETRY_AFTER: u32 = 5;

/// What went wrong with a request's session.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The store is down, slow or hangs (H5). Nothing was written.
    #[error("the session store can't be used: {0}")]
    Unavailable(String),
    /// `session.enabled` is false (A9).
    #[error("sessions are switched off (session.enabled = false)")]
    SwitchedOff,
    /// The session ended while the request was under way (H2). Django's
    /// `SessionInterrupted`. Nothing was written.
    #[error("the session ended while the request was under way")]
    Interrupted,
    /// The session would grow past what is allowed. The old data stays.
    #[error("the session would take {bytes} bytes, {limit} are allowed")]
    TooLarge {
        /// What it would take.
        bytes: usize,
        /// What there is.
        limit: usize,
    },
    /// Another request changed the session while this one was under way, in such a
    /// way that this one's changes can't be made on it any more. Nothing was
    /// written; sent once more, the request starts from what is there now.
    #[error("another request changed the session meanwhile: {reason}")]
    Conflict {
        /// Which change can't be made, and why.
        reason: String,
    },
    /// A handler asks for a session on a route outside the layer.
    #[error("there is no session layer around this route")]
    NoLayer,
    /// The value under the key is of another kind than was asked for.
    #[error("the session's {key:?} is not what was asked for: {reason}")]
    WrongType {
        /// The key.
        key: String,
        /// What is wrong with it, and where.
        reason: String,
    },
    /// A value that JSON can't hold.
    #[error("a value for the session's {key:?} can't be written as JSON: {reason}")]
    NotJson {
        /// The key.
        key: String,
        /// What serde says.
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

    /// The error of a change that is made again on a newer record.
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

/// Describes what is wrong with a JSON text, and where. Serde's own message
/// repeats the value, which must not end in a log.
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

/// A plain answer; the shop draws a page around it.
impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Unavailable(_) | Self::SwitchedOff => StatusCode::SERVICE_UNAVAILABLE,
            Self::Interrupted | Self::Conflict { .. } => StatusCode::CONFLICT,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NoLayer | Self::WrongType { .. } | Self::NotJson { .. } => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status_code());
        if matches!(self, Self::Unavailable(_)) {
            answer.insert_header((header::RETRY_AFTER, RETRY_AFTER.to_string()));
        }
        answer.finish()
    }
}

/// The session has no such key (C2). Django's `KeyError`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the session has no {0:?}")]
pub struct KeyError(pub String);
