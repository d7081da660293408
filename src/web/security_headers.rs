//! What every answer tells the browser about trust.

use actix_web::middleware::DefaultHeaders;

/// Scripts, styles and pictures from here alone and none inside pages; no
/// frames; forms lead home. Pico draws its small icons as `data:` pictures.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The headers, as a middleware.
pub fn security_headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add(("Content-Security-Policy", CONTENT_SECURITY_POLICY))
        .add(("X-Content-Type-Options", "nosniff"))
        // For browsers that know no frame-ancestors.
        .add(("X-Frame-Options", "DENY"))
        // An address of ours tells other sites nothing but our name.
        .add(("Referrer-Policy", "strict-origin-when-cross-origin"))
}
