//! `/lab/session`: all operations on one page. What is sent is answered with
//! the page itself and not with a way to another: so the panel at its foot
//! shows the very exchange that did it, also of a flush, after which there is
//! no session to keep a message in.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::{
    forms::OperationForm,
    operation::Kind,
    snapshot::{Id, Snapshot},
    tried::{Tried, id_in_words},
};
use crate::{
    i18n::Message,
    lab::{Lab, request_settings::RequestSettings},
    sessions::Session,
    web::{Error, Form, Page, respond},
};

/// Where it is.
const ADDRESS: &str = "/lab/session";

/// The page.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource(ADDRESS).get(show).post(run));
}

/// Some operations under a heading.
struct Group {
    id: &'static str,
    name: String,
    forms: Vec<String>,
}

/// Which operations belong together.
const GROUPS: [(&str, &[&str]); 4] = [
    (
        "dictionary",
        &[
            "set",
            "get_item",
            "get",
            "get_or",
            "set_default",
            "delete",
            "delete_if_there",
            "pop",
            "has_key",
            "keys",
            "items",
            "set_field",
        ],
    ),
    ("whole", &["clear", "flush", "cycle_key"]),
    ("expiry", &["expiry_seconds", "expiry_at_close", "expiry_global", "expiry_moment", "expiry_length"]),
    ("key-expiry", &["set_until"]),
];

#[derive(Template)]
#[template(path = "lab/session.html")]
struct SessionPage {
    page: Page,
    tried: Option<String>,
    errors: Vec<String>,
    now: Snapshot,
    groups: Vec<Group>,
}

impl SessionPage {
    fn new(page: Page, session: &Session, form: &Form, tried: Option<String>) -> Result<Self, Error> {
        let mut groups = Vec::with_capacity(GROUPS.len());
        for (id, names) in GROUPS {
            let kinds = names.iter().filter_map(|name| Kind::of(name));
            let forms = kinds.map(|kind| OperationForm::new(kind, form, session.now()).draw(&page, ADDRESS));
            groups.push(Group { id, name: name_of(&page, id), forms: forms.collect::<Result<_, _>>()? });
        }
        let fields = ["operation", "key", "value", "default", "field", "seconds", "minutes", "moment"];
        let errors = fields.iter().filter_map(|field| form.error(field));
        let errors = errors.map(|message| page.localize(message).into_owned()).collect();
        Ok(Self { tried, errors, now: Snapshot::of(session), groups, page })
    }

    fn id(&self, id: &Id) -> String {
        id_in_words(&self.page, id)
    }
}

fn name_of(page: &Page, group: &str) -> String {
    let name = match group {
        "dictionary" => page.text("lab-session-group-dictionary"),
        "whole" => page.text("lab-session-group-whole"),
        "expiry" => page.text("lab-session-group-expiry"),
        _ => page.text("lab-session-group-key-expiry"),
    };
    name.into_owned()
}

async fn show(session: Session, page: Page) -> Result<HttpResponse, Error> {
    let template = SessionPage::new(page.clone(), &session, &Form::new(), None)?;
    respond::html(&page, &template)
}

/// The page is filled after the operation: its header shows what is left of
/// the cart and the login.
async fn run(request: HttpRequest, session: Session, mut form: Form) -> Result<HttpResponse, Error> {
    let kind = Kind::of(form.value("operation"));
    if kind.is_none() {
        form.reject("operation", Message::new("lab-session-no-such-operation"));
    }
    let Some(operation) = kind.and_then(|kind| kind.read(&mut form)) else {
        let page = Page::extract(&request).await?;
        return respond::unprocessable(&page, &SessionPage::new(page.clone(), &session, &form, None)?);
    };
    let tried = Tried::now(operation, &session, form.clone())?;
    let page = Page::extract(&request).await?;
    let drawn = tried.draw(&page, &cookie_name(&request))?;
    respond::html(&page, &SessionPage::new(page.clone(), &session, &form, Some(drawn))?)
}

/// What the session's cookie is called in this browser.
pub fn cookie_name(request: &HttpRequest) -> String {
    let in_force = RequestSettings::of(request).map(|in_force| in_force.options.cookie.name.clone());
    let site = || request.app_data::<Data<Lab>>().map(|lab| lab.site.cookie.name.clone());
    in_force.or_else(site).unwrap_or_default()
}
