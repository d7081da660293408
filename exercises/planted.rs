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

/// A replaced piece of a file.
#[derive(Debug)]
pub struct Hunk {
    /// The file's path in the project.
    pub path: String,
    /// The lines that the patch removes, without the indentation of the first one.
    pub old: String,
    /// The lines that the patch adds.
    pub new: String,
}

/// All planted faults.
pub const PLANTED: [Fault; 3] = [
    Fault {
        name: "1-still-logged-in",
        patch: include_str!("1-still-logged-in.patch"),
        test: "tests/scenarios/d_signed_cookies.rs::a_copied_cookie_works_after_logout_until_it_expires",
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

impl Fault {
    /// Returns the report of what is wrong, which stands before the patch.
    pub fn report(&self) -> &'static str {
        self.patch.split("\ndiff ").next().unwrap_or_default().trim()
    }

    /// Returns the replaced pieces of the patch, one for each hunk.
    pub fn hunks(&self) -> Vec<Hunk> {
        let (mut hunks, mut path) = (Vec::<Hunk>::new(), "");
        for line in self.patch.lines() {
            if let Some(file) = line.strip_prefix("+++ b/") {
                path = file;
            } else if line.starts_with("@@") {
                hunks.push(Hunk { path: path.to_owned(), old: String::new(), new: String::new() });
            } else if let Some(hunk) = hunks.last_mut() {
                let text = match line.split_at_checked(1) {
                    Some(("-", _)) => &mut hunk.old,
                    Some(("+", _)) => &mut hunk.new,
                    _ => continue,
                };
                text.push_str(&line[1..]);
                text.push('\n');
            }
        }
        for hunk in &mut hunks {
            hunk.old = hunk.old.trim().to_owned();
            hunk.new = hunk.new.trim().to_owned();
        }
        hunks
    }
}
