//! The operating system's own calls. The other modules use only this module
//! and the portable part of std, so that the shop builds on Linux, macOS and
//! Windows. `unix.rs` has permissions and file numbers; `portable.rs` does the
//! same work without them. Only Linux is tested.

pub mod sockets;

#[cfg(not(unix))]
mod portable;
mod service_manager;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
use portable as system;
#[cfg(unix)]
use unix as system;

use std::{fs::File, io, path::Path};

pub use service_manager::{ServiceState, notify_service_manager, watchdog_timeout};
#[cfg(all(test, unix))]
pub use unix::{has_waiting_lock, set_permissions};

/// The users who can read a new file, on systems that have such permissions.
/// Only its owner can write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// The file's owner.
    OwnerOnly,
    /// All users of the machine.
    Everybody,
}

/// Creates a file and opens it for writing.
///
/// # Errors
/// If the file exists (`ErrorKind::AlreadyExists`) or can't be created.
pub fn create_new(path: &Path, readers: Readers) -> io::Result<File> {
    system::create_new(path, readers)
}

/// Returns the permissions of a file as Unix has them, such as `0o600`; `None`
/// on a system without them.
///
/// # Errors
/// If the file's metadata can't be read.
pub fn permissions(path: &Path) -> io::Result<Option<u32>> {
    system::permissions(path)
}

/// Creates a folder and its parents, unless it exists. Only its owner can open a new
/// folder.
///
/// # Errors
/// If the folder can't be created.
pub fn create_private_folder(path: &Path) -> io::Result<()> {
    system::create_private_folder(path)
}

/// Removes the permissions of other users on a file or a folder. Returns the earlier
/// permissions if there were any.
///
/// # Errors
/// If the permissions can't be read or changed, for example because the file belongs to
/// another user.
pub fn make_private(path: &Path) -> io::Result<Option<u32>> {
    system::make_private(path)
}

/// Returns whether `file` is still the file at `path`: another process can
/// remove the file, or rename another file over it, while it is open.
///
/// # Errors
/// If there is no file at `path`, or if the metadata can't be read.
pub fn is_same_file(file: &File, path: &Path) -> io::Result<bool> {
    system::is_same_file(file, path)
}

/// Fills `buffer` from `file`, from its beginning. Only one thread at a time may
/// use the file: some systems move its cursor.
///
/// # Errors
/// If the file is shorter than `buffer` or can't be read.
pub fn read_from_start(file: &File, buffer: &mut [u8]) -> io::Result<()> {
    system::read_from_start(file, buffer)
}

/// Writes `bytes` over the beginning of `file`, in a single call where the
/// system allows it. Only one thread at a time may use the file: some systems
/// move its cursor.
///
/// # Errors
/// If the bytes can't be written completely.
pub fn write_at_start(file: &File, bytes: &[u8]) -> io::Result<()> {
    system::write_at_start(file, bytes)
}

/// Returns a future that completes when the process is asked to stop: by Ctrl-C
/// or, on Unix, by SIGTERM. From this call on, these signals no longer end the
/// process by themselves.
///
/// # Errors
/// If the system refuses to report the signals.
pub fn shutdown_signal() -> io::Result<impl Future<Output = ()>> {
    system::shutdown_signal()
}

/// Returns the hang-ups (SIGHUP) of the process. From this call on, such a signal no longer
/// ends the process by itself. Only Unix has it.
///
/// # Errors
/// If the system refuses to report the signal.
pub fn hang_ups() -> io::Result<HangUps> {
    system::hang_ups().map(HangUps)
}

/// The hang-ups of the process.
pub struct HangUps(system::HangUps);

impl HangUps {
    /// Returns at the next hang-up.
    pub async fn next(&mut self) {
        self.0.next().await;
    }
}

/// Lowers the priority of the calling thread: while the cores are busy, threads of normal
/// priority get about ten times the time that it gets. Only Linux has priorities of single
/// threads (`man 7 sched`, nice values); elsewhere, nothing happens.
pub fn lower_thread_priority() {
    system::lower_thread_priority();
}

/// Ends the process with `status`, without what the libraries do at the exit of a process
/// (`man 2 _exit`). Only Unix has such an exit; elsewhere the libraries run.
pub fn exit_at_once(status: u8) -> ! {
    system::exit_at_once(status)
}

/// Raises the limit of open files of this process to the highest value that the
/// system allows it, and returns the new limit. `None` if there is no limit.
///
/// # Errors
/// If the system refuses the new limit.
pub fn raise_open_file_limit() -> io::Result<Option<u64>> {
    system::raise_open_file_limit()
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use super::*;

    fn file_in(folder: &tempfile::TempDir) -> PathBuf {
        folder.path().join("file")
    }

    #[test]
    fn a_file_that_exists_is_not_created_again() {
        let folder = tempfile::tempdir().unwrap();
        create_new(&file_in(&folder), Readers::OwnerOnly).unwrap();
        let error = create_new(&file_in(&folder), Readers::OwnerOnly).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
    }

    #[test]
    fn an_open_file_is_not_the_file_that_was_renamed_over_it() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (file_in(&folder), folder.path().join("other"));
        let file = create_new(&path, Readers::OwnerOnly).unwrap();
        assert!(is_same_file(&file, &path).unwrap());
        create_new(&other, Readers::OwnerOnly).unwrap();
        fs::rename(&other, &path).unwrap();
        assert!(!is_same_file(&file, &path).unwrap());
        fs::remove_file(&path).unwrap();
        assert_eq!(is_same_file(&file, &path).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn bytes_are_read_and_written_from_the_beginning_each_time() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(file_in(&folder), "oolong tea").unwrap();
        let file = File::options().read(true).write(true).open(file_in(&folder)).unwrap();
        write_at_start(&file, b"mellow").unwrap();
        write_at_start(&file, b"yellow").unwrap();
        for _ in 0..2 {
            let mut buffer = [0; 10];
            read_from_start(&file, &mut buffer).unwrap();
            assert_eq!(&buffer, b"yellow tea");
        }
        assert!(read_from_start(&file, &mut [0; 11]).is_err(), "the file has only ten bytes");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_a_private_file() {
        let folder = tempfile::tempdir().unwrap();
        create_new(&file_in(&folder), Readers::OwnerOnly).unwrap();
        assert_eq!(permissions(&file_in(&folder)).unwrap(), Some(0o600));
    }

    /// The parts of std and tokio that only one system has.
    const SYSTEM_ONLY: [&str; 6] =
        ["os::unix", "os::linux", "os::windows", "signal::unix", "signal::windows", "cfg(unix)"];

    /// Returns the files below `folder` that use what only one system has.
    fn files_of_one_system(folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(files_of_one_system(&path));
            } else if SYSTEM_ONLY.iter().any(|part| {
                let text = fs::read_to_string(&path).unwrap();
                // The tests, which are last, may check what only one system has.
                text.rsplit_once("#[cfg(test)]\n").map_or(text.as_str(), |(code, _)| code).contains(part)
            }) {
                found.push(path);
            }
        }
        found
    }

    #[test]
    fn only_this_module_uses_what_only_one_system_has() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = files_of_one_system(&source);
        files.retain(|path| !path.starts_with(source.join("platform")));
        assert!(files.is_empty(), "use crate::platform instead: {files:#?}");
    }
}
