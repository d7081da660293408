//! The test cookie: whether a browser sends cookies back (C12). One request sets a key of
//! the session, and a later request looks for it. A browser without cookies has lost the
//! session, and with it the key.

use super::Session;
use crate::sessions::error::{Error, KeyError};

/// The key, as in Django.
const TEST_COOKIE_NAME: &str = "testcookie";

/// Its value, as in Django.
const TEST_COOKIE_VALUE: &str = "worked";

impl Session {
    /// Sets the test cookie, which is a key of the session (C12). Call
    /// [`Session::test_cookie_worked`] in a later request: the browser has to send the
    /// session's cookie back first. Django's
    /// [`session.set_test_cookie()`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_test_cookie).
    ///
    /// # Errors
    /// As [`Session::set`], which never refuses this value.
    pub fn set_test_cookie(&self) -> Result<(), Error> {
        self.set(TEST_COOKIE_NAME, &TEST_COOKIE_VALUE)
    }

    /// Returns whether the browser has sent the test cookie back (C12). In the request that
    /// sets it the result says nothing about the browser. Django's
    /// [`session.test_cookie_worked()`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.test_cookie_worked).
    pub fn test_cookie_worked(&self) -> bool {
        self.get::<String>(TEST_COOKIE_NAME).is_ok_and(|value| value.as_deref() == Some(TEST_COOKIE_VALUE))
    }

    /// Deletes the test cookie from the session (C12). Django's
    /// [`session.delete_test_cookie()`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.delete_test_cookie).
    ///
    /// # Errors
    /// [`KeyError`] if the session has no test cookie. A caller may ignore it.
    pub fn delete_test_cookie(&self) -> Result<(), KeyError> {
        self.delete(TEST_COOKIE_NAME)
    }
}
