//! This browser's session in its store: the row of `db` (D2), the file of `file`
//! (D4); and the caches of the settings (D6).

use std::{collections::BTreeMap, fs, os::unix::fs::PermissionsExt, time::Duration};

use askama::Template;
use futures_util::future::join_all;

use super::signed_cookies::MAX_SHOWN;
use crate::{
    lab::{
        Lab, LabContext,
        display::{iso, shorten},
    },
    sessions::{
        self, SessionKey,
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
    row: Option<Row>,
}

/// The columns of a row.
struct Row {
    key: String,
    data: String,
    expire_date: String,
    version: i64,
}

/// D2: the row of this session, if there is one.
pub async fn row(context: LabContext, page: Page) -> Result<String, Error> {
    let key = context.session().await?.session_key();
    let session = context.session_settings();
    let has_rows = matches!(session.engine, EngineName::Db | EngineName::CachedDb);
    let row = match key.filter(|_| has_rows) {
        Some(key) => load_row(&context.lab, session, key).await?,
        None => None,
    };
    Ok(StoredRow { page, engine: context.options().engine.name(), has_rows, row }.render()?)
}

/// Loads the row from the database itself, past any cache.
async fn load_row(lab: &Lab, session: &SessionSettings, key: SessionKey) -> Result<Option<Row>, Error> {
    let options = (lab.options_for)(&SessionSettings { engine: EngineName::Db, ..session.clone() });
    let record = options.engine.load(&key).await.map_err(sessions::Error::from)?;
    let row = record.map(|record| Row {
        key: key.as_str().to_owned(),
        data: shorten(&record.data.to_json().unwrap_or_default(), MAX_SHOWN),
        expire_date: iso(record.expire_date),
        version: record.version,
    });
    Ok(row)
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
        let mode = fs::metadata(&path).ok()?.permissions().mode() & 0o777;
        let text = shorten(&text, MAX_SHOWN);
        Some(Self { path: path.display().to_string(), mode: format!("{mode:04o}"), text })
    }
}

/// D4: the file of this session, if there is one.
pub async fn file(context: LabContext, page: Page) -> Result<String, Error> {
    let key = context.session().await?.session_key();
    let engine = &context.options().engine;
    let folder = context.lab.settings.session.file_path.clone().unwrap_or_else(std::env::temp_dir);
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
    let changes = [("session.engine", "cache"), ("session.cache_alias", alias)];
    let changes: BTreeMap<_, _> =
        changes.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    let Ok(session) = lab.settings.session_with(&changes) else { return false };
    let options = (lab.options_for)(&session);
    matches!(tokio::time::timeout(TIMEOUT, options.engine.check()).await, Ok(Ok(())))
}
