//! The planted faults: patches for the source, each with the test that fails until the
//! fault is repaired. The command `cargo exercise` and `tests/exercises/` use this table.

/// A fault to find and repair.
#[derive(Debug)]
pub struct Fault {
    /// The name of the patch in `exercises/`.
    pub name: &'static str,
    /// The patch, after a report of what is wrong.
    pub patch: &'static str,
    /// The test that fails: `FILE::NAME`.
    pub test: &'static str,
}

/// All planted faults.
pub const PLANTED: [Fault; 3] = [
    Fault {
        name: "1-still-listed",
        patch: include_str!("1-still-listed.patch"),
        test: "tests/scenarios/h6_logins.rs::the_list_of_devices_has_all_logins_of_the_member",
    },
    Fault {
        name: "2-back-from-expiry",
        patch: include_str!("2-back-from-expiry.patch"),
        test: "tests/scenarios/e_expired.rs::a_slow_request_does_not_restore_a_session_that_expired_meanwhile",
    },
    Fault {
        name: "3-one-of-two-tabs",
        patch: include_str!("3-one-of-two-tabs.patch"),
        test: "tests/scenarios/h_beyond.rs::a_slow_request_writes_only_its_own_changes",
    },
];
