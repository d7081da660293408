//! The page `/lab/tabs` and its buttons.

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;
use serde_json::Value;

use super::{
    bench::{Bench, Plan, Step, Taken},
    work::{Tab, Work},
};
use crate::{
    i18n::Message,
    lab::{LabContext, inspector::store_calls, overrides::map::REPLAY},
    sessions::trace::StoreCall,
    settings::EngineName,
    web::{Error, Form, Page, respond},
};

/// Where the buttons lead.
const AFTER_STEP: &str = "/lab/tabs#bench";

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/tabs").get(show))
        .service(web::resource("/lab/tabs/start").post(start))
        .service(web::resource("/lab/tabs/step").post(step));
}

#[derive(Template)]
#[template(path = "lab/tabs.html")]
struct TabsPage<'a> {
    page: &'a Page,
    /// What the form has selected.
    plan: Plan,
    engines: &'static [&'static str],
    works: [Work; 5],
    bench: Option<&'a Bench>,
    sides: Vec<Side>,
}

/// One of the two requests, as the page shows it.
struct Side {
    name: &'static str,
    rust: String,
    django: String,
    /// The step that it takes next; `None` if it has ended.
    next: Option<String>,
}

impl Side {
    fn new(page: &Page, bench: &Bench, tab: Tab) -> Self {
        let (rust, django) = bench.plan.work.lines(tab);
        Self { name: tab.name(), rust, django, next: bench.next_step(tab).map(|step| step_name(page, step)) }
    }
}

/// Returns the name of a step.
fn step_name(page: &Page, step: Step) -> String {
    let name = match step {
        Step::Load => page.text("lab-tabs-step-load"),
        Step::Change => page.text("lab-tabs-step-change"),
        Step::Save => page.text("lab-tabs-step-save"),
    };
    name.into_owned()
}

impl TabsPage<'_> {
    /// Returns whether both requests have ended: then the explanation is open.
    fn is_done(&self) -> bool {
        self.bench.is_some_and(Bench::is_done)
    }

    /// Returns the title of a step.
    fn title(&self, taken: &Taken) -> String {
        format!("{}: {}", taken.tab.name(), step_name(self.page, taken.step))
    }

    /// Returns a session's data as JSON, or that there is no session.
    fn data(&self, data: Option<&Value>) -> String {
        data.map_or_else(|| self.page.text("lab-tabs-no-session").into_owned(), Value::to_string)
    }

    /// Returns what a step has done, in words.
    fn outcome(&self, taken: &Taken) -> String {
        let message = match (taken.status, &taken.cookie) {
            (None, _) if taken.step == Step::Load => Message::new("lab-tabs-loaded"),
            (None, _) if taken.step == Step::Change => Message::new("lab-tabs-changed"),
            (None, _) => Message::new("lab-tabs-stopped"),
            (Some(status), None) => Message::new("lab-tabs-no-cookie").with("status", status.to_string()),
            (Some(status), Some(cookie)) => Message::new("lab-tabs-cookie")
                .with("status", status.to_string())
                .with("cookie", cookie.as_str()),
        };
        self.page.localize(&message).into_owned()
    }
}

/// Returns the version that a call expected, and the one that it found or wrote: `1`,
/// `1 → 2` or nothing.
fn versions(call: &StoreCall) -> String {
    let record = call.record().map(|record| record.version.to_string());
    let expected = call.expected.map(|version| version.to_string());
    expected.into_iter().chain(record).collect::<Vec<_>>().join(" → ")
}

/// Returns the plan of a form; `None` if a value of it is unknown.
fn read_plan(form: &Form) -> Option<Plan> {
    let work = Work::ALL.into_iter().find(|work| work.code() == form.trimmed("work"))?;
    let engine = EngineName::NAMES.iter().find(|name| **name == form.trimmed("engine"))?;
    let replays = match form.trimmed("write") {
        "replay" => true,
        "last" => false,
        _ => return None,
    };
    Some(Plan { work, engine, replays })
}

/// Returns the plan that the form has selected at first: the engine and the switch of this
/// browser.
fn first_plan(context: &LabContext) -> Plan {
    let engine = context.options().engine.name();
    Plan { work: Work::Count, engine, replays: context.setting(REPLAY) == "true" }
}

async fn show(context: LabContext, page: Page) -> Result<HttpResponse, Error> {
    let bench = context.browser.tabs.lock().await;
    let template = TabsPage {
        page: &page,
        plan: bench.as_ref().map_or_else(|| first_plan(&context), |bench| bench.plan),
        engines: EngineName::NAMES,
        works: Work::ALL,
        bench: bench.as_ref(),
        sides: bench.iter().flat_map(|bench| Tab::ALL.map(|tab| Side::new(&page, bench, tab))).collect(),
    };
    respond::html(&page, &template)
}

/// Ends the present bench, and starts another one.
async fn start(context: LabContext, form: Form) -> Result<HttpResponse, Error> {
    let plan = read_plan(&form).ok_or_else(|| Error::BadRequest("there is no such experiment".to_owned()))?;
    let mut bench = context.browser.tabs.lock().await;
    if let Some(present) = bench.take() {
        present.end().await;
    }
    *bench = Some(Bench::start(&context, plan).await?);
    Ok(respond::see_other(AFTER_STEP))
}

/// Lets one request take its next step, or both all of theirs. A bench that the server has
/// forgotten takes none.
async fn step(context: LabContext, form: Form) -> Result<HttpResponse, Error> {
    let mut bench = context.browser.tabs.lock().await;
    let name = form.trimmed("tab");
    let tab = Tab::ALL.into_iter().find(|tab| tab.name() == name);
    match (bench.as_mut(), tab) {
        (Some(bench), Some(tab)) => bench.take_step(tab).await,
        (Some(bench), None) if name == "both" => bench.take_all_steps().await,
        (None, _) => {}
        _ => return Err(Error::BadRequest(format!("there is no request {name:?}"))),
    }
    Ok(respond::see_other(AFTER_STEP))
}
