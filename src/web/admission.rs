//! Decides whether a request is served at all, before anything else runs: its method, the
//! client behind a trusted proxy, the size of its headers, and its host.
//!
//! A request that is refused here has no session and no cookie, and the lab does not see
//! it. Its response is a plain text.

use actix_web::{
    Error as ActixError, HttpMessage, HttpResponse,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, StatusCode, header},
    middleware::Next,
    web::Data,
};

use super::{audit, client, connection::Connection, forwarded, page::accepted_language};
use crate::{
    i18n::Message,
    settings::{AllowedHosts, RequestLimits, TrustedProxies},
};

/// The pages that load balancers call. They have the same response for every host, and a
/// balancer calls them by address, or over HTTP/1.0 without a host.
const HEALTH: [&str; 2] = ["/healthz", "/readyz"];

/// What a request must comply with. `app` sets it as application data.
#[derive(Clone, Debug)]
pub struct RequestPolicy {
    /// The host names of the site.
    pub allowed_hosts: AllowedHosts,
    /// The proxies whose headers about the client are believed.
    pub trusted_proxies: TrustedProxies,
    /// The limits of requests.
    pub limits: RequestLimits,
    /// Seconds for which browsers use HTTPS only; 0 sends no header.
    pub hsts_seconds: u64,
}

/// Refuses a request that is not for this site.
///
/// # Errors
/// Returns the error of the wrapped service.
pub async fn admit<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, ActixError> {
    let policy = request.app_data::<Data<RequestPolicy>>().cloned();
    match policy.map_or(Ok(()), |policy| check(&request, &policy)) {
        Ok(()) => Ok(next.call(request).await?.map_into_left_body()),
        Err(refusal) => {
            if matches!(refusal, Refusal::Host | Refusal::ForwardedHeaders) {
                audit::record(request.request(), audit::Event::HostRefused, None);
            }
            let response = refusal.response(&request);
            Ok(request.into_response(response).map_into_right_body())
        }
    }
}

/// Why a request is not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    Connect,
    ForwardedHeaders,
    HeadersTooLarge { limit: usize },
    Host,
}

impl Refusal {
    fn response(self, request: &ServiceRequest) -> HttpResponse {
        let (status, message) = match self {
            Self::Connect => (StatusCode::METHOD_NOT_ALLOWED, Message::new("error-connect")),
            Self::ForwardedHeaders => (StatusCode::BAD_REQUEST, Message::new("error-forwarded")),
            Self::HeadersTooLarge { limit } => {
                let limit = i64::try_from(limit).unwrap_or(i64::MAX);
                let message = Message::new("error-headers-too-large").count("limit", limit);
                (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, message)
            }
            Self::Host => (StatusCode::BAD_REQUEST, Message::new("error-host")),
        };
        let mut response = HttpResponse::build(status);
        response.content_type("text/plain; charset=utf-8").insert_header((header::CACHE_CONTROL, "no-store"));
        if self == Self::Connect {
            response.insert_header((header::ALLOW, "GET, HEAD, POST"));
        }
        let language = accepted_language(request.request());
        response.force_close().body(format!("{}\n", message.localize(language)))
    }
}

fn check(request: &ServiceRequest, policy: &RequestPolicy) -> Result<(), Refusal> {
    if request.method() == Method::CONNECT {
        return Err(Refusal::Connect);
    }
    let limit = policy.limits.max_header_bytes;
    if head_bytes(request) > limit {
        return Err(Refusal::HeadersTooLarge { limit });
    }
    find_client(request, &policy.trusted_proxies)?;
    let host = client::host(request.request());
    let is_allowed = host.is_some_and(|host| policy.allowed_hosts.allows(&host));
    if is_allowed || HEALTH.contains(&request.path()) { Ok(()) } else { Err(Refusal::Host) }
}

/// Stores the client that a trusted proxy reports.
fn find_client(request: &ServiceRequest, proxies: &TrustedProxies) -> Result<(), Refusal> {
    let peer = request.peer_addr().map(|peer| peer.ip().to_canonical());
    let is_unix = || request.conn_data::<Connection>().is_some_and(|connection| connection.is_unix);
    let is_proxy = match peer {
        Some(peer) => proxies.contains(peer),
        None => proxies.contains_unix_sockets() && is_unix(),
    };
    if !is_proxy {
        return Ok(());
    }
    let client = forwarded::client(request.headers(), peer, proxies);
    let client = client.map_err(|forwarded::Malformed| Refusal::ForwardedHeaders)?;
    request.extensions_mut().insert(client);
    Ok(())
}

/// Returns the size of the request line and the headers, bytes.
fn head_bytes(request: &ServiceRequest) -> usize {
    let target = request.uri().path_and_query().map_or(1, |target| target.as_str().len());
    let headers = request.headers().iter();
    headers.map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum::<usize>() + target
}
