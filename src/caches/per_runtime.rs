//! A value for each tokio runtime. actix runs one runtime on each worker thread, and a
//! connection is driven by the runtime that opened it. If another thread used the
//! connection, each response would wake two threads.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use tokio::runtime::{Handle, Id};

/// A `T` for each runtime.
pub struct PerRuntime<T>(Mutex<HashMap<Option<Id>, T>>);

impl<T> Default for PerRuntime<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> PerRuntime<T> {
    /// Returns the value of the current runtime. The first call on a runtime creates it with
    /// `make`.
    ///
    /// # Errors
    /// The error of `make`.
    pub fn get<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let id = Handle::try_current().ok().map(|runtime| runtime.id());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(existing) = all.get(&id) {
            return Ok(existing.clone());
        }
        let new = make()?;
        all.insert(id, new.clone());
        Ok(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_runtime_keeps_its_own_value() {
        let numbers = PerRuntime::default();
        let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (one, other) = (runtime(), runtime());
        let get = |number: u8| numbers.get(|| Ok::<_, ()>(number)).unwrap();
        assert_eq!(one.block_on(async { get(1) }), 1);
        assert_eq!(other.block_on(async { get(2) }), 2);
        assert_eq!(one.block_on(async { get(3) }), 1);
    }
}
