//! What a browser's owner can do to its cookies, by a button: set the session's
//! cookie to something else, and have its attributes otherwise. It works
//! outside the session layer, which would mend what is broken here.

use std::collections::BTreeMap;

use actix_web::{
    HttpRequest, HttpResponse, Resource,
    cookie::Cookie,
    http::header::SET_COOKIE,
    web::{self, Data},
};

use super::{Lab, Overrides, RequestSettings, browser, lessons};
use crate::{
    sessions::{CookieOptions, Options, SessionKey, cookie},
    web::{Error, Form, respond},
};

/// The settings that can be switched here.
const SETTINGS: [&str; 6] = [
    "session.cookie_secure",
    "session.cookie_httponly",
    "session.cookie_samesite",
    "session.cookie_name",
    "session.cookie_path",
    "session.cookie_domain",
];

/// An id that somebody thought up, in the form of a real one.
const CHOSEN: &str = "iamtheattackerandichosethisid123";

/// `/lab/tamper`.
pub fn tampering() -> Resource {
    web::resource("/lab/tamper").post(tamper)
}

async fn tamper(request: HttpRequest, lab: Data<Lab>, form: Form) -> Result<HttpResponse, Error> {
    let in_force = RequestSettings::of(&request).ok_or_else(|| Error::internal("the lab is off"))?;
    let lesson = lessons::all().find(|lesson| lesson.slug == form.value("lesson"));
    let lesson = lesson.ok_or_else(|| Error::BadRequest("there is no such lesson".to_owned()))?;
    let cookies = match form.value("what") {
        "set" => switched(&lab, &in_force, &form)?,
        what => planted(&request, &lab, &in_force, what)?.into_iter().collect(),
    };
    let mut answer = respond::see_other(&format!("/lab/lessons/{}", lesson.slug));
    for cookie in cookies {
        let line = cookie.to_string().parse().map_err(Error::internal)?;
        answer.headers_mut().append(SET_COOKIE, line);
    }
    Ok(answer)
}

/// The cookie with the toggles; and, if the session's cookie is to be another
/// one from now on, the end of the one it was: it would get in the way.
fn switched(lab: &Lab, in_force: &RequestSettings, form: &Form) -> Result<Vec<Cookie<'static>>, Error> {
    let present = in_force.toggled.iter().flat_map(|toggled| toggled.toggles.iter());
    let mut wished: BTreeMap<String, String> =
        present.map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    for name in SETTINGS.into_iter().filter(|name| form.has(name)) {
        wished.insert(name.to_owned(), form.trimmed(name).to_owned());
    }
    let wished = Overrides::beside(lab.settings.session_texts(), wished);
    let toggled = lab.resolve(wished).map_err(|error| Error::BadRequest(error.to_string()))?;
    let mut cookies = vec![toggled.toggles.cookie(&lab.key, lab.secure_cookies)];
    let (before, after) = (&in_force.options.cookie, &toggled.options.cookie);
    if place(before) != place(after) {
        cookies.push(cookie::removal(before));
    }
    Ok(cookies)
}

/// By which browsers tell cookies apart.
fn place(cookie: &CookieOptions) -> (&str, &str, Option<&str>) {
    (&cookie.name, &cookie.path, cookie.domain.as_deref())
}

/// The session's cookie with another content; nothing if there is none to
/// tamper with.
fn planted(
    request: &HttpRequest,
    lab: &Lab,
    in_force: &RequestSettings,
    what: &str,
) -> Result<Option<Cookie<'static>>, Error> {
    let options = &in_force.options;
    let present = || browser::cookie(request.headers(), &options.cookie.name).map(ToOwned::to_owned);
    let content = match what {
        "altered" => present().map(altered),
        "truncated" => present().map(|text| text.chars().take(text.len() / 2).collect()),
        "chosen" => Some(CHOSEN.to_owned()),
        "unknown" => Some(signed(SessionKey::random().as_str(), options)),
        "before" => lab.tried.of(in_force.browser).before(),
        _ => return Err(Error::BadRequest(format!("there is no such trick: {what}"))),
    };
    Ok(content.map(|content| cookie_with(content, &options.cookie)))
}

/// Its last letter or digit becomes another one: the content that was signed
/// is no longer what is signed.
fn altered(mut text: String) -> String {
    let last = text.pop();
    text.push(if last == Some('a') { 'b' } else { 'a' });
    text
}

/// What only the shop can make: somebody kept it from a session that is gone.
fn signed(key: &str, options: &Options) -> String {
    let piece = cookie::seal(&options.cookie.name, key, options);
    piece.split_once('=').map_or_else(String::new, |(_, value)| value.to_owned())
}

fn cookie_with(content: String, options: &CookieOptions) -> Cookie<'static> {
    let mut cookie = cookie::removal(options);
    cookie.set_value(content);
    cookie.set_max_age(None);
    cookie.unset_expires();
    cookie
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_altered_text_is_another_one_of_the_same_length() {
        for text in ["xyz", "xya"] {
            let changed = altered(text.to_owned());
            assert_ne!(changed, text);
            assert_eq!(changed.len(), text.len());
        }
        assert_eq!(altered(String::new()), "a");
    }

    #[test]
    fn the_chosen_id_has_the_form_of_a_real_one() {
        assert!(SessionKey::from_cookie(CHOSEN).is_well_formed());
    }
}
