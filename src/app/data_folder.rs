//! The data folder: it has the password hashes and the key that signs the cookies, so only
//! its owner can open it and the files in it.

use std::{fs, io, path::Path};

use log::Level;

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
    let was_open = make_private(folder, Level::Warn);
    // Nobody could reach an open file in a private folder.
    let level = if was_open { Level::Warn } else { Level::Debug };
    if let Err(error) = make_files_private(folder, level) {
        log::warn!("the permissions in {} can't be checked: {error}", folder.display());
    }
    Ok(())
}

fn make_files_private(folder: &Path, level: Level) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        make_private(&entry?.path(), level);
    }
    Ok(())
}

/// Removes the permissions of other users, and logs at `level` if there were any. Returns
/// whether there were or may be any. The shop starts even if this fails: the file may belong
/// to another user, who shares it with the shop's user by its group.
fn make_private(path: &Path, level: Level) -> bool {
    match platform::make_private(path) {
        Ok(None) => false,
        Ok(Some(mode)) => {
            log::log!(
                level,
                "other users could open {} (mode {mode:o}); now only its owner can",
                path.display()
            );
            true
        }
        // SQLite and other processes remove files at any time.
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => {
            log::warn!("the permissions of {} can't be changed: {error}", path.display());
            true
        }
    }
}
