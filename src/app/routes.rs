//! The middlewares and routes of the application.

use actix_web::{
    App, Error,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    guard,
    middleware::{Condition, Logger, from_fn},
    web::{self, Data, ServiceConfig},
};

use super::{AppState, health, page_filler};
use crate::{
    accounts, lab, preferences,
    sessions::SessionLayer,
    shop,
    web::{
        admission, assets, client, compression, csrf, error_pages, middleware, page::PageFiller, request_body,
    },
};

/// The format of a request's line in the log. It has no query, since queries
/// may contain secrets, and neither cookies nor forms.
const LOG_FORMAT: &str = r#"%{ADDRESS}xo "%{METHOD}xi %U" %s %bB %Ts %{X-Request-Id}o"#;

/// Returns the application of one worker thread. The middleware that is wrapped
/// last sees a request first.
pub fn app(
    state: &AppState,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    App::new()
        .app_data(Data::new(state.database.clone()))
        .app_data(Data::new(state.catalogue.clone()))
        .app_data(Data::new(state.passwords.clone()))
        .app_data(state.attempt_limits.clone())
        .configure(|config| audit_data(config, state))
        .app_data(state.csrf_cookie.clone())
        .app_data(Data::new(PageFiller(page_filler::fill)))
        .app_data(Data::from(state.sessions.clone()))
        .app_data(state.assets.clone())
        .app_data(state.policy.clone())
        .configure(|config| lab_data(config, state))
        // Without sessions:
        .configure(health::routes)
        .service(assets::service())
        .configure(|config| lab_outside(config, state))
        // With sessions:
        .service(
            web::scope("")
                .wrap(from_fn(csrf::protect))
                .wrap(session_layer(state))
                .wrap(Condition::new(state.lab.is_some(), from_fn(lab::record_exchanges)))
                .configure(shop::catalogue::routes)
                .configure(shop::cart::routes)
                .configure(shop::checkout::routes)
                .configure(shop::orders::routes)
                .configure(accounts::routes)
                .configure(preferences::routes)
                .configure(|config| lab_routes(config, state))
                .default_service(web::to(error_pages::not_found)),
        )
        .wrap(from_fn(request_body::check_headers))
        .wrap(from_fn(error_pages::render_error_pages))
        .wrap(from_fn(middleware::handle_head_as_get))
        .wrap(from_fn(admission::admit))
        .wrap(from_fn(compression::compress_responses))
        .wrap(middleware::security_headers())
        .wrap(Condition::new(state.policy.hsts_seconds > 0, from_fn(middleware::require_https_later)))
        .wrap(from_fn(middleware::assign_request_ids))
        .wrap(request_log())
}

/// Returns the session layer. With the lab, each browser can have its own
/// settings.
fn session_layer(state: &AppState) -> SessionLayer {
    match &state.lab {
        Some(lab) => SessionLayer::with(lab::pick_options(lab)),
        None => SessionLayer::new(state.sessions.clone()),
    }
}

fn audit_data(config: &mut ServiceConfig, state: &AppState) {
    if let Some(file) = &state.audit_file {
        config.app_data(file.clone());
    }
}

fn lab_data(config: &mut ServiceConfig, state: &AppState) {
    if let Some(lab) = &state.lab {
        config.app_data(lab.clone()).app_data(Data::new(state.ports));
    }
}

/// Adds the lab's pages that skip some of the shop's middlewares, to show what
/// these are for.
fn lab_outside(config: &mut ServiceConfig, state: &AppState) {
    if state.lab.is_some() {
        // The attacker's site has no sessions and no CSRF tokens of the shop.
        config.service(lab::attacker().guard(guard::fn_guard(lab::guard)));
        // The target has no CSRF protection, so that a form of another site
        // succeeds.
        config.service(
            lab::target()
                .guard(guard::fn_guard(lab::guard))
                .wrap(session_layer(state))
                .wrap(from_fn(lab::record_exchanges)),
        );
        // Tampering has no sessions: the layer would replace the broken cookies.
        let tampering = lab::tampering().guard(guard::fn_guard(lab::guard)).wrap(from_fn(csrf::protect));
        config.service(tampering.wrap(from_fn(lab::record_exchanges)));
    }
}

fn lab_routes(config: &mut ServiceConfig, state: &AppState) {
    if state.lab.is_some() {
        let lab = web::scope("").guard(guard::fn_guard(lab::guard)).configure(lab::routes);
        // It takes all requests that no route before it has taken.
        config.service(lab.default_service(web::to(error_pages::not_found)));
    }
}

/// Returns the middleware that logs requests. It does nothing unless `RUST_LOG`
/// enables it.
fn request_log() -> Condition<Logger> {
    let logger = Logger::new(LOG_FORMAT);
    let logger = logger.custom_request_replace("METHOD", |request| request.method().to_string());
    let logger = logger.custom_response_replace("ADDRESS", |response| {
        client::address(response.request()).map_or_else(|| "-".to_owned(), |address| address.to_string())
    });
    Condition::new(log::log_enabled!(target: "actix_web::middleware::logger", log::Level::Info), logger)
}
