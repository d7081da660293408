//! The error type of all handlers.
//!
//! A handler returns it with `?`, and the middleware in [`super::error_pages`] renders
//! its page.

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};

use crate::{databases::DatabaseError, sessions};

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The page does not exist, or it belongs to another user (404).
    #[error("not found")]
    NotFound,
    /// The request is malformed (400).
    #[error("bad request: {0}")]
    BadRequest(String),
    /// A form field contains a NUL character (400).
    #[error("the form's field {field:?} holds a NUL character")]
    NulCharacter {
        /// The name of the field.
        field: String,
    },
    /// The form has more fields than `server.max_form_fields` (400).
    #[error("the form has more than {limit} fields")]
    TooManyFields {
        /// The maximum number of fields.
        limit: usize,
    },
    /// The body is larger than `server.max_form_bytes` (413).
    #[error("the body has more than {limit} bytes")]
    BodyTooLarge {
        /// The maximum size, bytes.
        limit: usize,
    },
    /// The client did not send the whole body in time (408).
    #[error("the body did not arrive in time")]
    RequestTimeout,
    /// The body is compressed (415).
    #[error("the body has a Content-Encoding")]
    ContentEncoding,
    /// The body is not a form by its `Content-Type` (415).
    #[error("the body's Content-Type is not that of a form")]
    ContentType,
    /// The form's CSRF token is missing or wrong (403).
    #[error("the form's token is missing or wrong")]
    CsrfToken,
    /// A page of another site sent the form (403, behaviour F3).
    #[error("a page of another site sent the form")]
    ForeignOrigin,
    /// The browser sent a form without any cookie: its cookies are switched off (403,
    /// behaviour A8).
    #[error("the browser sent no cookie")]
    CookiesOff,
    /// The page requires a login. The response redirects to the login page, which leads
    /// back to `next` (303, behaviour G2).
    #[error("a login is needed")]
    LoginRequired {
        /// Path and query to return to after the login.
        next: String,
    },
    /// Too many failed logins to this account or from this address (429).
    #[error("too many failed logins; the next attempt is allowed in {retry_after} s")]
    LoginLimited {
        /// Seconds until the next attempt is allowed.
        retry_after: u32,
    },
    /// Too many registrations from this address (429).
    #[error("too many registrations; the next one is allowed in {retry_after} s")]
    RegistrationLimited {
        /// Seconds until the next registration is allowed.
        retry_after: u32,
    },
    /// Too many requests wait for a password hash (503).
    #[error("too many requests wait for a password hash")]
    Busy,
    /// The session can't be loaded or saved (409, 413 or 503, by the session error).
    #[error(transparent)]
    Session(#[from] sessions::Error),
    /// A call to the database failed (503; 500 if the query is wrong).
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A fault of the program (500). The page shows the request's id only; the log has
    /// the details.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// Returns [`Error::Internal`] with this reason.
    pub fn internal(reason: impl ToString) -> Self {
        Self::Internal(reason.to_string())
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Self::internal(error)
    }
}

/// Seconds after which a login is tried again that found a full queue.
const BUSY_RETRY_AFTER: u32 = 5;

fn retry_later(status: StatusCode, seconds: u32) -> HttpResponse {
    HttpResponse::build(status).insert_header((header::RETRY_AFTER, seconds.to_string())).finish()
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadRequest(_) | Self::NulCharacter { .. } | Self::TooManyFields { .. } => {
                StatusCode::BAD_REQUEST
            }
            Self::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ContentEncoding | Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::CsrfToken | Self::ForeignOrigin | Self::CookiesOff => StatusCode::FORBIDDEN,
            Self::LoginRequired { .. } => StatusCode::SEE_OTHER,
            Self::LoginLimited { .. } | Self::RegistrationLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Session(error) => error.status_code(),
            Self::Database(DatabaseError::Query(_)) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Database(_) | Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Session(error) => error.error_response(),
            Self::LoginRequired { next } => {
                let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
                HttpResponse::SeeOther()
                    .insert_header((header::LOCATION, format!("/account/login?{query}")))
                    .finish()
            }
            Self::LoginLimited { retry_after } | Self::RegistrationLimited { retry_after } => {
                retry_later(self.status_code(), *retry_after)
            }
            Self::Busy => retry_later(self.status_code(), BUSY_RETRY_AFTER),
            Self::RequestTimeout => HttpResponse::RequestTimeout().force_close().finish(),
            Self::ContentEncoding => HttpResponse::UnsupportedMediaType()
                .insert_header((header::ACCEPT_ENCODING, "identity"))
                .finish(),
            _ if self.status_code() == StatusCode::SERVICE_UNAVAILABLE => {
                retry_later(self.status_code(), sessions::error::RETRY_AFTER)
            }
            _ => HttpResponse::new(self.status_code()),
        }
    }
}
