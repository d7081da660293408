//! F5: any cookie at all: random bytes, a truncated cookie, one with flipped bits, or one
//! combined from two real ones. It causes no error page and reads no session.

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

/// Cookies in each of the four tests: a hundred thousand in all.
const COOKIES: usize = 25_000;

const SECRET: &str = "only its owner may read this";

#[actix_web::test]
async fn a_random_cookie_reads_nothing_when_a_signed_cookie_carries_the_key() {
    send_any_cookie(in_memory(), CookieContentSecurity::Signed, 1).await;
}

#[actix_web::test]
async fn a_random_cookie_reads_nothing_when_an_encrypted_cookie_carries_the_key() {
    send_any_cookie(in_memory(), CookieContentSecurity::Private, 2).await;
}

#[actix_web::test]
async fn a_random_cookie_reads_nothing_when_a_signed_cookie_carries_the_data() {
    send_any_cookie(Arc::new(SignedCookiesEngine), CookieContentSecurity::Signed, 3).await;
}

#[actix_web::test]
async fn a_random_cookie_reads_nothing_when_an_encrypted_cookie_carries_the_data() {
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
    // Half of the cookies are also checked with a fallback key, which is another code path.
    for fallbacks in [vec![], vec!["an older secret that still holds".to_owned()]] {
        let keys = Keys::derive("a secret that only this test knows", &fallbacks);
        let mut options = Options::new(Arc::clone(&engine), keys);
        options.cookie.content = content;
        let app = App::new().wrap(SessionLayer::new(Arc::new(options)));
        let app = app.route("/begin", web::get().to(begin)).route("/show", web::get().to(show));
        let app = init_service(app).await;
        let begin =
            async || value_of(&call_service(&app, TestRequest::with_uri("/begin").to_request()).await);
        let show = async |value: &[u8]| {
            let header = HeaderValue::from_bytes(&[b"sessionid=", value].concat()).unwrap();
            let request = TestRequest::with_uri("/show").insert_header((COOKIE, header)).to_request();
            let response = call_service(&app, request).await;
            (response.status().as_u16(), read_body(response).await)
        };
        let real = [begin().await, begin().await];
        assert_eq!(show(real[0].as_bytes()).await, (200, SECRET.into()));
        let mut random = StdRng::seed_from_u64(seed + fallbacks.len() as u64);
        for _ in 0..COOKIES / 2 {
            let value = any_value(&mut random, &real);
            assert_eq!(show(&value).await, (200, "nothing".into()), "{:?}", String::from_utf8_lossy(&value));
        }
    }
}

/// Returns the value of the session's cookie that the response sets.
fn value_of<B>(response: &ServiceResponse<B>) -> String {
    let line = response.headers().get(SET_COOKIE).unwrap().to_str().unwrap();
    let pair = line.split(';').next().unwrap();
    pair.strip_prefix("sessionid=").unwrap().to_owned()
}

/// Returns a random value that a header can contain and that is neither of the real ones.
fn any_value(random: &mut StdRng, real: &[String; 2]) -> Vec<u8> {
    loop {
        let value = random_value(random, real);
        if HeaderValue::from_bytes(&value).is_ok() && !contains_a_real_one(&value, real) {
            return value;
        }
    }
}

fn random_value(random: &mut StdRng, [one, other]: &[String; 2]) -> Vec<u8> {
    let mut value = one.clone().into_bytes();
    match random.random_range(0..6) {
        0 => return (0..random.random_range(0..200)).map(|_| random.random_range(b' '..=255)).collect(),
        1 => value.truncate(random.random_range(0..value.len())),
        2 => drop(value.drain(..random.random_range(1..value.len()))),
        3 => {
            // The signature of one, followed by the content of the other.
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

/// Whether the value still decodes to a real one. Some flipped bits change nothing: `%3d`
/// is the same as `%3D`.
fn contains_a_real_one(value: &[u8], real: &[String; 2]) -> bool {
    let decoded = |value: &str| {
        Cookie::parse_encoded(format!("sessionid={value}")).ok().map(|cookie| cookie.value().to_owned())
    };
    let text = String::from_utf8_lossy(value);
    let pieces = text.split(';').map(|piece| piece.trim_start_matches("sessionid="));
    pieces.filter_map(decoded).any(|piece| real.iter().any(|real| decoded(real) == Some(piece.clone())))
}
