//! What belongs to one runtime. Actix runs one on each worker thread, and a
//! connection is driven by the runtime on which it was opened: used from
//! another thread, each of its answers would have to wake two.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use tokio::runtime::{Handle, Id};

/// One `T` for each runtime that asks for it.
pub struct PerRuntime<T>(Mutex<HashMap<Option<Id>, T>>);

impl<T> Default for PerRuntime<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> PerRuntime<T> {
    /// That of the present runtime; `make` makes it when it is first asked for.
    pub fn get<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let id = Handle::try_current().ok().map(|runtime| runtime.id());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(present) = all.get(&id) {
            return Ok(present.clone());
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
    fn each_runtime_has_its_own_and_keeps_it() {
        let numbers = PerRuntime::default();
        let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (one, other) = (runtime(), runtime());
        let get = |number: u8| numbers.get(|| Ok::<_, ()>(number)).unwrap();
        assert_eq!(one.block_on(async { get(1) }), 1);
        assert_eq!(other.block_on(async { get(2) }), 2);
        assert_eq!(one.block_on(async { get(3) }), 1);
    }
}
