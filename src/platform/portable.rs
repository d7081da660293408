//! The calls of std and of small crates, for systems that are not Unix,
//! such as Windows. A new file has the permissions of its folder.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

use same_file::Handle;

use super::Readers;

pub fn create_new(path: &Path, _readers: Readers) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

pub fn permissions(path: &Path) -> io::Result<Option<u32>> {
    fs::metadata(path).map(|_| None)
}

pub fn create_private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

pub fn make_private(path: &Path) -> io::Result<Option<u32>> {
    fs::metadata(path).map(|_| None)
}

pub fn is_same_file(file: &File, path: &Path) -> io::Result<bool> {
    Ok(Handle::from_file(file.try_clone()?)? == Handle::from_path(path)?)
}

pub fn lower_thread_priority() {}

pub fn read_from_start(mut file: &File, buffer: &mut [u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    file.read_exact(buffer)
}

pub fn write_at_start(mut file: &File, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    file.write_all(bytes)
}

#[expect(clippy::unnecessary_wraps, reason = "on Unix, the system can refuse")]
pub fn shutdown_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // If the system can't report Ctrl-C, Ctrl-C ends the process at once.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// There are none.
pub struct HangUps;

impl HangUps {
    pub async fn next(&mut self) {
        std::future::pending().await
    }
}

#[expect(clippy::unnecessary_wraps, reason = "on Unix, the system can refuse")]
pub fn hang_ups() -> io::Result<HangUps> {
    Ok(HangUps)
}

pub fn exit_at_once(status: u8) -> ! {
    std::process::exit(status.into())
}

#[expect(clippy::unnecessary_wraps, reason = "on Unix, the system can refuse")]
pub fn raise_open_file_limit() -> io::Result<Option<u64>> {
    Ok(None)
}
