//! The log has a line for each request, with the request's id, and contains no secret.

use super::{program::Program, running::Outcome, support::page::Page};

const PASSWORD: &str = "oolong and osmanthus";

/// The fields of a form.
type Fields<'a> = &'a [(&'a str, &'a str)];

/// Returns the id of the request.
fn request_id(page: &Page) -> &str {
    page.header("x-request-id").expect("each response has a request id")
}

/// Returns the lines that contain all these words.
fn lines_with<'a>(outcome: &'a Outcome, words: &[&str]) -> Vec<&'a str> {
    outcome.stderr.lines().filter(|line| words.iter().all(|word| line.contains(word))).collect()
}

#[actix_web::test]
async fn each_request_has_one_line_with_its_id_and_without_its_query() {
    let running = Program::new().serve(&[]);
    let visitor = running.visitor();
    let found = visitor.get("/?q=osmanthus").await;
    let missing = visitor.get("/no-such-page?id=4711").await;
    let outcome = running.stop();
    assert_eq!((found.status, missing.status), (200, 404));
    assert_ne!(request_id(&found), request_id(&missing));
    assert_eq!(lines_with(&outcome, &[request_id(&found), "\"GET /\" 200 "]).len(), 1, "{outcome:?}");
    assert_eq!(lines_with(&outcome, &[request_id(&found)]).len(), 1, "{outcome:?}");
    assert_eq!(
        lines_with(&outcome, &[request_id(&missing), "\"GET /no-such-page\" 404 "]).len(),
        1,
        "{outcome:?}"
    );
    for query in ["osmanthus", "4711", "?"] {
        assert!(lines_with(&outcome, &[query]).is_empty(), "{outcome:?}");
    }
}

#[actix_web::test]
async fn a_line_has_the_method_and_not_the_referrer() {
    let running = Program::new().serve(&[]);
    let referrer = format!("http://{}/?sessionid=SECRETVALUE", running.address());
    let visitor = running.visitor().with_header("referer", &referrer);
    let responses = [
        ("\"HEAD /products/keemun-black\" 200 ", visitor.request("HEAD", "/products/keemun-black").await),
        (
            "\"POST /cart/add\" 303 ",
            visitor.post("/cart/add", &[("product", "uji-matcha"), ("quantity", "1")]).await,
        ),
        ("\"POST /cart/add\" 403 ", visitor.post_as_is("/cart/add", &[]).await),
        ("\"GET /healthz\" 200 ", visitor.get("/healthz").await),
    ];
    let outcome = running.stop();
    for (words, response) in responses {
        assert_eq!(lines_with(&outcome, &[request_id(&response), words]).len(), 1, "{words}: {outcome:?}");
    }
    assert!(lines_with(&outcome, &["SECRETVALUE"]).is_empty(), "{outcome:?}");
}

// F6
#[actix_web::test]
async fn no_password_cookie_key_or_token_is_printed() {
    let program = Program::new().with("RUST_LOG", "trace");
    let running = program.serve(&[]);
    let visitor = running.visitor();
    let mut secrets = vec![PASSWORD.to_owned()];
    let account = [("username", "Mei"), ("password", PASSWORD), ("password_again", PASSWORD)];
    let cart = [("product", "west-lake-longjing"), ("quantity", "2")];
    let login = [("username", "Mei"), ("password", PASSWORD)];
    let wrong = [("username", "Mei"), ("password", "jasmine and rain")];
    let steps: [(&str, Fields, u16); 6] = [
        ("/account/register", &account, 303),
        ("/cart/add", &cart, 303),
        ("/cart/update", &cart, 303),
        ("/account/logout", &[], 303),
        ("/account/login", &wrong, 422),
        ("/account/login", &login, 303),
    ];
    for (path, fields, status) in steps {
        secrets.push(visitor.get("/").await.field("csrf_token").expect("a token"));
        let response = visitor.post(path, fields).await;
        assert_eq!(response.status, status, "{path}: {}", response.body);
        secrets.extend(["sessionid", "csrftoken"].iter().filter_map(|name| visitor.cookie(name)));
        secrets.extend(program.database().texts("session_key", "sessions"));
        secrets.extend(program.database().texts("id", "logins"));
        secrets.extend(program.database().texts("password_hash", "users"));
    }
    secrets.push("jasmine and rain".to_owned());
    let key = std::fs::read_to_string(program.data().join("secret_key")).unwrap();
    secrets.push(key.trim().to_owned());
    let outcome = running.stop();
    assert!(lines_with(&outcome, &["POST /account/login"]).len() >= 2, "the log has no line of a login");
    let printed = format!("{}{}", outcome.stdout, outcome.stderr);
    for secret in secrets {
        let encoded = serde_urlencoded::to_string([("", &secret)]).unwrap();
        for form in [secret.as_str(), &encoded[1..]] {
            let shown: Vec<&str> = printed.lines().filter(|line| line.contains(form)).take(3).collect();
            assert!(shown.is_empty(), "{form} is printed: {shown:#?}");
        }
    }
}

// F3
#[actix_web::test]
async fn each_refused_form_is_one_line_of_the_audit_trail() {
    let program = Program::new().with("RUST_LOG", "session_shop::web::audit=info");
    let running = program.serve(&[]);
    let visitor = running.visitor();
    visitor.get("/").await;
    let foreign = visitor.with_header("origin", "https://evil.example");
    assert_eq!(foreign.post("/cart/empty", &[]).await.status, 403);
    assert_eq!(visitor.post_as_is("/cart/empty", &[]).await.status, 403);
    assert_eq!(visitor.post("/cart/empty", &[]).await.status, 303);
    let outcome = running.stop();
    assert_eq!(lines_with(&outcome, &["form_refused", "127.0.0.1"]).len(), 2, "{}", outcome.stderr);
}
