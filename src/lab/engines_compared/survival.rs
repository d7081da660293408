//! The failures that each engine survives, with the tests that prove it (D21:
//! which engine is fastest and which is safest). `docs/ENGINES.md` has the same table.

use crate::{i18n::Message, web::Page};

/// The columns: the engines, and two kinds of `cache`.
pub const COLUMNS: [&str; 6] =
    ["db", "file", "cache (memory)", "cache (Redis, Memcached)", "cached_db", "signed_cookies"];

/// One failure, and its effect on a session in each engine.
pub struct Row {
    /// The failure.
    pub what: Failure,
    /// The effect, for each column.
    pub cells: [Effect; 6],
    /// The tests that prove the row: `file::name`.
    pub tests: &'static [&'static str],
}

/// A failure.
#[derive(Clone, Copy)]
pub enum Failure {
    /// The process of the shop restarts.
    ProcessRestarts,
    /// The cache server restarts.
    CacheRestarts,
    /// The cache is full.
    CacheFull,
    /// The store does not respond.
    StoreAway,
    /// A thief has `SECRET_KEY`.
    KeyLeaked,
    /// Two processes serve the same visitors.
    TwoProcesses,
    /// Many requests change one session at the same time.
    AtOnce,
    /// A cookie was copied before the logout.
    CopiedCookie,
}

/// The effect of a failure on the session.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The failure can't happen to this engine.
    Nothing,
    /// The session is kept.
    Kept,
    /// The session is kept if the processes share the cache. A cache in memory is
    /// for one process.
    KeptIfShared,
    /// The session is lost.
    Lost,
    /// The session is kept. Until the store responds again, the response is 503.
    Waits,
    /// The session is safe.
    Safe,
    /// The session is not safe.
    Unsafe,
}

impl Failure {
    /// Returns the localized name.
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
        page.localize(&name).to_string()
    }
}

impl Effect {
    /// Returns the localized name.
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
        page.localize(&name).to_string()
    }

    /// Returns the CSS class of the tag.
    pub fn class(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Kept | Self::Safe => "tag tag--good",
            Self::Waits | Self::KeptIfShared => "tag tag--low",
            Self::Lost | Self::Unsafe => "tag tag--danger",
        }
    }
}

use Effect::{Kept, KeptIfShared, Lost, Nothing, Safe, Unsafe, Waits};

/// The table of failures.
pub static TABLE: &[Row] = &[
    Row {
        what: Failure::ProcessRestarts,
        cells: [Kept, Kept, Lost, Kept, Kept, Kept],
        tests: &[
            "tests/faults/killed.rs::the_db_engine_keeps_acknowledged_changes_through_fifty_kills",
            "tests/faults/killed.rs::the_file_engine_keeps_acknowledged_changes_through_fifty_kills",
            "tests/scenarios/a_state.rs::a_session_survives_a_restart_of_the_server_process",
        ],
    },
    Row {
        what: Failure::CacheRestarts,
        cells: [Nothing, Nothing, Nothing, Lost, Kept, Nothing],
        tests: &[
            "tests/scenarios/d_caches.rs::after_a_cache_restart_the_visitor_gets_a_new_session",
            "tests/faults/unavailable.rs::cached_db_without_its_redis",
        ],
    },
    Row {
        what: Failure::CacheFull,
        cells: [Nothing, Nothing, Lost, Lost, Kept, Nothing],
        tests: &["tests/scenarios/d_engines.rs::when_the_memory_cache_is_full_old_sessions_are_evicted"],
    },
    Row {
        what: Failure::StoreAway,
        cells: [Waits, Waits, Nothing, Waits, Kept, Nothing],
        tests: &[
            "tests/faults/cut_off.rs::cut_off_from_postgresql",
            "tests/faults/disk_full.rs::the_file_engine_survives_a_full_disk",
            "tests/faults/cut_off.rs::cut_off_from_redis",
        ],
    },
    Row {
        what: Failure::KeyLeaked,
        cells: [Safe, Safe, Safe, Safe, Safe, Unsafe],
        tests: &[
            "tests/scenarios/f_fixation.rs::a_chosen_id_is_never_adopted",
            "tests/scenarios/d_signed_cookies.rs::an_attacker_with_the_secret_key_can_forge_a_session",
        ],
    },
    Row {
        what: Failure::TwoProcesses,
        cells: [Kept, Kept, Lost, Kept, KeptIfShared, Kept],
        tests: &[
            "tests/faults/two_processes.rs::two_processes_on_one_sqlite_file_lose_nothing",
            "tests/faults/two_processes.rs::two_processes_on_one_folder_lose_nothing",
            "tests/faults/two_processes.rs::two_processes_on_one_database_and_one_cache_lose_nothing",
            "tests/scenarios/d_engines.rs::two_processes_do_not_see_each_others_sessions_in_their_own_memory",
        ],
    },
    Row {
        what: Failure::AtOnce,
        cells: [Kept, Kept, Kept, Kept, Kept, Lost],
        tests: &[
            "tests/scenarios/h_beyond.rs::all_64_concurrent_increments_count",
            "tests/scenarios/d_signed_cookies.rs::of_two_concurrent_requests_the_last_response_wins",
        ],
    },
    Row {
        what: Failure::CopiedCookie,
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
