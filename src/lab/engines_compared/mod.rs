//! `/lab/engines`: the same small work over every engine that this server has,
//! measured here and now (D18, D20, D21), and what each survives.

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
    settings::SessionSettings,
    web::{Error, Form, Page, respond},
};
use measuring::{Measured, measure};
use survival::{COLUMNS, Row, TABLE};

/// Sizes of a session, bytes of its data.
const SIZES: [usize; 3] = [200, 2_000, 20_000];

/// The page and its button.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/engines").get(show).post(run));
}

/// What was measured last for a browser.
#[derive(Default)]
pub struct Compared(Mutex<Option<Arc<Comparison>>>);

struct Comparison {
    size: usize,
    engines: Vec<Compare>,
}

/// One engine: its name, where it keeps sessions, and what came of it.
struct Compare {
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

    /// Whether that size is to be ticked.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "so a template hands it over")]
    fn is_chosen(&self, size: &usize) -> bool {
        let shown = self.comparison.as_ref().map_or(SIZES[0], |comparison| comparison.size);
        shown == *size
    }
}

impl Comparison {
    /// How long a bar is beside the longest, percent.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "so a template hands it over")]
    fn bar(&self, microseconds: &f64) -> f64 {
        let measured = self.engines.iter().filter_map(|engine| engine.result.as_ref().ok());
        let longest = measured.map(Measured::longest).fold(1.0, f64::max);
        (microseconds / longest * 100.0).max(0.5)
    }
}

async fn show(request: HttpRequest, page: Page, lab: Data<Lab>) -> Result<HttpResponse, Error> {
    let in_force = RequestSettings::of(&request).ok_or(Error::NotFound)?;
    let compared = lab.browsers.of(in_force.browser);
    let last = compared.compared.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    respond::html(&page, &EnginesPage::new(&page, Form::new(), last))
}

/// Measures; one browser at a time, or they would measure each other.
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
    let compared = lab.browsers.of(in_force.browser);
    *compared.compared.0.lock().unwrap_or_else(PoisonError::into_inner) =
        Some(Arc::new(Comparison { size, engines }));
    Ok(respond::see_other("/lab/engines#measured"))
}

async fn compare(lab: &Lab, session: &SessionSettings, size: usize) -> Compare {
    let options = (lab.options_for)(session);
    let result = measure(&options, size).await;
    Compare { name: options.engine.name(), place: place(lab, session), result }
}

/// Every engine over every store that the settings name.
fn combinations(lab: &Lab) -> Vec<SessionSettings> {
    let settings = &lab.settings;
    let of = |engine: &str, more: &[(&str, &str)]| {
        let pairs = [("session.engine", engine)].into_iter().chain(more.iter().copied());
        let changes = pairs.map(|(name, text)| (name.to_owned(), text.to_owned()));
        settings.session_with(&changes.collect::<BTreeMap<_, _>>()).ok()
    };
    let databases = settings.databases.keys().map(|alias| of("db", &[("session.database", alias)]));
    let caches = settings.caches.keys().map(|alias| of("cache", &[("session.cache_alias", alias)]));
    let both = settings.caches.keys().map(|alias| of("cached_db", &[("session.cache_alias", alias)]));
    let cookies =
        ["signed", "private"].map(|content| of("signed_cookies", &[("session.cookie_content", content)]));
    databases.chain([of("file", &[])]).chain(caches).chain(both).chain(cookies).flatten().collect()
}

/// Which store it is, by its name in the settings.
fn place(lab: &Lab, session: &SessionSettings) -> String {
    use crate::settings::{Backend, CookieContent, EngineName};
    let cache = |alias: &str| {
        let backend = match lab.settings.caches.get(alias).map(|cache| cache.backend) {
            Some(Backend::Redis) => "Redis",
            Some(Backend::Memcached) => "Memcached",
            _ => "memory",
        };
        format!("{alias} ({backend})")
    };
    match session.engine {
        EngineName::Db => session.database.clone(),
        EngineName::File => String::new(),
        EngineName::Cache => cache(&session.cache_alias),
        EngineName::CachedDb => format!("{} + {}", cache(&session.cache_alias), session.database),
        EngineName::SignedCookies if session.cookie_content == CookieContent::Private => "private".to_owned(),
        EngineName::SignedCookies => "signed".to_owned(),
    }
}
