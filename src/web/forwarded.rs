//! What a trusted proxy reports about the client: `Forwarded` (RFC 7239), or
//! `X-Forwarded-For`, `-Proto` and `-Host`.
//!
//! Each proxy appends an element at the right. The client is the rightmost address that
//! is no trusted proxy: everything left of it may be invented.

use std::net::{IpAddr, SocketAddr};

use actix_web::http::{header::HeaderMap, uri::Authority};

use super::client::parse_authority;
use crate::settings::TrustedProxies;

/// The client, as trusted proxies report it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForwardedClient {
    /// The client's address, if a proxy reports it.
    pub address: Option<IpAddr>,
    /// Whether the client used HTTPS, if a proxy reports it.
    pub is_https: Option<bool>,
    /// The host that the client sent the request to, if a proxy reports it.
    pub host: Option<Authority>,
}

/// The headers can't be read, or they contradict each other.
#[derive(Debug, PartialEq, Eq)]
pub struct Malformed;

/// One element: what one proxy reports of the request that it received.
#[derive(Default)]
struct Element {
    address: Option<String>,
    scheme: Option<String>,
    host: Option<String>,
}

/// Returns the client of a request that `peer`, a trusted proxy, has sent. The peer of a Unix
/// socket has no address.
///
/// # Errors
/// If the headers are malformed. If a request has both kinds of headers, they must agree:
/// a client may have sent the kind that the proxy does not set.
pub fn client(
    headers: &HeaderMap,
    peer: Option<IpAddr>,
    proxies: &TrustedProxies,
) -> Result<ForwardedClient, Malformed> {
    let standard = standard_elements(headers)?;
    let legacy = legacy_elements(headers)?;
    match (standard.is_empty(), legacy.is_empty()) {
        (true, _) => select(&legacy, peer, proxies),
        (false, true) => select(&standard, peer, proxies),
        (false, false) => {
            let client = select(&standard, peer, proxies)?;
            (client == select(&legacy, peer, proxies)?).then_some(client).ok_or(Malformed)
        }
    }
}

/// Selects the element of the outermost trusted proxy.
fn select(
    elements: &[Element],
    peer: Option<IpAddr>,
    proxies: &TrustedProxies,
) -> Result<ForwardedClient, Malformed> {
    let mut client = ForwardedClient { address: peer, ..ForwardedClient::default() };
    for element in elements.iter().rev() {
        if let Some(scheme) = &element.scheme {
            client.is_https = Some(is_https(scheme)?);
        }
        if let Some(host) = &element.host {
            client.host = Some(parse_authority(host).ok_or(Malformed)?);
        }
        // An obfuscated or unknown address (RFC 7239, section 6) hides the client.
        let Some(address) = element.address.as_deref().and_then(parse_address) else { break };
        client.address = Some(address);
        if !proxies.contains(address) {
            break;
        }
    }
    Ok(client)
}

fn is_https(scheme: &str) -> Result<bool, Malformed> {
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Ok(true),
        "http" => Ok(false),
        _ => Err(Malformed),
    }
}

/// Parses an address with or without a port; an IPv6 address may have brackets.
fn parse_address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))?;
    Some(address.to_canonical())
}

/// Returns the values of a list header, of all its lines.
fn values(headers: &HeaderMap, name: &str) -> Result<Vec<String>, Malformed> {
    let mut values = Vec::new();
    for line in headers.get_all(name) {
        values.extend(split(line.to_str().map_err(|_| Malformed)?, ',')?);
    }
    Ok(values)
}

fn standard_elements(headers: &HeaderMap) -> Result<Vec<Element>, Malformed> {
    values(headers, "forwarded")?.iter().map(|text| standard_element(text)).collect()
}

fn standard_element(text: &str) -> Result<Element, Malformed> {
    let mut element = Element::default();
    for pair in split(text, ';')? {
        let (name, value) = pair.split_once('=').ok_or(Malformed)?;
        let field = match name.trim().to_ascii_lowercase().as_str() {
            "for" => &mut element.address,
            "proto" => &mut element.scheme,
            "host" => &mut element.host,
            _ => continue,
        };
        if field.replace(unquote(value.trim())).is_some() {
            return Err(Malformed);
        }
    }
    Ok(element)
}

