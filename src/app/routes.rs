//! The middlewares and routes of the application.

use actix_web::{
    App, Error,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    guard,
    middleware::{Condition, Logger, from_fn},
    web::{self, Data, ServiceConfig},
};

use super::{AppState, health, page_filler, shutdown, site_files};
use crate::{
    accounts, lab,
    monitoring::{self, spans},
    preferences,
    sessions::SessionLayer,
    settings::LogFormat,
    shop,
    web::{
        admission, assets, client, compression, csrf, error_pages, middleware,
        page::PageFiller,
        request_body,
        request_id::{self, RequestId},
        request_metrics, request_spans,
        trace_parent::TraceParent,
    },
};

/// The target of the lines of requests in the log.
pub const REQUEST_LOG_TARGET: &str = "actix_web::middleware::logger";

/// A request's line in the log: the client's address, method and path, the status, bytes,
/// seconds, the request's id and its trace. It has no query, since queries may contain
/// secrets, and neither cookies nor forms.
const TEXT_LINE: &str = r#"%{ADDRESS}xo "%{METHOD}xi %{PATH}xi" %s %bB %Ts %{ID}xo %{TRACE}xo"#;

/// A request's line in a log of JSON. The texts are replaced by JSON strings.
const JSON_LINE: &str = r#"{"address":%{ADDRESS}xo,"method":%{METHOD}xi,"path":%{PATH}xi,"status":%s,"bytes":%b,"seconds":%T,"id":%{ID}xo,"trace":%{TRACE}xo}"#;

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
        .app_data(state.logins.clone())
        .app_data(state.attempt_limits.clone())
        .configure(|config| audit_data(config, state))
        .app_data(state.csrf_cookie.clone())
        .app_data(Data::new(PageFiller(page_filler::fill)))
        .app_data(Data::from(state.sessions.clone()))
        .app_data(state.assets.clone())
        .app_data(state.readiness.clone())
        .app_data(state.policy.clone())
        .app_data(Data::new(state.shutdown.clone()))
        .configure(|config| lab_data(config, state))
        // Without sessions:
        .configure(health::routes)
        .configure(site_files::routes)
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
        .wrap(from_fn(shutdown::close_connections))
        .wrap(Condition::new(spans::is_enabled(), from_fn(request_spans::trace_requests)))
        .wrap(from_fn(request_id::assign_request_ids))
        .wrap(Condition::new(monitoring::is_enabled(), from_fn(request_metrics::measure_requests)))
        .wrap(request_log(state.log_format))
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
fn request_log(format: LogFormat) -> Condition<Logger> {
    let is_enabled = log::log_enabled!(target: REQUEST_LOG_TARGET, log::Level::Info);
    let (pattern, quote): (_, fn(String) -> String) = match format {
        LogFormat::Text => (TEXT_LINE, |text| text),
        LogFormat::Json => (JSON_LINE, |text| serde_json::Value::from(text).to_string()),
    };
    let missing = move || if format == LogFormat::Json { "null" } else { "-" }.to_owned();
    let logger = Logger::new(pattern)
        .custom_request_replace("METHOD", move |request| quote(request.method().to_string()))
        .custom_request_replace("PATH", move |request| quote(request.path().to_owned()))
        .custom_response_replace("ADDRESS", move |response| {
            let address = client::address(response.request());
            address.map_or_else(missing, |address| quote(address.to_string()))
        })
        .custom_response_replace("ID", move |response| quote(RequestId::of(response.request()).to_string()))
        .custom_response_replace("TRACE", move |response| {
            let trace = TraceParent::of(response.request());
            trace.map_or_else(missing, |trace| quote(trace.trace_id.to_string()))
        });
    Condition::new(is_enabled, logger)
}
