//! The unit of work as a store of actix-session, for one request. actix-session's
//! middleware decides when a session is loaded and saved, and the unit of work how.

use std::{collections::HashMap, rc::Rc};

use actix_session::storage::{LoadError, SaveError, SessionKey as ActixKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration;

use super::{error::Error, key::SessionKey, unit_of_work::UnitOfWork};

/// The store of actix-session's middleware for one request.
pub struct RequestStore(pub Rc<UnitOfWork>);

impl SessionStore for RequestStore {
    async fn load(&self, key: &ActixKey) -> Result<Option<HashMap<String, String>>, LoadError> {
        Ok(self.0.load(SessionKey::from_cookie(key.as_ref())).await)
    }

    async fn save(&self, state: HashMap<String, String>, _: &Duration) -> Result<ActixKey, SaveError> {
        let key = self.0.save(state).await.and_then(to_actix);
        key.map_err(|error| SaveError::Other(self.0.fail(error).into()))
    }

    async fn update(
        &self,
        key: ActixKey,
        state: HashMap<String, String>,
        _: &Duration,
    ) -> Result<ActixKey, UpdateError> {
        let key = self.0.update(&SessionKey::from_cookie(key.as_ref()), state).await.and_then(to_actix);
        key.map_err(|error| UpdateError::Other(self.0.fail(error).into()))
    }

    async fn update_ttl(&self, key: &ActixKey, _: &Duration) -> Result<(), anyhow::Error> {
        let touched = self.0.touch(&SessionKey::from_cookie(key.as_ref())).await;
        touched.map_err(|error| self.0.fail(error).into())
    }

    async fn delete(&self, key: &ActixKey) -> Result<(), anyhow::Error> {
        let deleted = self.0.delete(&SessionKey::from_cookie(key.as_ref())).await;
        deleted.map_err(|error| self.0.fail(error).into())
    }
}

/// Converts a key for the middleware. The middleware needs a key even if nothing was
/// stored; it gets an empty one, and the layer removes the cookie with it.
fn to_actix(key: Option<SessionKey>) -> Result<ActixKey, Error> {
    let text = key.map_or_else(String::new, |key| key.as_str().to_owned());
    let bytes = text.len();
    ActixKey::try_from(text).map_err(|_| Error::TooLarge { bytes, limit: 4_064 })
}
