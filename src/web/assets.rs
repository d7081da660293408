//! Static files (styles, scripts, images).
//!
//! Their URL contains a hash of the folder's content, so that browsers can cache them
//! for a year: a changed file gets a new URL. They are served outside the session
//! layer, and no request for one loads a session.
//!
//! They are read at the start and served from memory. Each is compressed once, with the
//! highest quality.

use std::{
    collections::HashMap,
    fmt, fs,
    hash::{DefaultHasher, Hasher},
    io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use actix_web::{
    HttpRequest, HttpResponse, Resource,
    http::header::{self, ContentEncoding, ETag, EntityTag, Header as _, HeaderValue, IfNoneMatch},
    web::{self, Bytes},
};
use askama::{
    FastWritable, Values,
    filters::{Escaper, Html, HtmlSafe},
};

use super::{
    Error,
    compression::{self, Effort, Negotiated},
};

/// `Cache-Control` of a file: browsers and proxies store it for a year and do not
/// revalidate it (RFC 8246).
const YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The static files, and the hash of their names and contents.
#[derive(Debug)]
pub struct Assets {
    files: HashMap<String, File>,
    base: String,
}

impl Assets {
    /// Reads all files of `folder` and computes the hash.
    ///
    /// # Errors
    /// Returns the I/O error if the folder or one of its files can't be read.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let mut files = HashMap::new();
        let mut hasher = DefaultHasher::new();
        read_folder(folder, "", &mut |name, content| {
            hasher.write(name.as_bytes());
            hasher.write(&content);
            files.insert(name.to_owned(), File::new(name, content));
        })?;
        Ok(Self { files, base: format!("/static/{:016x}", hasher.finish()) })
    }

    /// Returns the URL of a file, by its path in the folder.
    pub fn url<'a>(&'a self, path: &'a str) -> AssetUrl<'a> {
        AssetUrl { base: &self.base, path }
    }

    /// Compresses all files, so that no visitor waits for it. That takes some tenths of a
    /// second. A file that is requested earlier is compressed at that request.
    pub fn compress_all(&self) {
        for file in self.files.values() {
            file.brotli();
            file.gzip();
        }
    }

    /// Returns the route that serves the files. It finds them in the application's data.
    pub fn service(&self) -> Resource {
        web::resource(format!("{}/{{path:.+}}", self.base)).get(serve)
    }
}

/// A file, and its compressed content.
#[derive(Debug)]
struct File {
    content: Bytes,
    content_type: HeaderValue,
    hash: u64,
    brotli: OnceLock<Option<Bytes>>,
    gzip: OnceLock<Option<Bytes>>,
}

impl File {
    fn new(name: &str, content: Vec<u8>) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(&content);
        Self {
            content: content.into(),
            content_type: content_type(name),
            hash: hasher.finish(),
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }
    }

    fn brotli(&self) -> Option<&Bytes> {
        self.brotli.get_or_init(|| self.compress(ContentEncoding::Brotli)).as_ref()
    }

    fn gzip(&self) -> Option<&Bytes> {
        self.gzip.get_or_init(|| self.compress(ContentEncoding::Gzip)).as_ref()
    }

    fn compress(&self, encoding: ContentEncoding) -> Option<Bytes> {
        let compressible = compression::is_compressible(&self.content_type);
        compressible.then(|| compression::compress(&self.content, encoding, Effort::File))?
    }

    /// Returns the content in that coding, or without one if that is not smaller.
    fn encoded(&self, encoding: ContentEncoding) -> (ContentEncoding, &Bytes) {
        let compressed = match encoding {
            ContentEncoding::Brotli => self.brotli(),
            ContentEncoding::Gzip => self.gzip(),
            _ => None,
        };
        compressed.map_or((ContentEncoding::Identity, &self.content), |content| (encoding, content))
    }
}

/// Returns the entity tag of a file in that coding. Each coding has another one, because a
/// strong tag stands for the same bytes (RFC 9110, section 8.8.3.3).
fn entity_tag(hash: u64, encoding: ContentEncoding) -> EntityTag {
    EntityTag::new_strong(format!("{hash:016x}-{}", encoding.as_str()))
}

async fn serve(
    request: HttpRequest,
    path: web::Path<String>,
    assets: web::Data<Assets>,
) -> Result<HttpResponse, Error> {
    let file = assets.files.get(path.as_str()).ok_or(Error::NotFound)?;
    let (encoding, content) = file.encoded(compression::negotiate(&request));
    let tag = entity_tag(file.hash, encoding);
    let is_cached = is_in(&tag, IfNoneMatch::parse(&request).ok());
    let mut response = if is_cached { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((header::CACHE_CONTROL, YEAR)).insert_header(ETag(tag));
    if compression::is_compressible(&file.content_type) {
        response.insert_header((header::VARY, compression::VARY));
    }
    if is_cached {
        return Ok(response.finish());
    }
    let mut response =
        response.insert_header((header::CONTENT_TYPE, &file.content_type)).body(content.clone());
    if encoding != ContentEncoding::Identity {
        compression::set_encoding(response.headers_mut(), encoding);
    }
    response.extensions_mut().insert(Negotiated);
    Ok(response)
}

/// Returns whether the client has the file of that tag (RFC 9110, section 13.1.2).
fn is_in(tag: &EntityTag, cached: Option<IfNoneMatch>) -> bool {
    match cached {
        Some(IfNoneMatch::Any) => true,
        Some(IfNoneMatch::Items(tags)) => tags.iter().any(|cached| cached.weak_eq(tag)),
        None => false,
    }
}

/// Returns the `Content-Type` of a file, by the extension of its name.
fn content_type(name: &str) -> HeaderValue {
    let mime = mime_guess::from_path(name).first_or_octet_stream();
    let charset = if mime.type_() == "text" { "; charset=utf-8" } else { "" };
    HeaderValue::try_from(format!("{mime}{charset}"))
        .unwrap_or(HeaderValue::from_static("application/octet-stream"))
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

/// Calls `found` with the path and the content of each file, in the order of their names.
/// `prefix` is the path of `folder`, with a slash at its end.
fn read_folder(folder: &Path, prefix: &str, found: &mut impl FnMut(&str, Vec<u8>)) -> io::Result<()> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            read_folder(&path, &format!("{prefix}{name}/"), found)?;
        } else {
            found(&format!("{prefix}{name}"), fs::read(&path)?);
        }
    }
    Ok(())
}
