//! The form of the preferences. If one value is invalid, the whole form is rejected, and
//! the page names the allowed values beside the field.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;

use super::choices::{Choice, DEFAULT_PER_PAGE, PER_PAGE, Preferences};
use crate::{
    accounts::ReturnPath,
    i18n::{Currency, Language, Message},
    sessions::Session,
    web::{
        Error, Form, Page, Theme,
        flash::{self, Level},
        respond,
    },
};

/// The numbers in the form's list. Any other number in [`PER_PAGE`] is valid too.
const LISTED_PER_PAGE: [u32; 4] = [6, 12, 24, 48];

/// Registers `/preferences`.
pub fn routes(config: &mut ServiceConfig) {
    let page = web::resource("/preferences");
    config.service(page.route(web::get().to(show)).route(web::post().to(save)));
}

/// Returns the choices in a form, and sets the error message of each invalid field. A
/// field that the form does not have is no choice.
fn read_choices(form: &mut Form) -> Vec<Choice> {
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
    parse: impl Fn(&str) -> Option<Choice>,
    message: impl Fn() -> Message,
) -> Option<Choice> {
    if !form.has(name) {
        return None;
    }
    let choice = parse(form.trimmed(name));
    if choice.is_none() {
        form.reject(name, message());
    }
    choice
}

/// Parses a language. The empty text stands for the browser's language.
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
    /// The numbers in the list, sorted.
    per_page: Vec<u32>,
}

impl PreferencesPage {
    fn new(page: Page, form: Form) -> Self {
        let mut per_page = LISTED_PER_PAGE.to_vec();
        let chosen = form.trimmed("per_page").parse().ok().filter(|number| PER_PAGE.contains(number));
        per_page.extend(chosen);
        per_page.sort_unstable();
        per_page.dedup();
        Self { page, form, per_page }
    }
}

async fn show(session: Session, page: Page) -> Result<HttpResponse, Error> {
    let form = fill_in(&Preferences::of(&session), Form::new());
    respond::html(&page, &PreferencesPage::new(page.clone(), form))
}

async fn save(request: HttpRequest, session: Session, mut form: Form) -> Result<HttpResponse, Error> {
    let choices = read_choices(&mut form);
    if !form.is_valid() {
        let page = Page::extract(&request).await?;
        let form = fill_in(&Preferences::of(&session), form);
        return respond::unprocessable(&page, &PreferencesPage::new(page.clone(), form));
    }
    Preferences::save(&session, choices)?;
    // The next page localizes the message, in the language that was just chosen.
    flash::add(&session, Level::Success, Message::new("preferences-saved"))?;
    Ok(respond::see_other(ReturnPath::or(form.value("next"), "/preferences").as_str()))
}

/// Sets the fields that the form does not have to the current preferences.
fn fill_in(preferences: &Preferences, mut form: Form) -> Form {
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
        assert_eq!(read_choices(&mut form), expected);
        assert!(form.is_valid());
        assert_eq!(read_choices(&mut Form::new()), []);
    }

    #[test]
    fn an_empty_language_is_the_browsers() {
        assert_eq!(read_choices(&mut Form::new().with("language", "")), [Choice::Language(None)]);
    }

    #[test]
    fn an_invalid_value_is_rejected_with_an_error_message() {
        for (name, values) in [
            ("language", &["fr", "EN", "zh"][..]),
            ("currency", &["", "usd", "JPY"]),
            ("theme", &["", "blue"]),
            ("per_page", &["", "0", "101", "-1", "1.5", "many", "99999999999"]),
        ] {
            for value in values {
                let mut form = Form::new().with(name, *value);
                assert!(read_choices(&mut form).is_empty());
                assert!(form.error(name).is_some(), "{name}={value:?}");
            }
        }
    }
}
