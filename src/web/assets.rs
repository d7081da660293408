//! Static files (styles, scripts, images).
//!
//! They are part of the program, which therefore needs no file beside it. For development,
//! `server.static_dir` names a folder from which they are read at the start instead. They
//! are served from memory. Each is compressed once, with the highest quality.
//!
//! Their URL contains a hash of all their names and contents, so that browsers can cache
//! them for a year: a changed file gets a new URL. During an upgrade two versions of the
//! program serve one site, and a page of one version can request its files from a process
//! of the other one. Under a hash of another version the process therefore serves its own
//! file, which no cache may use without asking again.
//!
//! They are served outside the session layer, and no request for one loads a session.

mod asset_url;
mod source;

use std::{collections::HashMap, io, path::Path, sync::OnceLock};

use actix_web::{
    HttpRequest, HttpResponse, Resource,
    http::header::{self, ContentEncoding, ETag, EntityTag, Header as _, HeaderValue, IfNoneMatch},
    web::{self, Bytes},
};
use sha2::{Digest, Sha256};

pub use asset_url::AssetUrl;

use source::Files;

use super::{
    Error,
    compression::{self, Effort, Negotiated},
};

/// The number of hexadecimal digits of a hash in a URL.
const HASH_DIGITS: usize = 16;

/// `Cache-Control` of a file: browsers and proxies store it for a year and do not
/// revalidate it (RFC 8246).
const YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// `Cache-Control` of a file that was requested under the hash of another version: caches
/// revalidate it at each use (RFC 9111, section 5.2.2.4).
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// The static files, and the hash of their names and contents.
#[derive(Debug)]
pub struct Assets {
    files: HashMap<String, File>,
    hash: String,
    base: String,
}

impl Assets {
    /// Returns the files that are part of the program.
    pub fn embedded() -> Self {
        Self::new(source::embedded())
    }

    /// Reads all files of `folder`.
    ///
    /// # Errors
    /// Returns the I/O error if the folder or one of its files can't be read.
    pub fn open(folder: &Path) -> io::Result<Self> {
        Ok(Self::new(source::folder(folder)?))
    }

    /// Computes the hash of the files, in the order of their names. The hash of the same
    /// files is the same in each version of the program.
    fn new(files: Files) -> Self {
        let mut hasher = Sha256::new();
        for (name, content) in &files {
            for part in [name.as_bytes(), content] {
                hasher.update((part.len() as u64).to_be_bytes());
                hasher.update(part);
            }
        }
        let hash = hex(&hasher.finalize());
        let base = format!("/static/{hash}");
        let file = |(name, content): (String, _)| {
            let file = File::new(&name, content);
            (name, file)
        };
        Self { files: files.into_iter().map(file).collect(), hash, base }
    }

    /// Returns the URL of a file, by its path in the folder.
    pub fn url<'a>(&'a self, path: &'a str) -> AssetUrl<'a> {
        AssetUrl::new(&self.base, path)
    }

    /// Compresses all files, so that no visitor waits for it. That takes some tenths of a
    /// second. A file that is requested earlier is compressed at that request.
    pub fn compress_all(&self) {
        for file in self.files.values() {
            file.brotli();
            file.gzip();
        }
    }

    /// Returns the `Cache-Control` of a file that was requested under `hash`.
    fn cache_control(&self, hash: &str) -> HeaderValue {
        if hash == self.hash { YEAR } else { REVALIDATE }
    }
}

/// Returns the route that serves the files, under the hash of any version. It finds them in
/// the application's data.
pub fn service() -> Resource {
    web::resource(format!("/static/{{hash:[0-9a-f]{{{HASH_DIGITS}}}}}/{{path:.+}}")).get(serve)
}

/// A file, and its compressed content.
#[derive(Debug)]
struct File {
    content: Bytes,
    content_type: HeaderValue,
    hash: String,
    brotli: OnceLock<Option<Bytes>>,
    gzip: OnceLock<Option<Bytes>>,
}

impl File {
    fn new(name: &str, content: Bytes) -> Self {
        Self {
            content_type: content_type(name),
            hash: hex(&Sha256::digest(&content)),
            content,
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
fn entity_tag(hash: &str, encoding: ContentEncoding) -> EntityTag {
    EntityTag::new_strong(format!("{hash}-{}", encoding.as_str()))
}

async fn serve(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    assets: web::Data<Assets>,
) -> Result<HttpResponse, Error> {
    let (hash, name) = path.into_inner();
    let file = assets.files.get(&name).ok_or(Error::NotFound)?;
    let (encoding, content) = file.encoded(compression::negotiate(&request));
    let tag = entity_tag(&file.hash, encoding);
    let is_cached = is_in(&tag, IfNoneMatch::parse(&request).ok());
    let mut response = if is_cached { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((header::CACHE_CONTROL, assets.cache_control(&hash))).insert_header(ETag(tag));
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

/// Returns the first [`HASH_DIGITS`] digits of a hash.
fn hex(hash: &[u8]) -> String {
    let first = hash.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    format!("{first:0HASH_DIGITS$x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that is missing in the program is missing on the site.
    #[test]
    fn the_program_has_the_files_of_the_source() {
        let source = Assets::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("static")).unwrap();
        let embedded = Assets::embedded();
        assert!(embedded.files.len() > 30, "{}", embedded.files.len());
        assert_eq!(embedded.base, source.base);
    }

    #[test]
    fn another_name_or_content_is_another_hash() {
        let hash = |name: &str, content: &'static str| {
            let content = Bytes::from_static(content.as_bytes());
            Assets::new(Files::from([(name.to_owned(), content)])).hash
        };
        let hashes = [hash("a", "bc"), hash("ab", "c"), hash("a", "bd")];
        assert!(hashes.iter().all(|hash| hash.len() == HASH_DIGITS), "{hashes:?}");
        assert!(hashes[0] != hashes[1] && hashes[0] != hashes[2], "{hashes:?}");
    }

    #[test]
    fn the_hash_of_a_version_is_served_for_a_year_and_no_other_one() {
        let assets = Assets::embedded();
        assert_eq!(assets.cache_control(&assets.hash), YEAR);
        assert_eq!(assets.cache_control("0000000000000000"), REVALIDATE);
    }
}
