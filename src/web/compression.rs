//! Compresses the body of a response in memory.
//!
//! A page is complete before it is sent, so its compressed body is complete too: the
//! response has a `Content-Length`, and head and body leave in one write. A body that is
//! compressed while it is sent leaves in several writes. The second one may then wait for
//! the client's acknowledgement of the first (RFC 896, Nagle's algorithm).

use std::io::{self, Write as _};

use actix_web::{
    Error as ActixError, HttpMessage,
    body::{EitherBody, MessageBody},
    dev::{ResponseHead, ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{self, AcceptEncoding, ContentEncoding, Encoding, Header as _, HeaderMap, HeaderValue},
    },
    middleware::Next,
    web::Bytes,
};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

/// The content codings that the shop applies, and `identity`, which is none.
const SUPPORTED: [Encoding; 3] = [Encoding::identity(), Encoding::brotli(), Encoding::gzip()];

/// The smallest body that is compressed, in bytes. A smaller one fits into one packet
/// anyway.
const MIN_BYTES: usize = 1_024;

/// Base-2 logarithm of Brotli's window in bytes: 256 KiB, more than any page has.
const BROTLI_WINDOW: i32 = 18;

/// `Vary: Accept-Encoding`, for a response whose body depends on that header.
pub const VARY: HeaderValue = HeaderValue::from_static("Accept-Encoding");

/// Marks a response that the handler has compressed, or left as it is for good. A handler
/// inserts it into the response's extensions.
pub struct Negotiated;

/// How much time compression may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// For a page, which is compressed at each request.
    Page,
    /// For a file, which is compressed once.
    File,
}

impl Effort {
    /// Returns the quality of Brotli, from 0 to 11.
    fn brotli(self) -> i32 {
        match self {
            Self::Page => 5,
            Self::File => 11,
        }
    }

    /// Returns the level of gzip, from 0 to 9.
    fn gzip(self) -> Compression {
        match self {
            Self::Page => Compression::new(5),
            Self::File => Compression::best(),
        }
    }
}

/// Returns the supported content coding that the client prefers (RFC 9110, section 12.5.3).
/// It is `identity` if the client accepts none of them.
pub fn negotiate(request: &impl HttpMessage) -> ContentEncoding {
    if !request.headers().contains_key(header::ACCEPT_ENCODING) {
        return ContentEncoding::Identity;
    }
    let accepted = AcceptEncoding::parse(request).ok();
    match accepted.and_then(|accepted| accepted.negotiate(SUPPORTED.iter())) {
        Some(Encoding::Known(encoding)) => encoding,
        _ => ContentEncoding::Identity,
    }
}

/// Returns the compressed `body`, or `None` if it is not smaller than `body`.
pub fn compress(body: &[u8], encoding: ContentEncoding, effort: Effort) -> Option<Bytes> {
    let compressed = match encoding {
        ContentEncoding::Brotli => brotli(body, effort.brotli()),
        ContentEncoding::Gzip => gzip(body, effort.gzip()),
        _ => return None,
    };
    compressed.ok().filter(|compressed| compressed.len() < body.len()).map(Bytes::from)
}

fn brotli(mut body: &[u8], quality: i32) -> io::Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality,
        lgwin: BROTLI_WINDOW,
        size_hint: body.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::with_capacity(body.len() / 2);
    brotli::BrotliCompress(&mut body, &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(body: &[u8], level: Compression) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 2), level);
    encoder.write_all(body)?;
    encoder.finish()
}

/// Returns whether files of that type become smaller by compression: text and SVG do, and
/// pictures, fonts and archives are compressed already.
pub fn is_compressible(content_type: &HeaderValue) -> bool {
    let Ok(text) = content_type.to_str() else { return false };
    let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence.starts_with("text/")
        || essence.ends_with("+xml")
        || ["application/json", "application/javascript", "application/xml"].contains(&essence.as_str())
}

