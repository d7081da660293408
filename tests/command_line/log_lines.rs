//! The log: a line for each request, by which a visitor's words can be
//! followed up, and nothing in it with which anybody could be robbed.

use crate::{
    program::Program,
    support::{customer::PASSWORD, page::Page, visitor::Visitor},
};

fn number(page: &Page) -> String {
    page.header("x-request-id").unwrap().to_owned()
}

#[actix_web::test]
async fn the_log_has_one_line_a_request_with_its_number() {
    let serving = Program::new().serve(&[]);
    let visitor = serving.visitor();
    let pages = [
        visitor.get("/").await,
        visitor.get("/cart").await,
        visitor.get("/no-such-page").await,
        visitor.post("/cart/add", &[("product", "keemun-black"), ("quantity", "1")]).await,
        visitor.post_bare("/cart/add", &[]).await,
        visitor.request("HEAD", "/products/keemun-black").await,
        visitor.get("/healthz").await,
    ];
    let stderr = serving.stop().stderr;
    let expected = [
        "\"GET /\" 200",
        "\"GET /cart\" 200",
        "\"GET /no-such-page\" 404",
        "\"POST /cart/add\" 303",
        "\"POST /cart/add\" 403",
        "\"HEAD /products/keemun-black\" 200",
        "\"GET /healthz\" 200",
    ];
    for (page, words) in pages.iter().zip(expected) {
        let lines: Vec<&str> = stderr.lines().filter(|line| line.contains(&number(page))).collect();
        assert!(lines.len() == 1 && lines[0].contains(words), "{words}: {lines:?}");
    }
}

/// What opens a door, and where it stands.
async fn secrets_of(visitor: &Visitor) -> Vec<(&'static str, String)> {
    let token = visitor.get("/account").await.field("csrf_token").unwrap();
    vec![
        ("the password", PASSWORD.to_owned()),
        ("the password, as a form has it", PASSWORD.replace(' ', "+")),
        ("the session's cookie", visitor.cookie("sessionid").unwrap()),
        ("the session key", visitor.session_key()),
        ("the token's cookie", visitor.cookie("csrftoken").unwrap()),
        ("the form's token", token),
    ]
}

#[actix_web::test]
async fn no_password_key_cookie_or_token_is_in_the_log() {
    let program = Program::new();
    let serving = program.serve(&[]);
    let visitor = serving.visitor();
    visitor.add_to_cart("keemun-black", 1).await;
    let mut secrets = secrets_of_stranger(&visitor);
    visitor.register("Mei").await;
    secrets.extend(secrets_of(&visitor).await);
    visitor.add_to_cart("keemun-black", 1).await;
    visitor.post_bare("/cart/add", &[("csrf_token", "stale"), ("product", "keemun-black")]).await;
    secrets.extend(secrets_of(&visitor).await);
    let thief = visitor.copy();
    visitor.log_out().await;
    thief.get("/account").await;
    thief.post("/account/login", &[("username", "Mei"), ("password", PASSWORD)]).await;
    let ended = serving.stop();
    for (name, secret) in secrets {
        assert!(!ended.stderr.contains(&secret), "{name} is in the log");
        assert!(!ended.stdout.contains(&secret), "{name} is on stdout");
    }
    assert!(ended.stderr.contains("\"POST /account/register\" 303"), "{}", ended.stderr);
}

fn secrets_of_stranger(visitor: &Visitor) -> Vec<(&'static str, String)> {
    let cookie = visitor.cookie("sessionid").unwrap();
    vec![("a stranger's cookie", cookie), ("a stranger's key", visitor.session_key())]
}

/// A7: whoever puts an id in an address does not get it into the log.
#[actix_web::test]
async fn a_query_is_not_logged() {
    let serving = Program::new().serve(&[]);
    let visitor = serving.visitor();
    for path in ["/?sessionid=SECRETVALUE", "/cart?session_key=SECRETVALUE", "/none?q=SECRETVALUE"] {
        visitor.get(path).await;
    }
    visitor.sending("referer", "http://localhost/?sessionid=SECRETVALUE").get("/").await;
    let ended = serving.stop();
    assert!(!ended.stderr.contains("SECRETVALUE"), "{}", ended.stderr);
    assert_eq!(ended.stderr.matches("\"GET /\" 200").count(), 2, "{}", ended.stderr);
}
