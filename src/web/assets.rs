//! Static files (styles, scripts, images).
//!
//! Their URL contains a hash of the folder's content, so that browsers can cache them
//! for a year: a changed file gets a new URL. They are served outside the session
//! layer, and no request for one loads a session.

use std::{
    fmt, fs,
    hash::{DefaultHasher, Hasher},
    io,
    path::{Path, PathBuf},
};

use actix_files::Files;
use actix_web::{
    Error as ActixError,
    body::MessageBody,
    dev::{HttpServiceFactory, ServiceRequest, ServiceResponse},
    http::header::{self, HeaderValue},
    middleware::{Next, from_fn},
    web,
};
use askama::{
    FastWritable, Values,
    filters::{Escaper, Html, HtmlSafe},
};

/// The folder of static files and the hash of its content.
#[derive(Clone, Debug)]
pub struct Assets {
    folder: PathBuf,
    base: String,
}

impl Assets {
    /// Reads all files of `folder` and computes the hash.
    ///
    /// # Errors
    /// Returns the I/O error if the folder or one of its files can't be read.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        let mut hasher = DefaultHasher::new();
        hash_folder(&folder, &mut hasher)?;
        Ok(Self { folder, base: format!("/static/{:016x}", hasher.finish()) })
    }

    /// Returns the URL of a file, by its path in the folder.
    pub fn url<'a>(&'a self, path: &'a str) -> AssetUrl<'a> {
        AssetUrl { base: &self.base, path }
    }

    /// Returns the routes that serve the folder.
    pub fn service(&self) -> impl HttpServiceFactory + 'static {
        let files = Files::new("", &self.folder).use_etag(true).use_last_modified(true);
        web::scope(&self.base).wrap(from_fn(cache_for_a_year)).service(files)
    }
}

/// The URL of a static file. A template writes it without copying it first.
#[derive(Clone, Copy, Debug)]
pub struct AssetUrl<'a> {
    base: &'a str,
    path: &'a str,
}

impl AssetUrl<'_> {
    /// Writes the URL as HTML. `base` holds no character to escape; `path` may come from
    /// the database and is escaped.
    fn write(self, page: &mut dyn fmt::Write) -> fmt::Result {
        page.write_str(self.base)?;
        page.write_char('/')?;
        Html.write_escaped_str(page, self.path)
    }
}

impl fmt::Display for AssetUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl FastWritable for AssetUrl<'_> {
    fn write_into(&self, page: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(self.write(page)?)
    }
}

impl HtmlSafe for AssetUrl<'_> {}

async fn cache_for_a_year<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, ActixError> {
    const YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
    let mut response = next.call(request).await?;
    if !response.status().is_client_error() && !response.status().is_server_error() {
        response.headers_mut().insert(header::CACHE_CONTROL, YEAR);
    }
    Ok(response)
}

/// Hashes the names and contents of all files, in the order of their names.
fn hash_folder(folder: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    entries.sort();
    for path in entries {
        hasher.write(path.as_os_str().as_encoded_bytes());
        if path.is_dir() {
            hash_folder(&path, hasher)?;
        } else {
            hasher.write(&fs::read(&path)?);
        }
    }
    Ok(())
}
