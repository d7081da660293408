//! D17, D20: a session can be exactly as large as its limit, and not a byte larger.

use actix_session::config::CookieContentSecurity;
use session_shop::sessions::{Options, cookie::seal};

use crate::support::{Dictionary, EngineAndStore, over_every_store};

over_every_store! {
    a_session_of_exactly_the_limit_is_stored_and_one_byte_more_is_refused,
    a_cookie_of_exactly_4096_bytes_is_sent_and_one_byte_more_is_refused,
}

/// The bytes of `{"a":""}`, the JSON text around the value.
const OVERHEAD: usize = 8;

/// D20: `session.max_bytes`, for a new session and for one that grows.
async fn a_session_of_exactly_the_limit_is_stored_and_one_byte_more_is_refused(combination: EngineAndStore) {
    let dictionary = Dictionary::over_with(combination, |options| options.max_bytes = 300).await;
    let set = |bytes: usize| format!("set a \"{}\"", "x".repeat(bytes - OVERHEAD));
    let (fits, too_large) = (set(300), set(301));
    assert_eq!(dictionary.visitor().run(&[&too_large]).await.status, 413);
    let visitor = dictionary.visitor_with(&[&fits]).await;
    let value = visitor.run_line("get a").await;
    assert_eq!(value.len() + OVERHEAD - 2, 300);
    assert_eq!(visitor.run(&[&too_large]).await.status, 413);
    assert_eq!(visitor.run_line("get a").await, value, "the old data stays");
    visitor.run_line("clear").await;
    assert_eq!(visitor.run(&[&fits]).await.status, 200, "a session that grows may reach the limit");
}

/// D17: browsers store at most 4,096 bytes of a cookie, name and value together (RFC
/// 6265bis, section 5.6). The cookie of one session is sent again under a name that makes
/// it exactly that long.
async fn a_cookie_of_exactly_4096_bytes_is_sent_and_one_byte_more_is_refused(combination: EngineAndStore) {
    let change = |options: &mut Options| {
        options.save_every_request = true;
        // The length of an encrypted value is random.
        options.cookie.content = CookieContentSecurity::Signed;
    };
    let dictionary = Dictionary::over_with(combination, change).await;
    let key = dictionary.visitor_with(&["set a 1"]).await.run_line("session_key").await;
    let value = seal("n", &key, dictionary.options()).len() - "n=".len();
    for (bytes, status) in [(4_096, 200), (4_097, 413)] {
        let name = "n".repeat(bytes - value);
        let beside = dictionary.beside(|options| options.cookie.name.clone_from(&name));
        let visitor = beside.visitor();
        visitor.receive_cookie(&seal(&name, &key, beside.options()));
        let response = visitor.run(&["get a"]).await;
        assert_eq!(
            (response.status, response.set_cookie(&name).is_some()),
            (status, status == 200),
            "{bytes}"
        );
    }
}
