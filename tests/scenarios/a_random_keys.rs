//! A4, A5 (session ids are random and unique): every engine with a store creates keys
//! that nobody can guess.

use std::collections::{BTreeMap, HashSet};

use session_shop::sessions::{Record, data::Data};

use crate::support::{Dictionary, EngineAndStore, over_every_store};

over_every_store! {
    except signed_cookies:
    keys_are_32_characters_drawn_from_all_36_letters_and_digits,
}

/// A key has 36 to the power of 32 values, which are 165 bits, only if each
/// character may be any of the 36. In 256 keys each of them occurs about 228
/// times; to find one fewer than 100 times has a chance below 10^-18.
async fn keys_are_32_characters_drawn_from_all_36_letters_and_digits(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let expire_date = dictionary.clock.now() + time::Duration::minutes(10);
    let record = Record::new(Data::default(), expire_date);
    let (mut keys, mut counts) = (HashSet::new(), BTreeMap::new());
    for _ in 0..256 {
        let key = dictionary.options().engine.create(&record).await.unwrap();
        assert_eq!(key.as_str().len(), 32);
        key.as_str().chars().for_each(|letter| *counts.entry(letter).or_insert(0) += 1);
        assert!(keys.insert(key.as_str().to_owned()), "no key is given twice");
    }
    let alphabet = ('a'..='z').chain('0'..='9');
    let rare: Vec<char> =
        alphabet.filter(|letter| counts.get(letter).is_none_or(|count| *count < 100)).collect();
    assert!(rare.is_empty() && counts.len() == 36, "{rare:?} are missing or rare in {counts:?}");
}