/// Compresses the body of each response that has one in memory, in the coding that the
/// client prefers.
///
/// # Errors
/// Returns the error of the wrapped service.
pub async fn compress_responses<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, Bytes>>, ActixError> {
    let encoding = negotiate(&request);
    let response = next.call(request).await?;
    if response.response().extensions().contains::<Negotiated>() {
        return Ok(response.map_into_left_body());
    }
    Ok(response.map_body(|head, body| match body.try_into_bytes() {
        Ok(body) => EitherBody::right(compress_body(head, body, encoding)),
        Err(stream) => EitherBody::left(stream),
    }))
}

/// Returns the body to send, and sets the headers that describe it.
fn compress_body(head: &mut ResponseHead, body: Bytes, encoding: ContentEncoding) -> Bytes {
    if body.len() < MIN_BYTES || !may_be_compressed(head) {
        return body;
    }
    // Also without compression: a client that accepts another coding gets another body.
    head.headers_mut().append(header::VARY, VARY);
    let Some(compressed) = compress(&body, encoding, Effort::Page) else { return body };
    set_encoding(head.headers_mut(), encoding);
    compressed
}

/// Sets `Content-Encoding`.
pub fn set_encoding(headers: &mut HeaderMap, encoding: ContentEncoding) {
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.as_str()));
}

/// A part of a file can't be compressed on its own (RFC 9110, section 14.4).
fn may_be_compressed(head: &ResponseHead) -> bool {
    let headers = head.headers();
    head.status != StatusCode::PARTIAL_CONTENT
        && !headers.contains_key(header::CONTENT_ENCODING)
        && headers.get(header::CONTENT_TYPE).is_some_and(is_compressible)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_client_gets_the_coding_that_it_prefers() {
        use ContentEncoding::{Brotli, Gzip, Identity};
        for (value, encoding) in [
            ("gzip, deflate, br, zstd", Brotli),
            ("gzip", Gzip),
            ("gzip;q=1, br;q=0.5", Gzip),
            ("br;q=0, gzip", Gzip),
            ("zstd, deflate", Identity),
            ("identity", Identity),
            ("", Identity),
            ("identity;q=0, *;q=0", Identity),
            (";;=", Identity),
        ] {
            let request = TestRequest::get().insert_header((header::ACCEPT_ENCODING, value));
            assert_eq!(negotiate(&request.to_srv_request()), encoding, "{value:?}");
        }
        assert_eq!(negotiate(&TestRequest::get().to_srv_request()), Identity, "no header");
    }

    #[test]
    fn a_compressed_body_can_be_read_again() {
        let body = "烏龍茶 oolong ".repeat(5_000).into_bytes();
        for effort in [Effort::Page, Effort::File] {
            let mut from_brotli = Vec::new();
            let compressed = compress(&body, ContentEncoding::Brotli, effort).unwrap();
            brotli::BrotliDecompress(&mut &compressed[..], &mut from_brotli).unwrap();
            let mut from_gzip = flate2::write::GzDecoder::new(Vec::new());
            from_gzip.write_all(&compress(&body, ContentEncoding::Gzip, effort).unwrap()).unwrap();
            assert!(from_brotli == body && from_gzip.finish().unwrap() == body, "{effort:?}");
        }
    }

    #[test]
    fn a_body_that_would_grow_is_not_compressed() {
        let random: Vec<u8> = (0..MIN_BYTES).map(|_| rand::random()).collect();
        for encoding in [ContentEncoding::Brotli, ContentEncoding::Gzip, ContentEncoding::Identity] {
            assert_eq!(compress(&random, encoding, Effort::File), None, "{encoding:?}");
        }
    }

    #[test]
    fn only_text_is_compressible() {
        for (content_type, expected) in [
            ("text/html; charset=utf-8", true),
            ("text/css", true),
            ("image/svg+xml", true),
            ("Application/JSON", true),
            ("image/png", false),
            ("font/woff2", false),
            ("application/octet-stream", false),
        ] {
            let value = HeaderValue::from_static(content_type);
            assert_eq!(is_compressible(&value), expected, "{content_type}");
        }
    }
}
