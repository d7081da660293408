//! The data folder: it has the password hashes and the key that signs the cookies, so only
//! its owner can open it and the files in it. In a folder that only its owner can open, the
//! permissions of a file matter only if the file is moved or copied.

use std::{fs, io, path::Path};

use super::StartError;
use crate::platform;

/// Creates the folder if there is none. Removes the permissions of other users on the
/// folder and on each file in it, such as those of an earlier version or a restored backup.
///
/// # Errors
/// If the folder can't be created.
pub fn prepare(folder: &Path) -> Result<(), StartError> {
    platform::create_private_folder(folder)
        .map_err(|error| StartError::Folder("server.data_dir", folder.to_owned(), error))?;
    make_private(folder, log::Level::Warn);
    if let Err(error) = make_files_private(folder) {
        log::warn!("the permissions in {} can't be checked: {error}", folder.display());
    }
    Ok(())
}

fn make_files_private(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        make_private(&entry?.path(), log::Level::Info);
    }
    Ok(())
}

/// Reports a change at `level`. The shop starts even if this fails: the file may belong to another user, who shares it
/// with the shop's user by its group.
fn make_private(path: &Path, level: log::Level) {
    match platform::make_private(path) {
        Ok(None) => {}
        Ok(Some(mode)) => {
            log::log!(
                level,
                "other users could open {} (mode {mode:o}); now only its owner can",
                path.display()
            );
        }
        // SQLite and other processes remove files at any time.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => log::warn!("other users can open {}, which can't be changed: {error}", path.display()),
    }
}
