//! `/lab/why`: why the visitor's cart is gone (H14). A decision tree over the last
//! exchanges of this browser names the cause, and shows the exchange, the lesson and the
//! setting that decides it.

mod cause;
mod diagnosis;
mod missing_cookie;
mod missing_session;

use std::{borrow::Cow, cmp::Ordering, sync::Arc};

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;

use super::{
    LabContext, browser_cookie,
    cookie_rules::is_own_machine,
    exchanges::Exchange,
    goals::cart_of,
    hosts,
    inspector::{analysis::ExchangeAnalysis, summary::Summary},
    lessons,
    recorder::exchange_until_now,
};
use crate::web::{Error, Page, respond};
use cause::{About, Cause};
use diagnosis::{Surroundings, diagnose};

/// Registers `/lab/why`.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/why").get(show));
}

#[derive(Template)]
#[template(path = "lab/why.html")]
struct WhyPage<'a> {
    page: Page,
    about: About,
    /// The questions of the tree with their answers, in order.
    questions: Vec<(Cow<'static, str>, &'static str)>,
    /// The exchange that shows the cause.
    shown: Option<Summary<'a>>,
    /// The last exchange with a cart.
    with_cart: Option<Summary<'a>>,
    /// The title of the lesson.
    lesson: String,
    /// The settings that decide it, with their values for this browser.
    settings: Vec<(&'static str, String)>,
    /// The shop's address under its other name, if the cart is there.
    other_site: Option<String>,
}

/// Returns the answer to a question of the tree: yes, no, or nothing if it is not reached.
fn answer(question: usize, passed: usize) -> &'static str {
    match question.cmp(&passed) {
        Ordering::Less => "yes",
        Ordering::Equal => "no",
        Ordering::Greater => "",
    }
}

async fn show(context: LabContext, page: Page) -> Result<HttpResponse, Error> {
    let mut log = context.browser.exchanges.latest_first();
    log.reverse();
    // The request for this page is the latest one.
    log.extend(exchange_until_now(&context.lab, &context.request, 200).map(Arc::new));
    let exchanges: Vec<_> = log.iter().map(|exchange| ExchangeAnalysis::of(exchange)).collect();
    let surroundings = Surroundings {
        has_foreign_cookie: &|exchange| has_foreign_cookie(&context, exchange.exchange),
        is_cart_at_other_host: is_cart_at_other_host(&context),
    };
    let found = diagnose(&exchanges, &surroundings);
    let about = found.cause.about();
    let lesson = lessons::find(about.lesson);
    let template = WhyPage {
        questions: questions(&page, about.passed),
        shown: found.shown.map(|index| Summary::of_analysis(&exchanges[index])),
        with_cart: found.last_cart.map(|index| Summary::of_analysis(&exchanges[index])),
        lesson: lesson.map(|lesson| lesson.text.sections(page.display.language).title).unwrap_or_default(),
        settings: values(&context, about.settings),
        other_site: (found.cause == Cause::OtherHost).then(|| hosts::other_site(&context.request)),
        about,
        page: page.clone(),
    };
    respond::html(&page, &template)
}

/// Returns the questions of the tree with their answers.
fn questions(page: &Page, passed: usize) -> Vec<(Cow<'static, str>, &'static str)> {
    let questions = [
        page.text("why-question-cookie"),
        page.text("why-question-signature"),
        page.text("why-question-session"),
        page.text("why-question-expiry"),
        page.text("why-question-cart"),
    ];
    let answered = questions.into_iter().enumerate();
    answered.map(|(number, question)| (question, answer(number, passed))).collect()
}

/// Returns settings with their values for this browser. The secret keys have none.
fn values(context: &LabContext, names: &[&'static str]) -> Vec<(&'static str, String)> {
    let value = |name: &'static str| match name {
        name if name.starts_with("secret_key") => String::new(),
        name => context.setting(name),
    };
    names.iter().map(|name| (*name, value(name))).collect()
}

/// Reports whether the request brought the lab's own cookie with a signature of another
/// secret key.
fn has_foreign_cookie(context: &LabContext, exchange: &Exchange) -> bool {
    let lab = &context.lab;
    let line = exchange.cookie.as_deref().unwrap_or_default();
    let is_sent = line
        .split(';')
        .any(|piece| piece.trim().split_once('=').is_some_and(|(name, _)| name == lab.own_cookies.browser));
    is_sent && browser_cookie::Browser::in_text(line, &lab.own_cookies.browser, &lab.browser_keys).is_none()
}

/// Reports whether another browser has a cart under this machine's other name. To a browser
/// `localhost` and `127.0.0.1` are two hosts, and each gets a number of its own. On other
/// machines nothing of other browsers is looked at.
fn is_cart_at_other_host(context: &LabContext) -> bool {
    let host = hosts::name(&context.request);
    let is_there = |exchange: &Arc<Exchange>| {
        exchange.host != host
            && is_own_machine(&exchange.host)
            && cart_of(ExchangeAnalysis::of(exchange).after.as_ref()).is_some()
    };
    let others = || context.lab.browsers.others(&context.browser);
    is_own_machine(&host)
        && others().iter().any(|other| other.exchanges.latest_first().first().is_some_and(is_there))
}
