//! The changes that a request makes to its session. They are kept as a list of steps, so
//! that they can be repeated on a newer record if another request has saved first (H1: no
//! lost update).

use std::rc::Rc;

use super::{data::Data, error::Error, expiry};

/// A function that changes the session's data. It may run several times, each time on
/// other data, so it must have no other effect. An error means that the change can't be
/// made on this data; then no change of the request is saved.
pub type Edit = Rc<dyn Fn(&mut Data) -> Result<(), Error>>;

/// One step of the list.
#[derive(Clone)]
pub enum Change {
    /// `session[key] = value`.
    Set {
        /// The key.
        key: String,
        /// The value, as JSON.
        json: String,
    },
    /// `del session[key]`.
    Delete {
        /// The key.
        key: String,
    },
    /// `session.clear()`.
    Clear,
    /// A change that depends on the present data, such as "two more of this tea".
    Edit(Edit),
}

impl Change {
    /// Makes the change. Setting or deleting a key removes its own expiry.
    ///
    /// # Errors
    /// The error that an [`Edit`] returns.
    pub fn apply(&self, data: &mut Data) -> Result<(), Error> {
        match self {
            Self::Set { key, json } => {
                data.set(key, json);
                expiry::remove_key_expiry(data, key);
            }
            Self::Delete { key } => delete(data, key),
            Self::Clear => data.clear(),
            Self::Edit(edit) => edit(data)?,
        }
        Ok(())
    }
}

/// Deletes a key and its own expiry.
pub fn delete(data: &mut Data, key: &str) {
    data.delete(key);
    expiry::remove_key_expiry(data, key);
}

/// Makes all changes on a copy of `onto`, in their order.
///
/// # Errors
/// [`Error::Conflict`] if a change can't be made on this data.
pub fn replay(changes: &[Change], onto: &Data) -> Result<Data, Error> {
    let mut data = onto.clone();
    for change in changes {
        change.apply(&mut data).map_err(Error::into_conflict)?;
    }
    Ok(data)
}

/// Returns the changes that lead from `before` to `after`, key by key. Changes through
/// actix-session's own `Session` are not recorded; with this function they overwrite only
/// the keys that the handler has changed.
pub fn difference(before: &Data, after: &Data) -> Vec<Change> {
    let set = after.iter().filter(|(key, json)| before.get(key) != Some(json));
    let set = set.map(|(key, json)| Change::Set { key: key.to_owned(), json: json.to_owned() });
    let deleted = before.iter().filter(|(key, _)| after.get(key).is_none());
    let deleted = deleted.map(|(key, _)| Change::Delete { key: key.to_owned() });
    set.chain(deleted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(pairs: &[(&str, &str)]) -> Data {
        let mut data = Data::default();
        for (key, json) in pairs {
            data.set(*key, *json);
        }
        data
    }

    fn one_more() -> Change {
        Change::Edit(Rc::new(|data| {
            let count = data.value::<u32>("count")?.unwrap_or(0);
            data.set("count", (count + 1).to_string());
            Ok(())
        }))
    }

    #[test]
    fn an_edit_is_made_on_the_present_data() {
        let replayed = replay(&[one_more(), one_more()], &data(&[("count", "40")])).unwrap();
        assert_eq!(replayed, data(&[("count", "42")]));
    }

    #[test]
    fn an_edit_that_cannot_be_made_is_a_conflict_and_deletes_nothing() {
        let newer = data(&[("count", "\"many\"")]);
        assert!(matches!(replay(&[one_more()], &newer), Err(Error::Conflict { .. })));
        assert_eq!(newer, data(&[("count", "\"many\"")]));
    }

    #[test]
    fn changes_are_made_in_their_order() {
        let set = Change::Set { key: "count".to_owned(), json: "5".to_owned() };
        let replayed = replay(&[one_more(), set.clone()], &Data::default()).unwrap();
        assert_eq!(replayed, data(&[("count", "5")]));
        let replayed = replay(&[set, Change::Clear, one_more()], &Data::default()).unwrap();
        assert_eq!(replayed, data(&[("count", "1")]));
    }

    #[test]
    fn the_difference_leads_from_one_to_the_other_and_changes_no_other_key() {
        let before = data(&[("a", "1"), ("b", "2"), ("c", "3")]);
        let after = data(&[("a", "1"), ("b", "20"), ("d", "4")]);
        let changes = difference(&before, &after);
        assert_eq!(replay(&changes, &before).unwrap(), after);
        let newer = data(&[("a", "100"), ("b", "2"), ("e", "5")]);
        let replayed = replay(&changes, &newer).unwrap();
        assert_eq!(replayed, data(&[("a", "100"), ("b", "20"), ("d", "4"), ("e", "5")]));
    }
}
