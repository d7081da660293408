//! The cookie's attributes (F1 to F4): buttons that switch them for this
//! browser, and what came of it.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use super::seen::{self, Seen};
use crate::{
    lab::{Lab, Ports, attack::POINTS, hosts, request_settings::RequestSettings},
    sessions::Session,
    web::{Error, Page, respond},
};

/// What a visitor gets to lose.
const POINTS_AT_FIRST: i64 = 100;

type Drawn = LocalBoxFuture<'static, Result<String, Error>>;

/// A button that switches settings for this browser.
struct Choice {
    /// Names and texts.
    settings: &'static [(&'static str, &'static str)],
    /// Whether the first of them is so already.
    is_in_force: bool,
}

impl Choice {
    fn label(&self) -> String {
        let (name, text) = self.settings[0];
        format!("{name} = {}", if text.is_empty() { "\"\"" } else { text })
    }
}

/// What these lessons have in common.
#[derive(Template)]
#[template(path = "lab/controls/attributes.html")]
struct Attributes {
    page: Page,
    slug: &'static str,
    choices: Vec<Choice>,
    seen: Seen,
    over: Option<Over>,
    /// Whether `document.cookie` is shown.
    script: bool,
    attack: Option<Attack>,
    /// Pages to compare.
    elsewhere: &'static [&'static str],
}

/// How the page came, and how else it can come.
struct Over {
    scheme: &'static str,
    name: String,
    /// Whole addresses of this lesson.
    addresses: Vec<String>,
    has_https: bool,
}

struct Attack {
    points: Option<i64>,
    /// The other site, such as `http://127.0.0.1:8080`.
    site: String,
}

impl Attributes {
    async fn of(
        request: &HttpRequest,
        page: Page,
        slug: &'static str,
        settings: &[&'static [(&'static str, &'static str)]],
    ) -> Result<Self, Error> {
        let choices = settings.iter().map(|settings| {
            let (name, text) = settings[0];
            Choice { settings, is_in_force: in_force(request, name).as_deref() == Some(text) }
        });
        let choices = choices.collect();
        let seen = Seen::with(request).await?;
        Ok(Self { page, slug, choices, seen, over: None, script: false, attack: None, elsewhere: &[] })
    }
}

/// The text of a setting, as this browser has it.
fn in_force(request: &HttpRequest, name: &str) -> Option<String> {
    let lab = request.app_data::<Data<Lab>>()?;
    let toggled = RequestSettings::of(request).and_then(|in_force| in_force.toggled.clone());
    let own = toggled.and_then(|toggled| toggled.toggles.get(name).map(ToOwned::to_owned));
    own.or_else(|| lab.settings.session_texts().get(name).cloned())
}

/// F1.
pub fn secure(request: HttpRequest, page: Page) -> Drawn {
    Box::pin(async move {
        let settings: [&[_]; 2] =
            [&[("session.cookie_secure", "true")], &[("session.cookie_secure", "false")]];
        let mut controls = Attributes::of(&request, page, "f1-secure", &settings).await?;
        controls.over = Some(over(&request, controls.slug));
        Ok(controls.render()?)
    })
}

fn over(request: &HttpRequest, slug: &str) -> Over {
    let ports = request.app_data::<Data<Ports>>().map(|ports| ***ports).unwrap_or_default();
    let name = hosts::name(request);
    let address = |scheme, port: u16| format!("{scheme}://{name}:{port}/lab/lessons/{slug}");
    let https = ports.https.map(|port| address("https", port));
    let has_https = https.is_some();
    let addresses = [Some(address("http", ports.plain)), https].into_iter().flatten().collect();
    Over { scheme: hosts::scheme(request), addresses, has_https, name }
}

/// F2.
pub fn httponly(request: HttpRequest, page: Page) -> Drawn {
    Box::pin(async move {
        let settings: [&[_]; 2] =
            [&[("session.cookie_httponly", "true")], &[("session.cookie_httponly", "false")]];
        let mut controls = Attributes::of(&request, page, "f2-httponly", &settings).await?;
        controls.script = true;
        Ok(controls.render()?)
    })
}

/// F3. Browsers take `None` from `Secure` cookies only.
pub fn samesite(request: HttpRequest, page: Page) -> Drawn {
    Box::pin(async move {
        let settings: [&[_]; 3] = [
            &[("session.cookie_samesite", "None"), ("session.cookie_secure", "true")],
            &[("session.cookie_samesite", "Lax"), ("session.cookie_secure", "false")],
            &[("session.cookie_samesite", "Strict"), ("session.cookie_secure", "false")],
        ];
        let mut controls = Attributes::of(&request, page, "f3-samesite", &settings).await?;
        let session = <Session as actix_web::FromRequest>::extract(&request).await.ok();
        let points = session.and_then(|session| session.get(POINTS).ok().flatten());
        controls.attack = Some(Attack { points, site: hosts::other_site(&request) });
        Ok(controls.render()?)
    })
}

/// The button that gives points.
pub async fn take_points(session: Session) -> Result<HttpResponse, Error> {
    session.set(POINTS, &POINTS_AT_FIRST)?;
    seen::count_in(&session)?;
    Ok(respond::see_other("/lab/lessons/f3-samesite"))
}

/// F4.
pub fn name_path_domain(request: HttpRequest, page: Page) -> Drawn {
    Box::pin(async move {
        let settings: [&[_]; 7] = [
            &[("session.cookie_name", "sessionid")],
            &[("session.cookie_name", "tea_session")],
            &[("session.cookie_path", "/")],
            &[("session.cookie_path", "/cart")],
            &[("session.cookie_domain", "")],
            &[("session.cookie_domain", "localhost")],
            &[("session.cookie_domain", "example.com")],
        ];
        let mut controls = Attributes::of(&request, page, "f4-name-path-domain", &settings).await?;
        controls.elsewhere = &["/cart", "/preferences"];
        Ok(controls.render()?)
    })
}
