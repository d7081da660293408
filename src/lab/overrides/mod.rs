//! `/lab/settings`: each setting of the sessions as a form, for this browser
//! alone (H4). What it changes lies in a signed cookie of its own, so the page
//! needs no session: it works while the chosen store is down, with sessions
//! switched off, and with a cookie that never comes here.

mod fields;
mod input;
mod session_move;
mod unreachable;
mod view;

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest, HttpResponse,
    http::header,
    web::{self, Data, ServiceConfig},
};

use super::{Lab, Overrides, request_settings::RequestSettings, watching::PastTheLayer};
use crate::{
    i18n::Message,
    sessions::{Options, Session},
    settings::SessionSettings,
    web::{Error, Form, Page, respond},
};

use input::Texts;
use session_move::{LeftSessions, MoveMode, SessionMove, SessionSetup};
use unreachable::Unreachable;
use view::{Around, SettingsPage};

pub use unreachable::LastLook;

/// `/lab/settings`.
pub fn routes(config: &mut ServiceConfig) {
    let page = web::resource("/lab/settings");
    config.service(page.route(web::get().to(show)).route(web::post().to(save)));
    config.service(web::resource("/lab/settings/try").route(web::post().to(try_one)));
    config.service(web::resource("/lab/settings/reset").route(web::post().to(reset)));
}

/// What the page remembers of a browser.
#[derive(Default)]
pub struct Memory {
    left: LeftSessions,
    /// For the next page. It can't wait in the session, which may not be there.
    notice: Mutex<Option<Message>>,
}

impl Memory {
    fn notice(&self) -> std::sync::MutexGuard<'_, Option<Message>> {
        self.notice.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What holds for the browser that asks.
struct Here {
    lab: Data<Lab>,
    memory: Arc<Memory>,
    session: SessionSettings,
    options: Arc<Options>,
    texts: Texts,
    has_session: bool,
}

impl Here {
    async fn of(request: &HttpRequest, lab: Data<Lab>) -> Result<Self, Error> {
        let in_force = RequestSettings::of(request).ok_or(Error::NotFound)?;
        let toggled = in_force.toggled.as_deref();
        Ok(Self {
            memory: lab.own_settings.of(in_force.browser),
            session: toggled.map_or(&lab.settings.session, |toggled| &toggled.session).clone(),
            options: Arc::clone(&in_force.options),
            texts: input::in_force(&lab, toggled.map(|toggled| &toggled.toggles)),
            has_session: Session::extract(request).await.is_ok(),
            lab,
        })
    }

    async fn page(&self, page: Page, form: &Form, notice: Option<Message>) -> SettingsPage {
        let unreachable = Unreachable::look(&self.lab).await;
        SettingsPage::new(
            page,
            form,
            &Around {
                lab: &self.lab,
                texts: &self.texts,
                unreachable: &unreachable,
                has_session: self.has_session,
                left: self.memory.left.places(),
                notice,
            },
        )
    }
}

async fn show(request: HttpRequest, page: Page, lab: Data<Lab>) -> Result<HttpResponse, Error> {
    let here = Here::of(&request, lab).await?;
    let notice = here.memory.notice().take();
    respond::html(&page, &here.page(page.clone(), &Form::new(), notice).await)
}

async fn save(request: HttpRequest, mut form: Form, lab: Data<Lab>) -> Result<HttpResponse, Error> {
    let here = Here::of(&request, lab).await?;
    let wished = input::read(&mut form, &here.lab, &here.texts);
    settle(&request, &here, &wished, form).await
}

/// One setting, by a button: `name=text`.
async fn try_one(request: HttpRequest, form: Form, lab: Data<Lab>) -> Result<HttpResponse, Error> {
    let experiment = form.trimmed("experiment");
    let Some((name, text)) = experiment.split_once('=').filter(|(name, _)| fields::find(name).is_some())
    else {
        return Err(Error::BadRequest("there is no such experiment".to_owned()));
    };
    let mut one = Form::new().with(name, text);
    if form.has(session_move::FIELD) {
        one = one.with(session_move::FIELD, form.trimmed(session_move::FIELD));
    }
    let here = Here::of(&request, lab).await?;
    let wished = input::read(&mut one, &here.lab, &here.texts);
    settle(&request, &here, &wished, one).await
}

/// The site's settings again.
async fn reset(request: HttpRequest, form: Form, lab: Data<Lab>) -> Result<HttpResponse, Error> {
    let here = Here::of(&request, lab).await?;
    settle(&request, &here, &Overrides::default(), form).await
}

/// Makes it so, or shows the form again with what is wrong.
async fn settle(
    request: &HttpRequest,
    here: &Here,
    wished: &Overrides,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let Some(notice) = make_it_so(request, here, wished, &mut form).await? else {
        let page = Page::extract(request).await?;
        return respond::unprocessable(&page, &here.page(page.clone(), &form, None).await);
    };
    *here.memory.notice() = Some(notice);
    let cookie = wished.cookie(&here.lab.key, here.lab.secure_cookies).to_string();
    let mut answer = respond::see_other("/lab/settings");
    let cookie = header::HeaderValue::from_str(&cookie).map_err(Error::internal)?;
    answer.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(answer)
}

/// What to say when it is done; `None` if the form is wrong, and nothing is
/// done.
async fn make_it_so(
    request: &HttpRequest,
    here: &Here,
    wished: &Overrides,
    form: &mut Form,
) -> Result<Option<Message>, Error> {
    let keep = MoveMode::of(form, here.has_session);
    if keep.is_none() {
        let codes = MoveMode::ALL.map(MoveMode::code).join(", ");
        form.reject(session_move::FIELD, Message::new("lab-settings-one-of").with("allowed", codes));
    }
    let (Some(keep), true) = (keep, form.is_valid()) else { return Ok(None) };
    let toggled = here.lab.resolve(wished.clone()).map_err(Error::internal)?;
    Unreachable::look(&here.lab).await.refuse(form, wished, &toggled.session);
    if !form.is_valid() {
        return Ok(None);
    }
    let change = SessionMove {
        from: SessionSetup { session: &here.session, options: &here.options },
        to: SessionSetup { session: &toggled.session, options: &toggled.options },
        left: &here.memory.left,
    };
    if !change.is_needed() {
        return Ok(Some(Message::new("lab-settings-saved")));
    }
    match change.carry_out(keep, request).await {
        Ok(moved) => {
            request.extensions_mut().insert(PastTheLayer(moved.cookies));
            Ok(Some(moved.notice))
        }
        Err(why_not) => {
            form.reject(session_move::FIELD, why_not);
            Ok(None)
        }
    }
}
