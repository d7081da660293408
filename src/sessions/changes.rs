//! What a request did to its session, step by step, so that it can be done
//! again on a newer record when another request was quicker (H1).

use std::rc::Rc;

use serde_json::value::RawValue;

use super::{data::Data, expiry};

/// Makes a new value from the present one; both are JSON texts, `None` is
/// absent. It may run several times and must do nothing but compute.
pub type Edit = Rc<dyn Fn(Option<&str>) -> Option<Box<RawValue>>>;

/// One step.
#[derive(Clone)]
pub enum Change {
    /// `session[key] = value`.
    Set {
        /// Under this name
        key: String,
        /// this JSON text.
        json: String,
    },
    /// `del session[key]`.
    Delete {
        /// This name.
        key: String,
    },
    /// `session.clear()`.
    Clear,
    /// A change that depends on what is there, such as "two more of this tea".
    Edit {
        /// This name.
        key: String,
        /// How the new value comes from the present one.
        edit: Edit,
    },
}

impl Change {
    /// Makes the change. A key that is set or taken out has no end of its own
    /// any more; one that is edited keeps it.
    pub fn apply(&self, data: &mut Data) {
        match self {
            Self::Set { key, json } => {
                data.set(key, json);
                expiry::forget_end_of_key(data, key);
            }
            Self::Delete { key } => take_out(data, key),
            Self::Clear => data.clear(),
            Self::Edit { key, edit } => match edit(data.get(key)) {
                Some(json) => data.set(key, Box::<str>::from(json)),
                None => take_out(data, key),
            },
        }
    }
}

fn take_out(data: &mut Data, key: &str) {
    data.delete(key);
    expiry::forget_end_of_key(data, key);
}

/// Makes all changes, in their order, on a copy.
pub fn replay(changes: &[Change], onto: &Data) -> Data {
    let mut data = onto.clone();
    for change in changes {
        change.apply(&mut data);
    }
    data
}

/// The changes that lead from `before` to `after`, key by key. So a handler
/// that writes through actix-session's own `Session`, which nothing notes
/// down, still overwrites only the keys that it changed.
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
    use serde_json::value::to_raw_value;

    fn data(pairs: &[(&str, &str)]) -> Data {
        let mut data = Data::default();
        for (key, json) in pairs {
            data.set(*key, *json);
        }
        data
    }

    fn one_more() -> Change {
        let edit: Edit = Rc::new(|json| {
            let count: u32 = json.and_then(|text| text.parse().ok()).unwrap_or(0);
            to_raw_value(&(count + 1)).ok()
        });
        Change::Edit { key: "count".to_owned(), edit }
    }

    #[test]
    fn an_edit_is_made_on_what_is_there_now() {
        assert_eq!(replay(&[one_more(), one_more()], &data(&[("count", "40")])), data(&[("count", "42")]));
    }

    #[test]
    fn order_counts() {
        let set = Change::Set { key: "count".to_owned(), json: "5".to_owned() };
        assert_eq!(replay(&[one_more(), set.clone()], &Data::default()), data(&[("count", "5")]));
        assert_eq!(replay(&[set, Change::Clear, one_more()], &Data::default()), data(&[("count", "1")]));
    }

    #[test]
    fn the_difference_leads_from_one_to_the_other_and_touches_nothing_else() {
        let before = data(&[("a", "1"), ("b", "2"), ("c", "3")]);
        let after = data(&[("a", "1"), ("b", "20"), ("d", "4")]);
        let changes = difference(&before, &after);
        assert_eq!(replay(&changes, &before), after);
        let newer = data(&[("a", "100"), ("b", "2"), ("e", "5")]);
        assert_eq!(replay(&changes, &newer), data(&[("a", "100"), ("b", "20"), ("d", "4"), ("e", "5")]));
    }
}
