//! Why a request can't be served. Handlers use `?`; [`super::error_pages`]
//! draws the page.

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};

use crate::{databases::DatabaseError, sessions};

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such page, or it is somebody else's.
    #[error("not found")]
    NotFound,
    /// The request makes no sense.
    #[error("bad request: {0}")]
    BadRequest(String),
    /// A field of a form holds a NUL character, which no text of the shop has.
    #[error("the form's field {field:?} holds a NUL character")]
    NulCharacter {
        /// The name of the field.
        field: String,
    },
    /// The form came from elsewhere, or its token is stale.
    #[error("the form's token is missing or wrong")]
    CsrfToken,
    /// The browser sends no cookies at all (A8).
    #[error("the browser sent no cookie")]
    CookiesOff,
    /// Only for members: to the login page, and back to this place (G2).
    #[error("a login is needed")]
    LoginRequired {
        /// Where to come back to.
        next: String,
    },
    /// The session can't be had or kept.
    #[error(transparent)]
    Session(#[from] sessions::Error),
    /// The database does not answer.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A fault of ours. The visitor is told a number, the log everything.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// A fault of ours.
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

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadRequest(_) | Self::NulCharacter { .. } => StatusCode::BAD_REQUEST,
            Self::CsrfToken | Self::CookiesOff => StatusCode::FORBIDDEN,
            Self::LoginRequired { .. } => StatusCode::SEE_OTHER,
            Self::Session(error) => error.status_code(),
            Self::Database(DatabaseError::Query(_)) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Database(_) => StatusCode::SERVICE_UNAVAILABLE,
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
            _ if self.status_code() == StatusCode::SERVICE_UNAVAILABLE => HttpResponse::ServiceUnavailable()
                .insert_header((header::RETRY_AFTER, sessions::error::RETRY_AFTER.to_string()))
                .finish(),
            _ => HttpResponse::new(self.status_code()),
        }
    }
}
