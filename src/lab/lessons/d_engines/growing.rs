//! A session in a cookie of the lesson's own that grows until no browser would
//! keep it. It goes through the framework as every session does, so the answer
//! is the one that every visitor would get: 413, and the old data stays.

use std::sync::Arc;

use actix_session::config::CookieContentSecurity;
use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite},
    http::header::{self, HeaderMap, HeaderValue},
    web::{self, Data, ServiceConfig},
};

use super::sealed;
use crate::{
    lab::{Lab, browser::cookie as sent_cookie},
    sessions::{
        Options, SessionKey,
        cookie::{seal, verify, write_set_cookie},
        data::Data as SessionData,
        unit_of_work::{SaveMode, UnitOfWork},
    },
    web::{Error, Form, respond},
};

/// The cookie's name.
const COOKIE: &str = "lab_signed";

/// Where it is sent.
const PATH: &str = "/lab/lessons/d14-signed-cookies";

/// Under this name is what grows.
const TEXT: &str = "what_grows";

/// What the buttons do.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/lessons/d14-signed-cookies/grow").post(grow));
}

/// How large the session in that cookie is.
#[derive(Default)]
pub struct Grown {
    /// Letters that were put into it.
    pub letters: usize,
    /// Bytes of the cookie, name and value.
    pub bytes: usize,
}

/// As this browser sent it.
pub async fn grown(request: &HttpRequest, is_secure: bool) -> Grown {
    let unit = UnitOfWork::new(Arc::new(options(is_secure)));
    let Some((_, data)) = load(request, &unit).await else { return Grown::default() };
    let bytes = sent_cookie(request.headers(), COOKIE).map_or(0, |value| COOKIE.len() + value.len());
    Grown { letters: letters(&data), bytes }
}

/// So many letters more, or none at all.
async fn grow(request: HttpRequest, lab: Data<Lab>, form: Form) -> Result<HttpResponse, Error> {
    let unit = UnitOfWork::new(Arc::new(options(lab.secure_cookies)));
    let loaded = load(&request, &unit).await;
    let more = match form.value("more") {
        "1000" => 1_000,
        "5000" => 5_000,
        _ => 0,
    };
    let mut answer = respond::see_other(&format!("{PATH}#grow"));
    let key = if more == 0 {
        unit.set_save_mode(SaveMode::Purge);
        unit.delete(&SessionKey::from_cookie("")).await?;
        None
    } else {
        let mut data = loaded.as_ref().map(|(_, data)| data.clone()).unwrap_or_default();
        let letters = letters(&data) + more;
        data.set(TEXT, format!("\"{}\"", "x".repeat(letters)));
        match loaded {
            Some((key, _)) => unit.update(&key, data.to_state()).await?,
            None => unit.save(data.to_state()).await?,
        }
    };
    if let Some(key) = key {
        put(answer.headers_mut(), &key, unit.options())?;
    }
    write_set_cookie(answer.headers_mut(), unit.cookie(), &unit)?;
    Ok(answer)
}

/// As actix-session's middleware does it.
fn put(headers: &mut HeaderMap, key: &SessionKey, options: &Options) -> Result<(), Error> {
    let mut cookie = Cookie::parse(seal(COOKIE, key.as_str(), options)).map_err(Error::internal)?;
    cookie.set_path(PATH);
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    let value = HeaderValue::from_str(&cookie.to_string()).map_err(Error::internal)?;
    headers.append(header::SET_COOKIE, value);
    Ok(())
}

async fn load(request: &HttpRequest, unit: &UnitOfWork) -> Option<(SessionKey, SessionData)> {
    let sent = sent_cookie(request.headers(), COOKIE)?;
    let key = SessionKey::from_cookie(&verify(format!("{COOKIE}={sent}").as_bytes(), unit.options())?);
    let data = SessionData::from_state(unit.load(key.clone()).await?);
    Some((key, data))
}

fn letters(data: &SessionData) -> usize {
    data.read::<String>(TEXT).map_or(0, |text| text.len())
}

fn options(is_secure: bool) -> Options {
    let mut options = sealed::server(CookieContentSecurity::Signed);
    COOKIE.clone_into(&mut options.cookie.name);
    PATH.clone_into(&mut options.cookie.path);
    options.cookie.secure = is_secure;
    options
}
