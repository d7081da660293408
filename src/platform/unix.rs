//! The calls of Unix systems.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt, PermissionsExt},
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

/// Raises the soft limit of descriptors to the hard one.
pub fn raise_open_file_limit() -> io::Result<Option<u64>> {
    let limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit })?;
    }
    Ok(limit.maximum)
}
