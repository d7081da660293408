//! What each engine survives (D21), with the tests that prove it. The README
//! has the same table.

use crate::{i18n::Message, web::Page};

/// The columns: engines, and for `cache` where it is.
pub const COLUMNS: [&str; 6] =
    ["db", "file", "cache (memory)", "cache (Redis, Memcached)", "cached_db", "signed_cookies"];

/// One mishap and what becomes of a session in each engine.
pub struct Row {
    /// What happens.
    pub what: Mishap,
    /// One for each column.
    pub cells: [Fate; 6],
    /// The tests that prove the row: `file::name`.
    pub tests: &'static [&'static str],
}

/// What may happen.
#[derive(Clone, Copy)]
pub enum Mishap {
    /// The shop's process is started again.
    ProcessRestarts,
    /// The cache is started again.
    CacheRestarts,
    /// The cache has no room left.
    CacheFull,
    /// The store can't be reached.
    StoreAway,
    /// A thief has `SECRET_KEY`.
    KeyLeaked,
    /// Two processes serve the same visitors.
    TwoProcesses,
    /// Many requests of one session at once.
    AtOnce,
    /// A cookie was copied before the logout.
    CopiedCookie,
}

/// What becomes of the session.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It can't happen to this engine.
    Nothing,
    /// It is still there.
    Kept,
    /// It is still there with a cache that the processes share; one in memory is
    /// for one process.
    KeptIfShared,
    /// It is gone.
    Lost,
    /// It is there again when the store is; until then, 503.
    Waits,
    /// It is safe.
    Safe,
    /// It is not safe.
    Unsafe,
}

impl Mishap {
    /// In words.
    pub fn name(self, page: &Page) -> String {
        let name = match self {
            Self::ProcessRestarts => Message::new("lab-engines-process-restarts"),
            Self::CacheRestarts => Message::new("lab-engines-cache-restarts"),
            Self::CacheFull => Message::new("lab-engines-cache-full"),
            Self::StoreAway => Message::new("lab-engines-store-away"),
            Self::KeyLeaked => Message::new("lab-engines-key-leaked"),
            Self::TwoProcesses => Message::new("lab-engines-two-processes"),
            Self::AtOnce => Message::new("lab-engines-at-once"),
            Self::CopiedCookie => Message::new("lab-engines-copied-cookie"),
        };
        page.say(&name).to_string()
    }
}

impl Fate {
    /// In words.
    pub fn name(self, page: &Page) -> String {
        let name = match self {
            Self::Nothing => Message::new("lab-engines-nothing"),
            Self::Kept => Message::new("lab-engines-kept"),
            Self::KeptIfShared => Message::new("lab-engines-one-process-in-memory"),
            Self::Lost => Message::new("lab-engines-lost"),
            Self::Waits => Message::new("lab-engines-waits"),
            Self::Safe => Message::new("lab-engines-safe"),
            Self::Unsafe => Message::new("lab-engines-unsafe"),
        };
        page.say(&name).to_string()
    }

    /// The class of its mark.
    pub fn class(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Kept | Self::Safe => "tag tag--good",
            Self::Waits | Self::KeptIfShared => "tag tag--low",
            Self::Lost | Self::Unsafe => "tag tag--out",
        }
    }
}

use Fate::{Kept, KeptIfShared, Lost, Nothing, Safe, Unsafe, Waits};

/// The table.
pub static TABLE: &[Row] = &[
    Row {
        what: Mishap::ProcessRestarts,
        cells: [Kept, Kept, Lost, Kept, Kept, Kept],
        tests: &[
            "tests/faults/killed.rs::the_db_engine_keeps_what_was_answered_for_through_fifty_kills",
            "tests/faults/killed.rs::the_file_engine_keeps_what_was_answered_for_through_fifty_kills",
            "tests/scenarios/a_state.rs::a_session_survives_a_restart_of_the_server_process",
        ],
    },
    Row {
        what: Mishap::CacheRestarts,
        cells: [Nothing, Nothing, Nothing, Lost, Kept, Nothing],
        tests: &[
            "tests/scenarios/d_caches.rs::after_a_cache_restart_the_visitor_gets_a_new_session",
            "tests/faults/away.rs::cached_db_without_its_redis",
        ],
    },
    Row {
        what: Mishap::CacheFull,
        cells: [Nothing, Nothing, Lost, Lost, Kept, Nothing],
        tests: &["tests/scenarios/d_engines.rs::when_the_memory_cache_is_full_old_sessions_are_evicted"],
    },
    Row {
        what: Mishap::StoreAway,
        cells: [Waits, Waits, Nothing, Waits, Kept, Nothing],
        tests: &[
            "tests/faults/cut_off.rs::cut_off_from_postgresql",
            "tests/faults/disk_full.rs::the_file_engine_bears_a_full_disk",
            "tests/faults/cut_off.rs::cut_off_from_redis",
        ],
    },
    Row {
        what: Mishap::KeyLeaked,
        cells: [Safe, Safe, Safe, Safe, Safe, Unsafe],
        tests: &[
            "tests/scenarios/f_fixation.rs::a_chosen_id_is_never_adopted",
            "tests/scenarios/d_signed_cookies.rs::an_attacker_with_the_secret_key_can_forge_a_session",
        ],
    },
    Row {
        what: Mishap::TwoProcesses,
        cells: [Kept, Kept, Lost, Kept, KeptIfShared, Kept],
        tests: &[
            "tests/faults/two_processes.rs::two_processes_on_one_sqlite_file_lose_nothing",
            "tests/faults/two_processes.rs::two_processes_on_one_folder_lose_nothing",
            "tests/faults/two_processes.rs::two_processes_on_one_database_and_one_cache_lose_nothing",
            "tests/scenarios/d_engines.rs::two_processes_do_not_see_each_others_sessions_in_their_own_memory",
        ],
    },
    Row {
        what: Mishap::AtOnce,
        cells: [Kept, Kept, Kept, Kept, Kept, Lost],
        tests: &[
            "tests/scenarios/h_beyond.rs::all_64_concurrent_increments_count",
            "tests/scenarios/d_signed_cookies.rs::of_two_concurrent_requests_the_last_response_wins",
        ],
    },
    Row {
        what: Mishap::CopiedCookie,
        cells: [Safe, Safe, Safe, Safe, Safe, Unsafe],
        tests: &[
            "tests/scenarios/c_clear_and_flush.rs::after_flush_the_cookie_is_removed_and_the_old_id_is_invalid",
            "tests/scenarios/d_signed_cookies.rs::a_copied_cookie_works_after_logout_until_it_expires",
        ],
    },
];

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn every_test_that_the_table_names_exists() {
        for test in TABLE.iter().flat_map(|row| row.tests) {
            let (file, name) = test.split_once("::").unwrap();
            let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
            assert!(source.contains(&format!("fn {name}(")), "{test}");
        }
    }
}
