//! Any cookie at all: random, cut short, with bits turned, or stitched together
//! of two real ones. Nobody gets an error page for it, and nobody gets what is
//! somebody else's.

use std::sync::Arc;

use actix_session::config::CookieContentSecurity;
use actix_web::{
    App,
    cookie::Cookie,
    dev::ServiceResponse,
    http::header::{COOKIE, HeaderValue, SET_COOKIE},
    test::{TestRequest, call_service, init_service, read_body},
    web,
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use session_shop::{
    caches::MemoryCache,
    sessions::{
        Clock, Error, Keys, Options, Session, SessionLayer,
        engines::{CacheEngine, Engine, SignedCookiesEngine},
    },
};

/// Cookies for each of the four servers: a hundred thousand in all.
const COOKIES: usize = 25_000;

const SECRET: &str = "only its owner may read this";

#[actix_web::test]
async fn with_a_key_in_a_signed_cookie() {
    send_any_cookie(in_memory(), CookieContentSecurity::Signed, 1).await;
}

#[actix_web::test]
async fn with_a_key_in_an_encrypted_cookie() {
    send_any_cookie(in_memory(), CookieContentSecurity::Private, 2).await;
}

#[actix_web::test]
async fn with_the_data_in_a_signed_cookie() {
    send_any_cookie(Arc::new(SignedCookiesEngine), CookieContentSecurity::Signed, 3).await;
}

#[actix_web::test]
async fn with_the_data_in_an_encrypted_cookie() {
    send_any_cookie(Arc::new(SignedCookiesEngine), CookieContentSecurity::Private, 4).await;
}

fn in_memory() -> Arc<dyn Engine> {
    Arc::new(CacheEngine::new(Arc::new(MemoryCache::new(100)), "session:", Clock::system()))
}

async fn begin(session: Session) -> Result<&'static str, Error> {
    session.set("secret", &SECRET)?;
    Ok("begun")
}

async fn show(session: Session) -> Result<String, Error> {
    session.get_or("secret", "nothing".to_owned())
}

async fn send_any_cookie(engine: Arc<dyn Engine>, content: CookieContentSecurity, seed: u64) {
    // Half of them meet an older key too, which is another way through.
    for fallbacks in [vec![], vec!["an older secret that still holds".to_owned()]] {
        let keys = Keys::derive("a secret that only this test knows", &fallbacks);
        let mut options = Options::new(Arc::clone(&engine), keys);
        options.cookie.content = content;
        let app = App::new().wrap(SessionLayer::new(Arc::new(options)));
        let app = app.route("/begin", web::get().to(begin)).route("/show", web::get().to(show));
        let app = init_service(app).await;
        let begin =
            async || value_of(&call_service(&app, TestRequest::with_uri("/begin").to_request()).await);
        let ask = async |value: &[u8]| {
            let header = HeaderValue::from_bytes(&[b"sessionid=", value].concat()).unwrap();
            let request = TestRequest::with_uri("/show").insert_header((COOKIE, header)).to_request();
            let answer = call_service(&app, request).await;
            (answer.status().as_u16(), read_body(answer).await)
        };
        let real = [begin().await, begin().await];
        assert_eq!(ask(real[0].as_bytes()).await, (200, SECRET.into()));
        let mut random = StdRng::seed_from_u64(seed + fallbacks.len() as u64);
        for _ in 0..COOKIES / 2 {
            let value = any_value(&mut random, &real);
            assert_eq!(ask(&value).await, (200, "nothing".into()), "{:?}", String::from_utf8_lossy(&value));
        }
    }
}

/// The session's cookie as the answer sets it.
fn value_of<B>(answer: &ServiceResponse<B>) -> String {
    let line = answer.headers().get(SET_COOKIE).unwrap().to_str().unwrap();
    let pair = line.split(';').next().unwrap();
    pair.strip_prefix("sessionid=").unwrap().to_owned()
}

/// One that a header can hold and that is neither of the real ones.
fn any_value(random: &mut StdRng, real: &[String; 2]) -> Vec<u8> {
    loop {
        let value = draw(random, real);
        if HeaderValue::from_bytes(&value).is_ok() && !holds_a_real_one(&value, real) {
            return value;
        }
    }
}

fn draw(random: &mut StdRng, [one, other]: &[String; 2]) -> Vec<u8> {
    let mut value = one.clone().into_bytes();
    match random.random_range(0..6) {
        0 => return (0..random.random_range(0..200)).map(|_| random.random_range(b' '..=255)).collect(),
        1 => value.truncate(random.random_range(0..value.len())),
        2 => drop(value.drain(..random.random_range(1..value.len()))),
        3 => {
            // The signature of one before the content of the other.
            let at = random.random_range(1..value.len().min(other.len()));
            value.splice(at.., other.as_bytes()[at..].iter().copied());
        }
        4 => {
            let at = random.random_range(0..value.len());
            value.insert(at, random.random_range(b' '..=255));
        }
        _ => {
            for _ in 0..random.random_range(1..4) {
                let at = random.random_range(0..value.len());
                value[at] ^= 1 << random.random_range(0..8);
            }
        }
    }
    value
}

/// Some turned bits change nothing: `%3d` is `%3D`.
fn holds_a_real_one(value: &[u8], real: &[String; 2]) -> bool {
    let decoded = |value: &str| {
        Cookie::parse_encoded(format!("sessionid={value}")).ok().map(|cookie| cookie.value().to_owned())
    };
    let text = String::from_utf8_lossy(value);
    let pieces = text.split(';').map(|piece| piece.trim_start_matches("sessionid="));
    pieces.filter_map(decoded).any(|piece| real.iter().any(|real| decoded(real) == Some(piece.clone())))
}
