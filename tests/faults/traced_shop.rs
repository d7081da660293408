//! A shop that logs everything (`RUST_LOG=trace`), and the secrets that its log must
//! not contain.

use std::{fs, path::Path, sync::Arc};

use session_shop::sessions::{Keys, Options, SessionKey, cookie::seal, engines::SignedCookiesEngine};
use tempfile::TempDir;

use crate::support::{customer::PASSWORD, process::Process, sqlite::Sqlite, visitor::Visitor};

/// The secret key that [`Process`] gives the shop.
const SECRET_KEY: &str = "a secret that only this test knows";

const WRONG_PASSWORD: &str = "jasmine and rain";

pub const TEA: &str = "keemun-black";

/// A shop that logs everything, a visitor, and the secrets that must not be in its log.
pub struct TracedShop {
    pub process: Process,
    pub visitor: Visitor,
    pub folder: TempDir,
    secrets: Vec<String>,
}

impl TracedShop {
    /// Starts a shop in an empty folder, with a `settings.toml` of that text.
    pub fn start(file: &str, settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::in_folder(folder, file, settings)
    }

    /// Starts a shop in that folder, with a `settings.toml` of that text.
    pub fn in_folder(folder: TempDir, file: &str, settings: &[(&str, &str)]) -> Self {
        fs::write(folder.path().join("settings.toml"), file).unwrap();
        let process = Process::start(folder.path(), &[settings, &[("RUST_LOG", "trace")]].concat());
        let visitor = Visitor::new(process.address());
        let secrets = [SECRET_KEY, PASSWORD, WRONG_PASSWORD].map(ToOwned::to_owned).into();
        Self { process, visitor, folder, secrets }
    }

    pub fn sqlite(&self) -> Sqlite {
        sqlite(self.folder.path())
    }

    /// Adds the secrets that the visitor and the database have now.
    pub fn collect_secrets(&mut self) {
        let cookies = ["sessionid", "csrftoken"].into_iter().filter_map(|name| self.visitor.cookie(name));
        let cookies: Vec<String> = cookies.collect();
        let keys = cookies.iter().filter(|cookie| cookie.is_ascii() && cookie.len() >= 64);
        self.secrets.extend(keys.map(|cookie| cookie[cookie.len() - 32..].to_owned()));
        self.secrets.extend(cookies);
        self.secrets.extend(self.sqlite().texts("id", "logins"));
        self.secrets.extend(self.sqlite().texts("session_key", "sessions"));
        self.secrets.extend(self.sqlite().texts("password_hash", "users"));
    }

    pub fn add_secrets(&mut self, secrets: impl IntoIterator<Item = String>) {
        self.secrets.extend(secrets);
    }

    /// Creates an account and fills a cart, before any fault.
    pub async fn fill_cart_of_member(&mut self) {
        self.visitor.register("Mei").await;
        self.collect_secrets();
        self.visitor.add_to_cart(TEA, 1).await;
        self.visitor.log_out().await;
        self.collect_secrets();
        self.visitor.log_in("Mei", PASSWORD).await;
        self.visitor.add_to_cart(TEA, 2).await;
        self.collect_secrets();
    }

    /// Logs in with another browser, after the session was lost.
    pub async fn log_in_again(&mut self) {
        self.visitor = Visitor::new(self.process.address());
        self.visitor.log_in("Mei", PASSWORD).await;
        self.visitor.add_to_cart(TEA, 1).await;
        self.collect_secrets();
    }

    /// Sends each kind of request of a visitor, whatever the response.
    pub async fn send_every_request(&mut self) {
        let saved = self.visitor.copy();
        let add = [("product", TEA), ("quantity", "1")];
        let login = [("username", "Mei"), ("password", PASSWORD)];
        let wrong = [("username", "Mei"), ("password", WRONG_PASSWORD)];
        let (visitor, cart) = (self.visitor.copy(), "/cart/add");
        for path in ["/cart", "/account", "/checkout"] {
            visitor.get(path).await;
        }
        for (path, fields) in [
            (cart, &add[..]),
            ("/preferences", &[("theme", "dark")]),
            ("/account/login", &wrong),
            ("/account/login", &login),
            ("/account/logout", &[]),
            (cart, &add),
        ] {
            visitor.post(path, fields).await;
        }
        self.visitor = visitor;
        self.collect_secrets();
        self.visitor = saved;
    }

    /// Asserts that the log contains no secret, and that it contains `fault`: the
    /// fault did happen.
    pub fn assert_no_secret_is_logged(&mut self, fault: &str) {
        self.collect_secrets();
        let log = self.process.log();
        for secret in self.secrets.iter().filter(|secret| secret.len() >= 8) {
            let encoded = serde_urlencoded::to_string([("", secret)]).unwrap();
            for text in [secret.as_str(), &encoded[1..]] {
                let shown: Vec<&str> = log.lines().filter(|line| line.contains(text)).take(3).collect();
                assert!(shown.is_empty(), "{text} is logged: {shown:#?}");
            }
        }
        assert!(log.contains(" TRACE ") && log.contains(fault), "the log does not contain {fault:?}");
    }
}

fn sqlite(folder: &Path) -> Sqlite {
    Sqlite::open(&folder.join("shop.sqlite3"))
}

/// Returns a session cookie with a valid signature, and its key.
pub fn signed_cookie() -> (String, String) {
    let key = SessionKey::random().as_str().to_owned();
    (signed(&key), key)
}

/// Returns a `Set-Cookie` header whose value has a valid signature.
pub fn signed(key: &str) -> String {
    let options = Options::new(Arc::new(SignedCookiesEngine), Keys::derive(SECRET_KEY, &[]));
    seal("sessionid", key, &options)
}
