//! The page on which preferences are chosen. What is not one of the values on
//! offer is refused, with all of the form, and the page says what is allowed.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;

use super::choices::{Choice, DEFAULT_PER_PAGE, PER_PAGE, Preferences};
use crate::{
    i18n::{Currency, Language, Message},
    sessions::Session,
    web::{
        Error, Form, Page, Theme,
        flash::{self, Level},
        respond,
    },
};

/// What the page offers; any other number in range is taken too.
const USUAL_PER_PAGE: [u32; 4] = [6, 12, 24, 48];

/// `/preferences`.
pub fn routes(config: &mut ServiceConfig) {
    let page = web::resource("/preferences");
    config.service(page.route(web::get().to(show)).route(web::post().to(save)));
}

/// The choices in a form, with a message beside each field that is wrong. A
/// field that was not sent is no choice.
fn read(form: &mut Form) -> Vec<Choice> {
    let choices = [
        field(form, "language", language, || {
            Message::new("preferences-language-unknown")
                .with("allowed", codes(Language::ALL.map(Language::code)))
        }),
        field(
            form,
            "currency",
            |code| Currency::from_code(code).map(Choice::Currency),
            || {
                Message::new("preferences-currency-unknown")
                    .with("allowed", codes(Currency::ALL.map(Currency::code)))
            },
        ),
        field(
            form,
            "theme",
            |code| Theme::from_code(code).map(Choice::Theme),
            || Message::new("preferences-theme-unknown").with("allowed", codes(Theme::ALL.map(Theme::code))),
        ),
        field(form, "per_page", per_page, || {
            let message = Message::new("preferences-per-page-unknown");
            message.count("least", *PER_PAGE.start()).count("most", *PER_PAGE.end())
        }),
    ];
    choices.into_iter().flatten().collect()
}

fn field(
    form: &mut Form,
    name: &'static str,
    read: impl Fn(&str) -> Option<Choice>,
    message: impl Fn() -> Message,
) -> Option<Choice> {
    if !form.has(name) {
        return None;
    }
    let choice = read(form.trimmed(name));
    if choice.is_none() {
        form.reject(name, message());
    }
    choice
}

/// Nothing chosen stands for the browser's language.
fn language(code: &str) -> Option<Choice> {
    if code.is_empty() {
        return Some(Choice::Language(None));
    }
    Language::from_code(code).map(|language| Choice::Language(Some(language)))
}

fn per_page(number: &str) -> Option<Choice> {
    number.parse().ok().filter(|number| PER_PAGE.contains(number)).map(Choice::PerPage)
}

fn codes<const N: usize>(codes: [&str; N]) -> String {
    codes.join(", ")
}

#[derive(Template)]
#[template(path = "preferences/preferences.html")]
struct PreferencesPage {
    page: Page,
    form: Form,
    /// What the list of numbers offers, in order.
    per_page: Vec<u32>,
}

impl PreferencesPage {
    fn new(page: Page, form: Form) -> Self {
        let mut per_page = USUAL_PER_PAGE.to_vec();
        let chosen = form.trimmed("per_page").parse().ok().filter(|number| PER_PAGE.contains(number));
        per_page.extend(chosen);
        per_page.sort_unstable();
        per_page.dedup();
        Self { page, form, per_page }
    }
}

async fn show(session: Session, page: Page) -> Result<HttpResponse, Error> {
    let form = filled(&Preferences::of(&session), Form::new());
    respond::html(&page, &PreferencesPage::new(page.clone(), form))
}

async fn save(request: HttpRequest, session: Session, mut form: Form) -> Result<HttpResponse, Error> {
    let choices = read(&mut form);
    if !form.is_valid() {
        let page = Page::extract(&request).await?;
        let form = filled(&Preferences::of(&session), form);
        return respond::unprocessable(&page, &PreferencesPage::new(page.clone(), form));
    }
    Preferences::save(&session, choices)?;
    // It waits without words and gets them on the next page: in the language
    // that was just chosen.
    flash::add(&session, Level::Success, Message::new("preferences-saved"))?;
    Ok(respond::see_other("/preferences"))
}

/// The form, with what is in force in each field that it lacks.
fn filled(preferences: &Preferences, mut form: Form) -> Form {
    let values = [
        ("language", preferences.language.map_or("", Language::code).to_owned()),
        ("currency", preferences.currency.unwrap_or_default().code().to_owned()),
        ("theme", preferences.theme.unwrap_or_default().code().to_owned()),
        ("per_page", preferences.per_page.unwrap_or(DEFAULT_PER_PAGE).to_string()),
    ];
    for (name, value) in values {
        if !form.has(name) {
            form = form.with(name, value);
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_that_was_sent_is_a_choice() {
        let mut form = Form::new().with("language", "zh-Hant").with("per_page", " 30 ");
        let expected = [Choice::Language(Some(Language::TraditionalChinese)), Choice::PerPage(30)];
        assert_eq!(read(&mut form), expected);
        assert!(form.is_valid());
        assert_eq!(read(&mut Form::new()), []);
    }

    #[test]
    fn no_language_is_the_browsers() {
        assert_eq!(read(&mut Form::new().with("language", "")), [Choice::Language(None)]);
    }

    #[test]
    fn what_is_not_on_offer_is_refused_beside_its_field() {
        for (name, values) in [
            ("language", &["fr", "EN", "zh"][..]),
            ("currency", &["", "usd", "JPY"]),
            ("theme", &["", "blue"]),
            ("per_page", &["", "0", "101", "-1", "1.5", "many", "99999999999"]),
        ] {
            for value in values {
                let mut form = Form::new().with(name, *value);
                assert!(read(&mut form).is_empty());
                assert!(form.error(name).is_some(), "{name}={value:?}");
            }
        }
    }
}
