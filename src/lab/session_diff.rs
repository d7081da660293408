//! The difference between a session before and after, key by key.

use std::collections::BTreeMap;

/// What a request changed under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The key was not there before.
    Added,
    /// The key has another value.
    Changed,
    /// The key is not there any more.
    Removed,
    /// The key has the same value.
    Same,
}

/// A key of the session before or after, with its values.
#[derive(Debug, PartialEq, Eq)]
pub struct KeyChange<T> {
    pub key: String,
    /// What changed.
    pub change: Change,
    pub before: Option<T>,
    pub after: Option<T>,
}

/// Returns all keys of both sessions, sorted by name.
pub fn diff<T: PartialEq>(
    mut before: BTreeMap<String, T>,
    mut after: BTreeMap<String, T>,
) -> Vec<KeyChange<T>> {
    let mut keys: Vec<String> = before.keys().chain(after.keys()).cloned().collect();
    keys.sort_unstable();
    keys.dedup();
    let change = |key: String| {
        let (before, after) = (before.remove(&key), after.remove(&key));
        let change = match (&before, &after) {
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
            (before, after) if before == after => Change::Same,
            _ => Change::Changed,
        };
        KeyChange { key, change, before, after }
    };
    keys.into_iter().map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_is_added_changed_removed_or_the_same() {
        let session = |items: &[(&str, u8)]| {
            items.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect::<BTreeMap<_, _>>()
        };
        let changes = diff(
            session(&[("cart", 1), ("old", 1), ("same", 1)]),
            session(&[("cart", 2), ("new", 1), ("same", 1)]),
        );
        let found: Vec<_> = changes.iter().map(|change| (change.key.as_str(), change.change)).collect();
        let expected = [
            ("cart", Change::Changed),
            ("new", Change::Added),
            ("old", Change::Removed),
            ("same", Change::Same),
        ];
        assert_eq!(found, expected);
        assert_eq!((changes[0].before, changes[0].after, changes[2].after), (Some(1), Some(2), None));
    }
}
