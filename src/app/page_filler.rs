//! Fills the layout of every page with what `web` does not know: the visitor's
//! preferences, cart, login and pending messages.

use actix_web::{FromRequest, HttpRequest, web::Data};
use futures_util::future::LocalBoxFuture;

use crate::{
    accounts::Visitor,
    i18n::Currency,
    preferences::{DEFAULT_PER_PAGE, Preferences},
    sessions::Session,
    shop::{cart::Cart, catalogue::Catalogue},
    web::{
        Display, Error, Theme, flash,
        page::{PageContext, accepted_language},
    },
};

/// Returns the content of the layout for this request.
pub fn fill(request: HttpRequest) -> LocalBoxFuture<'static, Result<PageContext, Error>> {
    Box::pin(async move {
        match Session::extract(&request).await {
            Ok(session) => with_session(&request, &session).await,
            // The page is still rendered. A handler that needs the session fails.
            Err(_) => Ok(without_session(&request)),
        }
    })
}

async fn with_session(request: &HttpRequest, session: &Session) -> Result<PageContext, Error> {
    // First, because this flushes a session whose login was ended in another
    // browser.
    let visitor = Visitor::of(request).await?;
    let display = display(request, Preferences::of(session));
    let teas = request.app_data::<Data<Catalogue>>().map(|catalogue| catalogue.teas());
    let name_of = |slug: &str| Some(teas.as_ref()?.by_slug(slug)?.text(display.language).name.clone());
    Ok(PageContext {
        display,
        cart_count: Cart::of(session).count(),
        user: visitor.user.map(|user| user.username),
        session_ok: true,
        flashes: flash::take(session, display.language, name_of),
    })
}

fn without_session(request: &HttpRequest) -> PageContext {
    PageContext {
        display: display(request, Preferences::default()),
        cart_count: 0,
        user: None,
        session_ok: false,
        flashes: Vec::new(),
    }
}

fn display(request: &HttpRequest, preferences: Preferences) -> Display {
    Display {
        language: preferences.language.unwrap_or_else(|| accepted_language(request)),
        currency: preferences.currency.unwrap_or(Currency::Usd),
        theme: preferences.theme.unwrap_or(Theme::Auto),
        per_page: preferences.per_page.unwrap_or(DEFAULT_PER_PAGE),
    }
}
