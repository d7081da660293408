//! The calls of Unix systems.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::signal::unix::{SignalKind, signal};

use super::Readers;

pub fn create_new(path: &Path, readers: Readers) -> io::Result<File> {
    let mode = match readers {
        Readers::OwnerOnly => 0o600,
        Readers::Everybody => 0o644,
    };
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
}

pub fn permissions(path: &Path) -> io::Result<Option<u32>> {
    Ok(Some(fs::metadata(path)?.permissions().mode() & 0o777))
}

pub fn create_private_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Links are not followed: the file behind one may belong to another program.
pub fn make_private(path: &Path) -> io::Result<Option<u32>> {
    let metadata = fs::symlink_metadata(path)?;
    let mode = metadata.permissions().mode() & 0o777;
    let private = mode & 0o700;
    if metadata.is_symlink() || mode == private {
        return Ok(None);
    }
    fs::set_permissions(path, fs::Permissions::from_mode(private))?;
    Ok(Some(mode))
}

/// Sets the permissions of a file.
///
/// # Errors
/// If they can't be changed.
#[cfg(test)]
pub fn set_permissions(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Compares device and inode. While the file is open, no other file can have
/// its inode.
pub fn is_same_file(file: &File, path: &Path) -> io::Result<bool> {
    let (opened, named) = (file.metadata()?, fs::metadata(path)?);
    Ok((opened.dev(), opened.ino()) == (named.dev(), named.ino()))
}

/// Returns whether a thread or process waits for a lock on the file. Linux
/// lists them (`man 5 proc_locks`); other systems have no such list.
///
/// # Errors
/// If the list can't be read.
#[cfg(test)]
pub fn has_waiting_lock(file: &File) -> io::Result<bool> {
    let inode = format!(":{} ", file.metadata()?.ino());
    let locks = fs::read_to_string("/proc/locks")?;
    Ok(locks.lines().any(|line| line.contains("->") && line.contains(&inode)))
}

/// The nice value of a thread with low priority.
#[cfg(target_os = "linux")]
const LOW_PRIORITY: i32 = 10;

#[cfg(target_os = "linux")]
pub fn lower_thread_priority() {
    // On Linux, process 0 is the calling thread. A refusal costs speed only.
    if let Err(error) = rustix::process::setpriority_process(None, LOW_PRIORITY) {
        log::debug!("the priority of a thread can't be lowered: {error}");
    }
}

#[cfg(not(target_os = "linux"))]
pub fn lower_thread_priority() {}

pub fn read_from_start(file: &File, buffer: &mut [u8]) -> io::Result<()> {
    file.read_exact_at(buffer, 0)
}

pub fn write_at_start(file: &File, bytes: &[u8]) -> io::Result<()> {
    file.write_all_at(bytes, 0)
}

pub fn shutdown_signal() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// The signal SIGHUP.
pub struct HangUps(tokio::signal::unix::Signal);

impl HangUps {
    pub async fn next(&mut self) {
        // The stream of a signal has no end.
        let _ = self.0.recv().await;
    }
}

pub fn hang_ups() -> io::Result<HangUps> {
    signal(SignalKind::hangup()).map(HangUps)
}

pub fn exit_at_once(status: u8) -> ! {
    signal_hook::low_level::exit(status.into())
}

/// Raises the soft limit of descriptors to the hard one.
pub fn raise_open_file_limit() -> io::Result<Option<u64>> {
    let limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit })?;
    }
    Ok(limit.maximum)
}
