//! This browser's own session as it lies in its store: the row of `db`, the
//! file of `file`.

use actix_web::{FromRequest, HttpRequest, web::Data};
use askama::Template;
use futures_util::future::LocalBoxFuture;
use time::format_description::well_known::Rfc3339;

use super::sealed::shortened;
use crate::{
    lab::{Lab, RequestSettings},
    platform,
    sessions::{
        self, Session, SessionKey,
        engines::{InspectResult, RawRecord},
    },
    settings::{EngineName, SessionSettings, StoreKind},
    web::{Error, Page},
};

#[derive(Template)]
#[template(path = "lab/controls/row.html")]
struct RowShown {
    page: Page,
    engine: &'static str,
    /// Whether that engine keeps rows.
    has_rows: bool,
    row: Option<Row>,
}

/// The columns.
struct Row {
    key: String,
    data: String,
    expire_date: String,
    version: i64,
}

#[derive(Template)]
#[template(path = "lab/controls/file.html")]
struct FileShown {
    page: Page,
    engine: &'static str,
    folder: String,
    file: Option<File>,
}

/// Path, who may read it (octal), and text.
struct File {
    path: String,
    mode: String,
    text: String,
}

/// Draws the row of this session, if there is one.
pub fn draw_row(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let key = Session::extract(&request).await?.session_key();
        let (lab, in_force) = parts(&request)?;
        let session = in_force.toggled.as_ref().map_or(&lab.settings.session, |toggled| &toggled.session);
        let has_rows = session.engine.needs(StoreKind::Database);
        let row = match key.filter(|_| has_rows) {
            Some(key) => row(&lab, session, key).await?,
            None => None,
        };
        Ok(RowShown { page, engine: in_force.options.engine.name(), has_rows, row }.render()?)
    })
}

/// From the database itself, past any cache.
async fn row(lab: &Lab, session: &SessionSettings, key: SessionKey) -> Result<Option<Row>, Error> {
    let options = (lab.options_for)(&SessionSettings { engine: EngineName::Db, ..session.clone() });
    let record = options.engine.load(&key).await.map_err(sessions::Error::from)?;
    let row = record.map(|record| Row {
        key: key.as_str().to_owned(),
        data: shortened(record.data.to_json().unwrap_or_default()),
        expire_date: record.expire_date.format(&Rfc3339).unwrap_or_default(),
        version: record.version,
    });
    Ok(row)
}

/// Draws the file of this session, if there is one.
pub fn draw_file(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let key = Session::extract(&request).await?.session_key();
        let (lab, in_force) = parts(&request)?;
        let engine = in_force.options.engine.name();
        let folder = lab.settings.session.folder();
        let key = key.filter(|key| engine == "file" && key.is_well_formed());
        let file = match key {
            Some(key) => file(in_force.options.engine.inspect(&key).await),
            None => None,
        };
        Ok(FileShown { page, engine, folder: folder.display().to_string(), file }.render()?)
    })
}

fn file(found: InspectResult) -> Option<File> {
    let Ok(Some(RawRecord::File { path, text })) = found else { return None };
    let mode = platform::permissions(&path).ok()?.map_or_else(String::new, |mode| format!("{mode:04o}"));
    Some(File { path: path.display().to_string(), mode, text: shortened(text) })
}

fn parts(request: &HttpRequest) -> Result<(Data<Lab>, std::rc::Rc<RequestSettings>), Error> {
    let lab = request.app_data::<Data<Lab>>().cloned().ok_or(Error::NotFound)?;
    Ok((lab, RequestSettings::of(request).ok_or(Error::NotFound)?))
}
