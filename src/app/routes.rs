//! The whole application on one screen: what wraps what, and where it leads.

use actix_web::{
    App, Error,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    middleware::{Compress, Condition, Logger, from_fn},
    web::{self, Data, ServiceConfig},
};

use super::{Parts, health, page_filler};
use crate::{
    accounts, lab, preferences,
    sessions::SessionLayer,
    shop,
    web::{csrf, error_pages, head, page::PageFiller, request_id, security_headers},
};

/// The largest form that is read, bytes.
const MAX_FORM_BYTES: usize = 64 * 1024;

/// A request's line in the log: no query (people put secrets there), no
/// cookie, no form.
const LOG_LINE: &str = r#"%a "%{METHOD}xi %U" %s %bB %Ts %{X-Request-Id}o"#;

/// The application of one worker thread. What is wrapped last is outermost.
pub fn app(
    parts: &Parts,
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
        .app_data(Data::new(parts.database.clone()))
        .app_data(Data::new(parts.catalogue.clone()))
        .app_data(Data::new(parts.passwords.clone()))
        .app_data(Data::new(parts.secure_cookies))
        .app_data(Data::new(PageFiller(page_filler::fill)))
        .app_data(Data::from(parts.sessions.clone()))
        .app_data(parts.assets.clone())
        .app_data(web::PayloadConfig::new(MAX_FORM_BYTES))
        .configure(|config| lab_data(config, parts))
        // Without sessions:
        .configure(health::routes)
        .service(parts.assets.service())
        .configure(|config| lab_outside(config, parts))
        // With sessions:
        .service(
            web::scope("")
                .wrap(from_fn(csrf::protect))
                .wrap(session_layer(parts))
                .wrap(Condition::new(parts.lab.is_some(), from_fn(lab::record_exchanges)))
                .configure(shop::catalogue::routes)
                .configure(shop::cart::routes)
                .configure(shop::checkout::routes)
                .configure(shop::orders::routes)
                .configure(accounts::routes)
                .configure(preferences::routes)
                .configure(|config| lab_routes(config, parts))
                .default_service(web::to(error_pages::not_found)),
        )
        .wrap(from_fn(error_pages::draw_error_pages))
        .wrap(from_fn(head::answer_as_get))
        .wrap(Compress::default())
        .wrap(security_headers::security_headers())
        .wrap(from_fn(request_id::number_requests))
        .wrap(log_lines())
}

/// With the lab each browser may have settings of its own.
fn session_layer(parts: &Parts) -> SessionLayer {
    match &parts.lab {
        Some(lab) => SessionLayer::with(lab::pick_options(lab)),
        None => SessionLayer::new(parts.sessions.clone()),
    }
}

fn lab_data(config: &mut ServiceConfig, parts: &Parts) {
    if let Some(lab) = &parts.lab {
        config.app_data(lab.clone()).app_data(Data::new(parts.ports));
    }
}

/// What the lab has past some of what wraps the shop, to show what that is for.
fn lab_outside(config: &mut ServiceConfig, parts: &Parts) {
    if parts.lab.is_some() {
        // Another site has neither the shop's sessions nor its tokens.
        config.service(lab::attacker());
        // No tokens: so that a form from elsewhere is seen to succeed.
        config.service(lab::target().wrap(session_layer(parts)).wrap(from_fn(lab::record_exchanges)));
        // No sessions: the layer would mend the cookies that are broken here.
        let tampering = lab::tampering().wrap(from_fn(csrf::protect));
        config.service(tampering.wrap(from_fn(lab::record_exchanges)));
    }
}

fn lab_routes(config: &mut ServiceConfig, parts: &Parts) {
    if parts.lab.is_some() {
        lab::routes(config);
    }
}

/// Writes nothing and costs nothing where `RUST_LOG` does not ask for it.
fn log_lines() -> Condition<Logger> {
    let logger = Logger::new(LOG_LINE);
    let logger = logger.custom_request_replace("METHOD", |request| request.method().to_string());
    Condition::new(log::log_enabled!(target: "actix_web::middleware::logger", log::Level::Info), logger)
}
