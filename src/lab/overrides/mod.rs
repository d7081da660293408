//! `/lab/settings`: each setting of the sessions as a form, for this browser
//! alone (H4: every setting can be tried in one's own browser). A signed cookie
//! holds the overrides, so the page needs no session: it works while the chosen
//! store is unavailable, with sessions off, and without the session's cookie.

mod fields;
mod input;
pub mod map;
mod session_move;
mod store_checks;
mod view;

use actix_web::{
    FromRequest, HttpResponse,
    web::{self, ServiceConfig},
};

use super::{LabContext, hosts};
use crate::{
    i18n::Message,
    web::{Error, Form, Page, respond},
};

use input::Texts;
use session_move::{MoveMode, SessionMove, SessionSetup};
use store_checks::UnavailableStores;
use view::{PageFacts, SettingsPage};

pub use map::Overrides;
pub use session_move::LeftSessions;
pub use store_checks::StoreChecks;

/// Registers `/lab/settings`.
pub fn routes(config: &mut ServiceConfig) {
    let page = web::resource("/lab/settings");
    config.service(page.route(web::get().to(show)).route(web::post().to(save)));
    config.service(web::resource("/lab/settings/try").route(web::post().to(try_one)));
    config.service(web::resource("/lab/settings/reset").route(web::post().to(reset)));
}

fn texts(context: &LabContext) -> Texts {
    input::texts_with(&context.lab, &context.overrides())
}

async fn settings_page(
    context: &LabContext,
    page: Page,
    form: &Form,
    notice: Option<Message>,
) -> SettingsPage {
    let unavailable = UnavailableStores::check(&context.lab).await;
    let facts = PageFacts {
        lab: &context.lab,
        texts: &texts(context),
        unavailable: &unavailable,
        has_session: context.session().await.is_ok(),
        left: context.browser.left.store_names(),
        notice,
    };
    SettingsPage::new(page, form, &facts)
}

async fn show(context: LabContext, page: Page) -> Result<HttpResponse, Error> {
    let notice = context.browser.memory().notice.take();
    respond::html(&page, &settings_page(&context, page.clone(), &Form::new(), notice).await)
}

async fn save(context: LabContext, mut form: Form) -> Result<HttpResponse, Error> {
    let overrides =
        input::read(&mut form, &context.lab, &texts(&context), hosts::is_own_machine(&context.request));
    apply(&context, overrides, form).await
}

/// Overrides one setting, by a button with `name=text`.
async fn try_one(context: LabContext, form: Form) -> Result<HttpResponse, Error> {
    let experiment = form.trimmed("experiment");
    let Some((name, text)) = experiment.split_once('=').filter(|(name, _)| fields::find(name).is_some())
    else {
        return Err(Error::BadRequest("there is no such experiment".to_owned()));
    };
    let mut one = Form::new().with(name, text);
    if form.has(session_move::FIELD) {
        one = one.with(session_move::FIELD, form.trimmed(session_move::FIELD));
    }
    save(context, one).await
}

/// Resets all settings to the site's.
async fn reset(context: LabContext, form: Form) -> Result<HttpResponse, Error> {
    apply(&context, Overrides::default(), form).await
}

/// Applies the overrides and redirects to the page, or responds with the page
/// again and the wrong form.
async fn apply(context: &LabContext, overrides: Overrides, mut form: Form) -> Result<HttpResponse, Error> {
    let Some(notice) = move_session(context, &overrides, &mut form).await? else {
        let page = Page::extract(&context.request).await?;
        return respond::unprocessable(&page, &settings_page(context, page.clone(), &form, None).await);
    };
    context.browser.memory().notice = Some(notice);
    let mut response = respond::see_other("/lab/settings");
    let cookie = context.lab.overrides_cookie(&overrides);
    response.add_cookie(&cookie).map_err(Error::internal)?;
    Ok(response)
}

/// Moves the session if the new settings use another store or cookie. Returns
/// the notice for the next page; `None`, and no change, if the form is wrong.
async fn move_session(
    context: &LabContext,
    overrides: &Overrides,
    form: &mut Form,
) -> Result<Option<Message>, Error> {
    let keep = MoveMode::of(form, context.session().await.is_ok());
    if keep.is_none() {
        let codes = MoveMode::ALL.map(MoveMode::code).join(", ");
        form.reject(session_move::FIELD, Message::new("lab-settings-one-of").with("allowed", codes));
    }
    let (Some(keep), true) = (keep, form.is_valid()) else { return Ok(None) };
    let overridden = context.lab.resolve(overrides.clone()).map_err(Error::internal)?;
    UnavailableStores::check(&context.lab).await.refuse(form, overrides, &overridden.session);
    if !form.is_valid() {
        return Ok(None);
    }
    let change = SessionMove {
        from: SessionSetup { session: context.session_settings(), options: context.options() },
        to: SessionSetup { session: &overridden.session, options: &overridden.options },
        left: &context.browser.left,
    };
    if !change.is_needed() {
        return Ok(Some(Message::new("lab-settings-saved")));
    }
    match change.carry_out(keep, &context.request).await {
        Ok(moved) => {
            context.set_after_layer(moved.cookies);
            Ok(Some(moved.notice))
        }
        Err(reason) => {
            form.reject(session_move::FIELD, reason);
            Ok(None)
        }
    }
}
