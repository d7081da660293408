//! `/lab/engines`: measures the engines on this server (D18, D20 and D21: the
//! size of the cookie, the time and the safety of each engine), and lists the
//! failures that each engine survives.

mod measuring;
mod survival;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::{Lab, RequestSettings};
use crate::{
    i18n::Message,
    settings::{Backend, CookieContent, EngineName, SessionSettings, Settings, StoreKind},
    web::{Error, Form, Page, respond},
};
use measuring::{Measured, measure};
use survival::{COLUMNS, Row, TABLE};

/// The sizes of the data of a session that can be measured, in bytes.
const SIZES: [usize; 3] = [200, 2_000, 20_000];

/// Adds the page and its form.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/engines").get(show).post(run));
}

/// The last measurement of one browser.
#[derive(Default)]
pub struct Compared(Mutex<Option<Arc<Comparison>>>);

struct Comparison {
    size: usize,
    engines: Vec<MeasuredEngine>,
}

/// The measurement of one engine over one store.
struct MeasuredEngine {
    name: &'static str,
    place: String,
    result: Result<Measured, String>,
}

#[derive(Template)]
#[template(path = "lab/engines.html")]
struct EnginesPage {
    page: Page,
    form: Form,
    sizes: [usize; 3],
    comparison: Option<Arc<Comparison>>,
    columns: [&'static str; 6],
    survival: &'static [Row],
}

impl EnginesPage {
    fn new(page: &Page, form: Form, comparison: Option<Arc<Comparison>>) -> Self {
        Self { page: page.clone(), form, sizes: SIZES, comparison, columns: COLUMNS, survival: TABLE }
    }

    /// Returns whether the form has that size selected.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "a template passes a reference")]
    fn is_chosen(&self, size: &usize) -> bool {
        let shown = self.comparison.as_ref().map_or(SIZES[0], |comparison| comparison.size);
        shown == *size
    }
}

impl Comparison {
    /// Returns the length of a bar, in percent of the longest one.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "a template passes a reference")]
    fn bar(&self, microseconds: &f64) -> f64 {
        let measured = self.engines.iter().filter_map(|engine| engine.result.as_ref().ok());
        let longest = measured.map(Measured::longest).fold(1.0, f64::max);
        (microseconds / longest * 100.0).max(0.5)
    }
}

async fn show(request: HttpRequest, page: Page, lab: Data<Lab>) -> Result<HttpResponse, Error> {
    let in_force = RequestSettings::of(&request).ok_or(Error::NotFound)?;
    let compared = in_force.browser_state(&lab);
    let last = compared.compared.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    respond::html(&page, &EnginesPage::new(&page, Form::new(), last))
}

/// Measures the engines. Only one browser at a time measures, so that two
/// measurements don't slow each other down.
async fn run(
    request: HttpRequest,
    page: Page,
    lab: Data<Lab>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let in_force = RequestSettings::of(&request).ok_or(Error::NotFound)?;
    let size = form.trimmed("size").parse().ok().filter(|size| SIZES.contains(size));
    let Some(size) = size else {
        let allowed = SIZES.map(|size| size.to_string()).join(", ");
        form.reject("size", Message::new("lab-engines-size-unknown").with("allowed", allowed));
        return respond::unprocessable(&page, &EnginesPage::new(&page, form, None));
    };
    let alone = lab.measuring.lock().await;
    let mut engines = Vec::new();
    for session in combinations(&lab) {
        engines.push(compare(&lab, &session, size).await);
    }
    drop(alone);
    let compared = in_force.browser_state(&lab);
    *compared.compared.0.lock().unwrap_or_else(PoisonError::into_inner) =
        Some(Arc::new(Comparison { size, engines }));
    Ok(respond::see_other("/lab/engines#measured"))
}

async fn compare(lab: &Lab, session: &SessionSettings, size: usize) -> MeasuredEngine {
    let options = (lab.options_for)(session);
    let result = measure(&options, size).await;
    MeasuredEngine { name: options.engine.name(), place: store_name(lab, session), result }
}

/// Returns the settings of each engine over each store that it can use.
fn combinations(lab: &Lab) -> Vec<SessionSettings> {
    let settings = &lab.settings;
    let with = |engine: EngineName, (name, value): (&str, String)| {
        let engine = ("session.engine".to_owned(), engine.as_str().to_owned());
        settings.session_with(&BTreeMap::from([engine, (name.to_owned(), value)])).ok()
    };
    let engines = EngineName::ALL.iter();
    engines
        .flat_map(|&engine| {
            stores_of(engine, settings).into_iter().filter_map(move |store| with(engine, store))
        })
        .collect()
}

/// Returns the setting, with each of its values, by which the store of an engine
/// is chosen. For an engine with a cache and a database, the caches are compared.
fn stores_of(engine: EngineName, settings: &Settings) -> Vec<(&'static str, String)> {
    let choices = |name, values: Vec<String>| values.into_iter().map(|value| (name, value)).collect();
    if engine.needs(StoreKind::Cache) {
        choices(StoreKind::Cache.setting(), settings.caches.keys().cloned().collect())
    } else if engine.needs(StoreKind::Database) {
        choices(StoreKind::Database.setting(), settings.databases.keys().cloned().collect())
    } else if engine.needs(StoreKind::Folder) {
        vec![(StoreKind::Folder.setting(), settings.session.folder().display().to_string())]
    } else {
        choices("session.cookie_content", CookieContent::NAMES.iter().map(ToString::to_string).collect())
    }
}

/// Returns the name of the store in the settings. For an engine that stores the
/// data in the cookie, returns how the cookie is protected.
fn store_name(lab: &Lab, session: &SessionSettings) -> String {
    let location = session.store_location();
    if session.engine.stores().is_empty() {
        return session.cookie_content.as_str().to_owned();
    }
    let cache = location.cache.map(|(alias, _)| {
        let backend = match lab.settings.caches.get(&alias).map(|cache| cache.backend) {
            Some(Backend::Redis) => "Redis",
            Some(Backend::Memcached) => "Memcached",
            _ => "memory",
        };
        format!("{alias} ({backend})")
    });
    cache.into_iter().chain(location.database).collect::<Vec<_>>().join(" + ")
}
