//! Where the static files come from: the program itself, or a folder.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use actix_web::web::Bytes;
use rust_embed::RustEmbed;

/// The contents of files by their paths, such as `css/shop.css`.
pub type Files = BTreeMap<String, Bytes>;

/// The folder `static` of the source, as it was when the program was compiled.
#[derive(RustEmbed)]
#[folder = "static"]
struct Embedded;

/// Returns the files that are part of the program.
pub fn embedded() -> Files {
    let file = |name: Cow<'static, str>| {
        let content = match Embedded::get(&name)?.data {
            Cow::Borrowed(content) => Bytes::from_static(content),
            Cow::Owned(content) => content.into(),
        };
        Some((name.into_owned(), content))
    };
    Embedded::iter().filter_map(file).collect()
}

/// Reads all files of a folder.
///
/// # Errors
/// If the folder or one of its files can't be read.
pub fn folder(path: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    read_folder(path, "", &mut files)?;
    Ok(files)
}

/// Adds the content of each file of `folder` to `files`, by its path. `prefix` is the path
/// of `folder`, with a slash at its end.
fn read_folder(folder: &Path, prefix: &str, files: &mut Files) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            read_folder(&path, &format!("{prefix}{name}/"), files)?;
        } else {
            files.insert(format!("{prefix}{name}"), fs::read(&path)?.into());
        }
    }
    Ok(())
}
