//! The cookie's attributes (F1 to F4): buttons that change them for this browser,
//! and their effect.

use actix_web::{HttpResponse, web::Data};
use askama::Template;

use super::{CookieReport, add_one};
use crate::{
    lab::{LabContext, Ports, attack::POINTS, hosts},
    sessions::Session,
    web::{Error, Page, respond},
};

/// The points that a visitor takes and an attacker wants.
const INITIAL_POINTS: i64 = 100;

/// A button that overrides settings: their names and texts.
type Choice = &'static [(&'static str, &'static str)];

/// The widget of these four lessons.
#[derive(Template)]
#[template(path = "lab/controls/attributes.html")]
struct Attributes {
    page: Page,
    slug: &'static str,
    choices: &'static [Choice],
    context: LabContext,
    report: CookieReport,
    over: Option<Addresses>,
    /// Whether `document.cookie` is shown.
    script: bool,
    attack: Option<Attack>,
    /// Other pages, to compare.
    elsewhere: &'static [&'static str],
}

/// How the request came, and the other addresses of the lesson.
struct Addresses {
    scheme: &'static str,
    name: String,
    urls: Vec<String>,
    has_https: bool,
}

struct Attack {
    points: Option<i64>,
    /// The other site, such as `http://127.0.0.1:8080`.
    site: String,
}

impl Attributes {
    async fn new(context: LabContext, page: Page, slug: &'static str, choices: &'static [Choice]) -> Self {
        let report = CookieReport::of(&context).await;
        let (over, attack, elsewhere) = (None, None, &[][..]);
        Self { page, slug, choices, context, report, over, script: false, attack, elsewhere }
    }

    fn label(choice: Choice) -> String {
        let (name, text) = choice[0];
        format!("{name} = {}", if text.is_empty() { "\"\"" } else { text })
    }

    /// Reports whether the first setting of the button applies already.
    fn is_chosen(&self, choice: Choice) -> bool {
        let (name, text) = choice[0];
        self.context.setting(name) == text
    }
}

/// F1: `Secure`.
pub async fn secure(context: LabContext, page: Page) -> Result<String, Error> {
    const CHOICES: &[Choice] = &[&[("session.cookie_secure", "true")], &[("session.cookie_secure", "false")]];
    let addresses = Addresses::of(&context, "f1-secure");
    let widget = Attributes::new(context, page, "f1-secure", CHOICES).await;
    Ok(Attributes { over: Some(addresses), ..widget }.render()?)
}

impl Addresses {
    fn of(context: &LabContext, slug: &str) -> Self {
        let request = &context.request;
        let ports = request.app_data::<Data<Ports>>().map(|ports| ***ports).unwrap_or_default();
        let name = hosts::name(request);
        let address = |scheme, port: u16| format!("{scheme}://{name}:{port}/lab/lessons/{slug}");
        let https = ports.https.map(|port| address("https", port));
        let has_https = https.is_some();
        let urls = [Some(address("http", ports.plain)), https].into_iter().flatten().collect();
        Self { scheme: hosts::scheme(request), urls, has_https, name }
    }
}

/// F2: `HttpOnly`.
pub async fn http_only(context: LabContext, page: Page) -> Result<String, Error> {
    const CHOICES: &[Choice] =
        &[&[("session.cookie_httponly", "true")], &[("session.cookie_httponly", "false")]];
    let widget = Attributes::new(context, page, "f2-httponly", CHOICES).await;
    Ok(Attributes { script: true, ..widget }.render()?)
}

/// F3: `SameSite`. Browsers accept `None` with `Secure` only.
pub async fn same_site(context: LabContext, page: Page) -> Result<String, Error> {
    const CHOICES: &[Choice] = &[
        &[("session.cookie_samesite", "None"), ("session.cookie_secure", "true")],
        &[("session.cookie_samesite", "Lax"), ("session.cookie_secure", "false")],
        &[("session.cookie_samesite", "Strict"), ("session.cookie_secure", "false")],
    ];
    let session = context.session().await.ok();
    let points = session.and_then(|session| session.get(POINTS).ok().flatten());
    let attack = Some(Attack { points, site: hosts::other_site(&context.request) });
    let widget = Attributes::new(context, page, "f3-samesite", CHOICES).await;
    Ok(Attributes { attack, ..widget }.render()?)
}

/// Serves the button that gives points.
pub async fn take_points(session: Session) -> Result<HttpResponse, Error> {
    session.set(POINTS, &INITIAL_POINTS)?;
    add_one(&session)?;
    Ok(respond::see_other("/lab/lessons/f3-samesite"))
}

/// F4: the cookie's name, path and domain.
pub async fn name_path_domain(context: LabContext, page: Page) -> Result<String, Error> {
    const CHOICES: &[Choice] = &[
        &[("session.cookie_name", "sessionid")],
        &[("session.cookie_name", "tea_session")],
        &[("session.cookie_path", "/")],
        &[("session.cookie_path", "/cart")],
        &[("session.cookie_domain", "")],
        &[("session.cookie_domain", "localhost")],
        &[("session.cookie_domain", "example.com")],
    ];
    let widget = Attributes::new(context, page, "f4-name-path-domain", CHOICES).await;
    Ok(Attributes { elsewhere: &["/cart", "/preferences"], ..widget }.render()?)
}