/// Combines the three headers from the right: the last values come from the same proxy. If
/// a proxy only passed on scheme or host, a list is shorter.
fn legacy_elements(headers: &HeaderMap) -> Result<Vec<Element>, Malformed> {
    let mut lists = [
        values(headers, "x-forwarded-for")?,
        values(headers, "x-forwarded-proto")?,
        values(headers, "x-forwarded-host")?,
    ];
    let length = lists.iter().map(Vec::len).max().unwrap_or(0);
    let mut elements = Vec::with_capacity(length);
    for _ in 0..length {
        let [address, scheme, host] = lists.each_mut().map(Vec::pop);
        elements.push(Element { address, scheme, host });
    }
    elements.reverse();
    Ok(elements)
}

/// Splits at a separator that is in no quoted string. Empty parts are left out.
fn split(text: &str, separator: char) -> Result<Vec<String>, Malformed> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let (mut is_quoted, mut is_escaped) = (false, false);
    for letter in text.chars() {
        if letter == separator && !is_quoted {
            parts.push(std::mem::take(&mut part));
            continue;
        }
        if letter == '"' && !is_escaped {
            is_quoted = !is_quoted;
        }
        is_escaped = is_quoted && letter == '\\' && !is_escaped;
        part.push(letter);
    }
    parts.push(part);
    if is_quoted {
        return Err(Malformed);
    }
    Ok(parts.iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect())
}

/// Removes the quotation marks of a quoted string. No value needs a backslash.
fn unquote(value: &str) -> String {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(value).to_owned()
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    const PEER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

    fn client_of(lines: &[(&'static str, &'static str)]) -> Result<ForwardedClient, Malformed> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        client(&headers, Some(PEER), &TrustedProxies::parse("10.0.0.0/8").unwrap())
    }

    fn reported(address: &str, is_https: Option<bool>, host: Option<&str>) -> ForwardedClient {
        let (address, host) = (Some(address.parse().unwrap()), host.map(|host| host.parse().unwrap()));
        ForwardedClient { address, is_https, host }
    }

    #[test]
    fn the_client_is_the_rightmost_address_that_is_no_trusted_proxy() {
        let expected = Ok(reported("192.0.2.9", None, None));
        assert_eq!(client_of(&[("x-forwarded-for", "1.1.1.1, 192.0.2.9, 10.0.0.2")]), expected);
        assert_eq!(
            client_of(&[("x-forwarded-for", "1.1.1.1, 192.0.2.9"), ("x-forwarded-for", "10.0.0.2")]),
            expected
        );
        assert_eq!(
            client_of(&[("forwarded", "for=1.1.1.1, for=192.0.2.9:4711;by=_x, for=10.0.0.2")]),
            expected
        );
        assert_eq!(client_of(&[]), Ok(reported("10.0.0.1", None, None)), "without headers it is the proxy");
        let hidden = client_of(&[("x-forwarded-for", "1.1.1.1, unknown, 10.0.0.2")]);
        assert_eq!(hidden, Ok(reported("10.0.0.2", None, None)), "nobody knows the client");
    }

    #[test]
    fn scheme_and_host_are_those_that_the_outermost_trusted_proxy_reports() {
        let lines = [(
            "forwarded",
            "for=1.1.1.1;proto=http;host=evil.example, for=\"[2001:db8::7]:80\";proto=https;host=shop.example",
        )];
        assert_eq!(client_of(&lines), Ok(reported("2001:db8::7", Some(true), Some("shop.example"))));
        let lines = [
            ("x-forwarded-for", "1.1.1.1, 192.0.2.9"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "shop.example"),
        ];
        assert_eq!(client_of(&lines), Ok(reported("192.0.2.9", Some(true), Some("shop.example"))));
    }

    #[test]
    fn malformed_or_contradicting_headers_are_refused() {
        for lines in [
            &[("forwarded", "for=\"1.1.1.1")][..],
            &[("forwarded", "1.1.1.1")],
            &[("forwarded", "for=1.1.1.1;for=2.2.2.2")],
            &[("x-forwarded-proto", "gopher")],
            &[("x-forwarded-host", "a b")],
            &[("forwarded", "for=1.1.1.1"), ("x-forwarded-for", "192.0.2.9")],
        ] {
            assert_eq!(client_of(lines), Err(Malformed), "{lines:?}");
        }
        let agreeing = [("forwarded", "for=192.0.2.9"), ("x-forwarded-for", "192.0.2.9")];
        assert_eq!(client_of(&agreeing), Ok(reported("192.0.2.9", None, None)));
    }
}
