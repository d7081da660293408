//! The files that search engines and browsers request by a fixed address: `/robots.txt`,
//! `/sitemap.xml`, `/favicon.ico` and `/apple-touch-icon.png`. They have no session and set
//! no cookie.

use std::fmt::Write;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Data, ServiceConfig},
};

use crate::{
    shop::catalogue::Catalogue,
    web::{Error, assets::Assets, client},
};

/// Pages that only redirect a program without a session.
const NOT_FOR_SEARCH: [&str; 2] = ["/checkout", "/orders"];

/// How long browsers and proxies may store these files: one day.
const DAY: (header::HeaderName, &str) = (header::CACHE_CONTROL, "public, max-age=86400");

/// Adds the four addresses.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/robots.txt").get(robots))
        .service(web::resource("/sitemap.xml").get(sitemap))
        .service(web::resource("/favicon.ico").get(favicon))
        .service(web::resource("/apple-touch-icon.png").get(touch_icon));
}

/// Returns the rules for search engines (RFC 9309).
async fn robots(request: HttpRequest) -> Result<HttpResponse, Error> {
    let mut text = "User-agent: *\n".to_owned();
    for path in NOT_FOR_SEARCH {
        writeln!(text, "Disallow: {path}").map_err(Error::internal)?;
    }
    writeln!(text, "\nSitemap: {}/sitemap.xml", origin(&request)?).map_err(Error::internal)?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").insert_header(DAY).body(text))
}

/// Returns the addresses of the catalogue and of each tea (<https://www.sitemaps.org>).
async fn sitemap(request: HttpRequest, catalogue: Data<Catalogue>) -> Result<HttpResponse, Error> {
    let origin = origin(&request)?;
    let mut text = concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    )
    .to_owned();
    writeln!(text, "  <url><loc>{origin}/</loc></url>").map_err(Error::internal)?;
    for tea in catalogue.teas().all() {
        writeln!(text, "  <url><loc>{origin}/products/{}</loc></url>", tea.slug).map_err(Error::internal)?;
    }
    text.push_str("</urlset>\n");
    Ok(HttpResponse::Ok().content_type("application/xml").insert_header(DAY).body(text))
}

async fn favicon(assets: Data<Assets>) -> HttpResponse {
    redirect(&assets, "pictures/favicon.ico")
}

async fn touch_icon(assets: Data<Assets>) -> HttpResponse {
    redirect(&assets, "pictures/apple-touch-icon.png")
}

/// Redirects to the address with the file's hash, where it can be stored for a year.
fn redirect(assets: &Assets, path: &str) -> HttpResponse {
    let url = assets.url(path).to_string();
    HttpResponse::Found().insert_header((header::LOCATION, url)).insert_header(DAY).finish()
}

/// Returns the origin of the request; admission has checked its host.
fn origin(request: &HttpRequest) -> Result<String, Error> {
    client::origin(request).ok_or(Error::NotFound)
}
