//! Styles and pictures, served from a folder under an address that has a
//! version in it: browsers keep them for a year, and a changed file has a new
//! address. They stand outside the session layer.

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

/// The folder and the version of what is in it.
#[derive(Clone, Debug)]
pub struct Assets {
    folder: PathBuf,
    base: String,
}

impl Assets {
    /// Reads the folder through once, to know its version.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        let mut hasher = DefaultHasher::new();
        hash_folder(&folder, &mut hasher)?;
        Ok(Self { folder, base: format!("/static/{:016x}", hasher.finish()) })
    }

    /// The address of a file, by its path in the folder.
    pub fn url<'a>(&'a self, path: &'a str) -> AssetUrl<'a> {
        AssetUrl { base: &self.base, path }
    }

    /// The routes that serve the folder.
    pub fn service(&self) -> impl HttpServiceFactory + 'static {
        let files = Files::new("", &self.folder).use_etag(true).use_last_modified(true);
        web::scope(&self.base).wrap(from_fn(keep_for_a_year)).service(files)
    }
}

/// The address of a file, as a template writes it.
#[derive(Clone, Copy, Debug)]
pub struct AssetUrl<'a> {
    base: &'a str,
    path: &'a str,
}

impl AssetUrl<'_> {
    /// As HTML. The base is ours and means nothing there; the path may come
    /// from the database.
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

async fn keep_for_a_year<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, ActixError> {
    const YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
    let mut answer = next.call(request).await?;
    if !answer.status().is_client_error() && !answer.status().is_server_error() {
        answer.headers_mut().insert(header::CACHE_CONTROL, YEAR);
    }
    Ok(answer)
}

/// Names and contents, in the order of names.
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
