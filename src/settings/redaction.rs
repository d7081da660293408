//! Hides the password in a URL. Each text of a setting passes this function before it is
//! shown, in the lab, by `session-shop settings`, in an error or in the log.

/// What is shown in the place of a secret.
pub const ASTERISKS: &str = "********";

/// Words in the name of a query parameter whose value is hidden.
const SECRET_WORDS: [&str; 5] = ["pass", "pwd", "secret", "token", "key"];

/// Returns a URL without what may be a password in it: the user information before the
/// last `@`, of which only a user name before a colon is shown, and query parameters such
/// as `password=`. A URL with a mistake in it loses everything before the last `@`.
pub fn redact_url(text: &str) -> String {
    if text.starts_with("sqlite:") {
        return text.to_owned();
    }
    let text = match (text.split_once("://"), text.rsplit_once('@')) {
        (_, None) => text.to_owned(),
        (Some((scheme, rest)), Some((_, host))) if is_scheme(scheme) => {
            let user_info = &rest[..rest.len() - host.len() - 1];
            match user_info.split_once(':') {
                Some((user, _)) => format!("{scheme}://{user}:{ASTERISKS}@{host}"),
                None => format!("{scheme}://{ASTERISKS}@{host}"),
            }
        }
        (_, Some((_, host))) => format!("{ASTERISKS}@{host}"),
    };
    match text.split_once('?') {
        Some((address, query)) => format!("{address}?{}", redact_query(query)),
        None => text,
    }
}

fn is_scheme(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn redact_query(query: &str) -> String {
    let parameters = query.split('&').map(|parameter| match parameter.split_once('=') {
        Some((name, _)) if is_secret(name) => format!("{name}={ASTERISKS}"),
        _ => parameter.to_owned(),
    });
    parameters.collect::<Vec<_>>().join("&")
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_WORDS.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_form_of_a_url_loses_its_password() {
        for (url, shown) in [
            ("redis://:oolong@127.0.0.1:6379/0", "redis://:********@127.0.0.1:6379/0"),
            ("redis://oolong@127.0.0.1", "redis://********@127.0.0.1"),
            ("memcache://tea:oolong@cache:11211", "memcache://tea:********@cache:11211"),
            ("postgres://tea:o@o:l/o?n#g@db/shop", "postgres://tea:********@db/shop"),
            (
                "postgres://db/shop?sslmode=require&password=oolong",
                "postgres://db/shop?sslmode=require&password=********",
            ),
            ("postgres:/tea:oolong@db/shop", "********@db/shop"),
            ("tea:oolong@cache", "********@cache"),
            ("oolong@cache://", "********@cache://"),
            ("redis:tea:oo://long@cache", "********@cache"),
            ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/0"),
            ("sqlite:shop@home.sqlite3", "sqlite:shop@home.sqlite3"),
            ("", ""),
        ] {
            assert_eq!(redact_url(url), shown);
        }
    }

    proptest! {
        #[test]
        fn no_password_is_shown(
            scheme in "(redis|rediss|memcache|postgres|mysql|x)(://|:/|:|//|)",
            user in "[a-z]{0,4}",
            password in "[ -~]{0,12}",
            alone in "[ -9;-~]{0,12}",
            end in "[a-z0-9.:/]{0,12}",
        ) {
            // `Q` marks the password: no other part of the URL has one.
            for user_info in [format!("{user}:Q{password}"), format!("Q{alone}")] {
                let shown = redact_url(&format!("{scheme}{user_info}@{end}"));
                prop_assert!(!shown.contains('Q'), "{shown}");
            }
        }
    }
}
