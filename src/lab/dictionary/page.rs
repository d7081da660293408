//! `/lab/session`: all operations on one page. The response to a form is the
//! page itself, not a redirect: so the panel at its foot shows the exchange of
//! the operation, even after a flush, when no session can keep a message.

use actix_web::{
    FromRequest, HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;

use super::{forms::OperationForm, kinds::OperationKind, result::OperationResult, snapshot::Snapshot};
use crate::{
    i18n::Message,
    lab::LabContext,
    sessions::Session,
    web::{Error, Form, Page, respond},
};

/// The page's address.
const ADDRESS: &str = "/lab/session";

pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource(ADDRESS).get(show).post(run));
}

/// Some operations under a heading.
struct Group {
    id: &'static str,
    name: String,
    forms: Vec<String>,
}

/// The groups of operations: id, and the names of the kinds.
const GROUPS: [(&str, &str); 5] = [
    (
        "dictionary",
        "set get_item get get_or set_default delete delete_if_there pop has_key keys values items update set_field",
    ),
    ("whole", "clear flush cycle_key"),
    ("test-cookie", "set_test_cookie test_cookie_worked delete_test_cookie"),
    (
        "expiry",
        "expiry_seconds expiry_at_close expiry_global expiry_moment expiry_length expiry_age expiry_date",
    ),
    ("key-expiry", "set_until"),
];

#[derive(Template)]
#[template(path = "lab/session.html")]
struct SessionPage {
    page: Page,
    result: Option<String>,
    errors: Vec<String>,
    now: Snapshot,
    groups: Vec<Group>,
}

impl SessionPage {
    fn new(page: Page, session: &Session, form: &Form, result: Option<String>) -> Result<Self, Error> {
        let mut groups = Vec::with_capacity(GROUPS.len());
        for (id, names) in GROUPS {
            let kinds = names.split(' ').filter_map(OperationKind::of);
            let forms =
                kinds.map(|kind| OperationForm::new(&page, ADDRESS, kind, form, session.now()).render());
            groups.push(Group { id, name: name_of(&page, id), forms: forms.collect::<Result<_, _>>()? });
        }
        let fields =
            ["operation", "key", "value", "default", "mapping", "field", "seconds", "minutes", "moment"];
        let errors = fields.iter().filter_map(|field| form.error(field));
        let errors = errors.map(|message| page.localize(message).into_owned()).collect();
        Ok(Self { result, errors, now: Snapshot::of(session), groups, page })
    }
}

fn name_of(page: &Page, group: &str) -> String {
    let name = match group {
        "dictionary" => page.text("lab-session-group-dictionary"),
        "whole" => page.text("lab-session-group-whole"),
        "test-cookie" => page.text("lab-session-group-test-cookie"),
        "expiry" => page.text("lab-session-group-expiry"),
        _ => page.text("lab-session-group-key-expiry"),
    };
    name.into_owned()
}

async fn show(session: Session, page: Page) -> Result<HttpResponse, Error> {
    let template = SessionPage::new(page.clone(), &session, &Form::new(), None)?;
    respond::html(&page, &template)
}

/// Runs an operation, then fills the page: its header shows what is left of the
/// cart and the login.
async fn run(context: LabContext, session: Session, mut form: Form) -> Result<HttpResponse, Error> {
    let kind = OperationKind::of(form.value("operation"));
    if kind.is_none() {
        form.reject("operation", Message::new("lab-session-no-such-operation"));
    }
    let Some(operation) = kind.and_then(|kind| kind.read(&mut form)) else {
        let page = Page::extract(&context.request).await?;
        return respond::unprocessable(&page, &SessionPage::new(page.clone(), &session, &form, None)?);
    };
    let result = OperationResult::run(operation, &session, form.clone())?;
    let page = Page::extract(&context.request).await?;
    let result = result.render(&page, context.cookie_name())?;
    respond::html(&page, &SessionPage::new(page.clone(), &session, &form, Some(result))?)
}
