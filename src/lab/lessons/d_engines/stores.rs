//! This browser's session in its store: the row of `db` (D2), the file of `file`
//! (D4); and the caches of the settings (D6).

use std::time::Duration;

use askama::Template;
use futures_util::future::join_all;

use super::signed_cookies::MAX_SHOWN;
use crate::{
    lab::{Lab, LabContext, display::shorten},
    platform,
    sessions::{
        self,
        engines::{InspectResult, RawRecord},
    },
    settings::{Backend, EngineName, SessionSettings},
    web::{Error, Page},
};

/// How long the page waits for a cache.
const TIMEOUT: Duration = Duration::from_millis(500);

#[derive(Template)]
#[template(path = "lab/controls/row.html")]
struct StoredRow {
    page: Page,
    engine: &'static str,
    /// Whether the engine stores rows.
    has_rows: bool,
    /// The names and texts of the columns.
    row: Option<Vec<(&'static str, String)>>,
}

/// D2: the row of this session, if there is one.
pub async fn row(context: LabContext, page: Page) -> Result<String, Error> {
    let key = context.session().await?.session_key();
    let engine = &context.options().engine;
    let has_rows = matches!(context.session_settings().engine, EngineName::Db | EngineName::CachedDb);
    let row = match key.filter(|_| has_rows) {
        Some(key) => columns(engine.inspect(&key).await)?,
        None => None,
    };
    Ok(StoredRow { page, engine: engine.name(), has_rows, row }.render()?)
}

/// Returns the columns of the row, with long texts shortened. The engine
/// `cached_db` has a copy in the cache too, which does not count here.
fn columns(inspected: InspectResult) -> Result<Option<Vec<(&'static str, String)>>, Error> {
    match inspected.map_err(sessions::Error::from)? {
        Some(RawRecord::Both { database, .. }) => columns(*database),
        Some(RawRecord::Row { columns, .. }) => {
            Ok(Some(columns.into_iter().map(|(name, text)| (name, shorten(&text, MAX_SHOWN))).collect()))
        }
        _ => Ok(None),
    }
}

#[derive(Template)]
#[template(path = "lab/controls/file.html")]
struct StoredFile {
    page: Page,
    engine: &'static str,
    folder: String,
    file: Option<File>,
}

/// A file: path, permissions (octal), and text.
struct File {
    path: String,
    mode: String,
    text: String,
}

impl File {
    fn of(inspected: InspectResult) -> Option<Self> {
        let Ok(Some(RawRecord::File { path, text })) = inspected else { return None };
        let mode = platform::permissions(&path).ok()?.map_or_else(String::new, |mode| format!("{mode:04o}"));
        let text = shorten(&text, MAX_SHOWN);
        Some(Self { path: path.display().to_string(), mode, text })
    }
}

/// D4: the file of this session, if there is one.
pub async fn file(context: LabContext, page: Page) -> Result<String, Error> {
    let key = context.session().await?.session_key();
    let engine = &context.options().engine;
    let folder = context.lab.settings.session.folder();
    let file = match key.filter(|key| engine.name() == "file" && key.is_well_formed()) {
        Some(key) => File::of(engine.inspect(&key).await),
        None => None,
    };
    Ok(StoredFile { page, engine: engine.name(), folder: folder.display().to_string(), file }.render()?)
}

#[derive(Template)]
#[template(path = "lab/controls/caches.html")]
struct Caches {
    page: Page,
    /// The alias that applies to this browser.
    alias: String,
    named: Vec<NamedCache>,
}

/// A cache of the settings.
struct NamedCache {
    alias: String,
    backend: &'static str,
    responds: bool,
}

/// D6: the caches of the settings, and whether each responds.
pub async fn caches(context: LabContext, page: Page) -> Result<String, Error> {
    let caches = context.lab.settings.caches.iter().map(async |(alias, cache)| NamedCache {
        alias: alias.clone(),
        backend: match cache.backend {
            Backend::Memory => "memory",
            Backend::Redis => "redis",
            Backend::Memcached => "memcached",
        },
        responds: responds(&context.lab, alias).await,
    });
    let named = join_all(caches).await;
    Ok(Caches { page, alias: context.session_settings().cache_alias.clone(), named }.render()?)
}

/// Checks a cache as the engine `cache` would.
async fn responds(lab: &Lab, alias: &str) -> bool {
    let site = lab.settings.session.clone();
    let session = SessionSettings { engine: EngineName::Cache, cache_alias: alias.to_owned(), ..site };
    let options = (lab.options_for)(&session);
    matches!(tokio::time::timeout(TIMEOUT, options.engine.check()).await, Ok(Ok(())))
}
