//! D17, D20: a session may be exactly as large as its limit, and not a byte
//! larger.

use actix_session::config::CookieContentSecurity;
use session_shop::sessions::{Options, cookie::seal};

use crate::support::{Combination, Dictionary, over_every_store};

over_every_store! {
    a_session_of_exactly_the_limit_is_stored_and_one_byte_more_is_refused,
    a_cookie_of_exactly_4096_bytes_is_sent_and_one_byte_more_is_refused,
}

/// Bytes of `{"a":""}`, the JSON text around the value.
const AROUND: usize = 8;

/// D20: `session.max_bytes`, for a new session and for one that grows.
async fn a_session_of_exactly_the_limit_is_stored_and_one_byte_more_is_refused(combination: Combination) {
    let dictionary = Dictionary::over_with(combination, |options| options.max_bytes = 300).await;
    let set = |bytes: usize| format!("set a \"{}\"", "x".repeat(bytes - AROUND));
    let (fits, too_large) = (set(300), set(301));
    assert_eq!(dictionary.visitor().run(&[&too_large]).await.status, 413);
    let visitor = dictionary.visitor_with(&[&fits]).await;
    let value = visitor.ask("get a").await;
    assert_eq!(value.len() + AROUND - 2, 300);
    assert_eq!(visitor.run(&[&too_large]).await.status, 413);
    assert_eq!(visitor.ask("get a").await, value, "the old data stays");
    visitor.ask("clear").await;
    assert_eq!(visitor.run(&[&fits]).await.status, 200, "a session that grows may be as large");
}

/// D17: what browsers keep of a cookie are 4,096 bytes of its name and its
/// value together (RFC 6265bis, section 5.6). The same session's cookie is sent
/// again under a name that makes it so long.
async fn a_cookie_of_exactly_4096_bytes_is_sent_and_one_byte_more_is_refused(combination: Combination) {
    let change = |options: &mut Options| {
        options.save_every_request = true;
        // How long an encrypted value is depends on chance.
        options.cookie.content = CookieContentSecurity::Signed;
    };
    let dictionary = Dictionary::over_with(combination, change).await;
    let key = dictionary.visitor_with(&["set a 1"]).await.ask("session_key").await;
    let value = seal("n", &key, dictionary.options()).len() - "n=".len();
    for (bytes, status) in [(4_096, 200), (4_097, 413)] {
        let name = "n".repeat(bytes - value);
        let beside = dictionary.beside(|options| options.cookie.name.clone_from(&name));
        let visitor = beside.visitor();
        visitor.take_cookie(&seal(&name, &key, beside.options()));
        let response = visitor.run(&["get a"]).await;
        assert_eq!(
            (response.status, response.set_cookie(&name).is_some()),
            (status, status == 200),
            "{bytes}"
        );
    }
}
