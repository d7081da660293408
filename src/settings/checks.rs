//! What an operator should change before the shop is deployed, as in Django's
//! [`check --deploy`](https://docs.djangoproject.com/en/5.2/ref/checks/#security). The checks
//! here read the settings alone; `app` has those of the stores and of files.

use std::fmt;

use strum::{EnumString, IntoStaticStr};

use super::{Backend, EngineName, Settings};

/// The number of different bytes below which a secret key is easy to guess, as in Django.
const MIN_DIFFERENT_BYTES: usize = 5;

/// A check of a deployment. Its identifier can be named by `server.silenced_checks`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
pub enum Check {
    /// There is no secret key that all processes share.
    #[strum(serialize = "deploy.W001")]
    SecretKeyMissing,
    /// The secret key is easy to guess.
    #[strum(serialize = "deploy.W002")]
    SecretKeyWeak,
    /// The cookies are sent over plain HTTP, too.
    #[strum(serialize = "deploy.W003")]
    CookieNotSecure,
    /// Scripts can read the session cookie.
    #[strum(serialize = "deploy.W004")]
    CookieNotHttpOnly,
    /// Browsers may use plain HTTP.
    #[strum(serialize = "deploy.W005")]
    NoHsts,
    /// The site has no host names, or any.
    #[strum(serialize = "deploy.W006")]
    Hosts,
    /// The lab is served.
    #[strum(serialize = "deploy.W007")]
    Lab,
    /// The proxies are not named, or everybody is one.
    #[strum(serialize = "deploy.W008")]
    Proxies,
    /// Each process has sessions or cached copies of its own.
    #[strum(serialize = "deploy.W009")]
    CacheOfOneProcess,
    /// The cache can return sessions that have ended.
    #[strum(serialize = "deploy.W010")]
    CachePersistence,
    /// The cache evicts sessions that should stay, or none.
    #[strum(serialize = "deploy.W011")]
    CacheEviction,
    /// A server is older than the versions that are still maintained.
    #[strum(serialize = "deploy.W012")]
    ServerVersion,
    /// Other users of the machine can read a secret.
    #[strum(serialize = "deploy.W013")]
    ReadableSecret,
}

/// What a check has found.
#[derive(Clone, Debug)]
pub struct CheckWarning {
    /// The check.
    pub check: Check,
    /// Whether it also matters to a shop that only this machine can reach.
    pub is_for_all: bool,
    /// What is wrong, and which settings are better: one line.
    pub text: String,
}

impl CheckWarning {
    /// Returns a warning for shops that other machines can reach.
    pub fn of(check: Check, text: impl Into<String>) -> Self {
        Self { check, is_for_all: false, text: text.into() }
    }

    /// Returns a warning for all shops.
    pub fn for_all(check: Check, text: impl Into<String>) -> Self {
        Self { check, is_for_all: true, text: text.into() }
    }
}

/// Writes the text and the identifier.
impl fmt::Display for CheckWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.text, <&str>::from(self.check))
    }
}

/// Parses identifiers that are separated by commas.
pub(super) fn parse_silenced(text: &str) -> Option<Vec<Check>> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| part.parse().ok()).collect()
}

impl Settings {
    /// Returns whether other machines can reach the shop, itself or through a proxy.
    pub fn is_deployed(&self) -> bool {
        let server = &self.server;
        !server.is_on_loopback() || !server.trusted_proxies.is_empty() || !server.allowed_hosts.is_empty()
    }

    /// Returns the warnings about the settings alone.
    pub fn check(&self) -> Vec<CheckWarning> {
        let checks = [
            self.check_secret_key(),
            self.check_cookies(),
            self.check_hosts(),
            self.check_lab(),
            self.check_proxies(),
            self.check_cache(),
        ];
        checks.into_iter().flatten().collect()
    }

    fn check_secret_key(&self) -> Vec<CheckWarning> {
        let Some(secret) = &self.secret_key else {
            let text = "SECRET_KEY is not set, so each data folder has a random key of its own: a shop on another \
                        machine, or in a new container, can't read the cookies of this one, and its visitors lose \
                        their carts and logins. Set the same key for all processes (SECRET_KEY or SECRET_KEY_FILE)";
            let is_shared = self.databases.get("default").is_some_and(|database| !database.is_sqlite());
            let warning = CheckWarning::of(Check::SecretKeyMissing, text);
            return vec![CheckWarning { is_for_all: is_shared, ..warning }];
        };
        let mut bytes = secret.reveal().as_bytes().to_vec();
        bytes.sort_unstable();
        bytes.dedup();
        let text = format!(
            "SECRET_KEY has fewer than {MIN_DIFFERENT_BYTES} different characters. Set a random one, such as the \
             output of `openssl rand -base64 48`"
        );
        let is_weak = bytes.len() < MIN_DIFFERENT_BYTES;
        is_weak.then(|| CheckWarning::of(Check::SecretKeyWeak, text)).into_iter().collect()
    }

    fn check_cookies(&self) -> Vec<CheckWarning> {
        let (session, server) = (&self.session, &self.server);
        let mut warnings = Vec::new();
        if !session.cookie_secure {
            let text = "SESSION_COOKIE_SECURE is not true: browsers send the cookies over plain HTTP, too, where \
                        others can read them. Serve the shop over HTTPS, and set it to true";
            warnings.push(CheckWarning::of(Check::CookieNotSecure, text));
        }
        if !session.cookie_httponly {
            let text = "SESSION_COOKIE_HTTPONLY is not true: a script in a page can read the session cookie";
            warnings.push(CheckWarning::of(Check::CookieNotHttpOnly, text));
        }
        if server.hsts_seconds == 0 {
            let text = "SECURE_HSTS_SECONDS is 0: a browser may use plain HTTP for the first request of a visit. If \
                        all of the site works over HTTPS, begin with 3600";
            warnings.push(CheckWarning::of(Check::NoHsts, text));
        }
        warnings
    }

    fn check_hosts(&self) -> Vec<CheckWarning> {
        let hosts = &self.server.allowed_hosts;
        let text = if hosts.is_empty() {
            "ALLOWED_HOSTS is empty: only requests for the names of this machine are served. Name the hosts of the site"
        } else if hosts.allows_all() {
            "ALLOWED_HOSTS has *: a request for any host is served, also for one that an attacker has made up. Name \
             the hosts of the site"
        } else {
            return Vec::new();
        };
        vec![CheckWarning::of(Check::Hosts, text)]
    }

    fn check_lab(&self) -> Vec<CheckWarning> {
        let text = "the lab is served: it shows the sessions of each browser to its user, and takes memory and time. \
                    Set LAB_ENABLED to false";
        self.has_lab().then(|| CheckWarning::of(Check::Lab, text)).into_iter().collect()
    }

    fn check_proxies(&self) -> Vec<CheckWarning> {
        let server = &self.server;
        let is_behind_proxy = server.is_on_loopback();
        let has_unix_socket = server.bind.iter().any(|it| it.tcp().is_none());
        let text = if server.trusted_proxies.contains_everybody() {
            "SHOP_TRUSTED_PROXIES has all addresses: every client can invent its address, its scheme and its host. \
             Name the proxies alone"
        } else if has_unix_socket && !server.trusted_proxies.contains_unix_sockets() {
            "SHOP_TRUSTED_PROXIES lacks unix:, and the clients of a Unix socket have no address of their own: no limit of \
             an address holds for them. Add unix: to name the proxy behind the socket"
        } else if server.trusted_proxies.is_empty() && is_behind_proxy {
            "SHOP_TRUSTED_PROXIES is empty, and only a proxy on this machine can reach the shop: all visitors have \
             the proxy's address, and share the limits of one address. Name the proxy, such as 127.0.0.1"
        } else {
            return Vec::new();
        };
        vec![CheckWarning::of(Check::Proxies, text)]
    }

    fn check_cache(&self) -> Vec<CheckWarning> {
        let alias = &self.session.cache_alias;
        let backend = self.caches.get(alias).map(|cache| cache.backend);
        match (self.session.engine, backend) {
            (EngineName::CachedDb, Some(Backend::Memory)) => {
                let text = format!(
                    "session.engine cached_db over the cache {alias} in memory is for one process: two processes \
                     would serve older sessions than the database has. Run one process, or name a Redis or \
                     Memcached cache by session.cache_alias"
                );
                vec![CheckWarning::for_all(Check::CacheOfOneProcess, text)]
            }
            (EngineName::Cache, Some(Backend::Memory)) => {
                let text = format!(
                    "session.engine cache over the cache {alias} in memory: each process has sessions of its own, and \
                     a restart loses them. Name a Redis or Memcached cache by session.cache_alias"
                );
                vec![CheckWarning::of(Check::CacheOfOneProcess, text)]
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Sources;

    /// Settings that no check objects to.
    const GOOD: [(&str, &str); 7] = [
        ("secret_key", "oolong and osmanthus, and a little jasmine"),
        ("session.cookie_secure", "true"),
        ("server.hsts_seconds", "3600"),
        ("server.allowed_hosts", "shop.example"),
        ("server.trusted_proxies", "127.0.0.1"),
        ("lab.enabled", "false"),
        ("session.cookie_httponly", "true"),
    ];

    fn identifiers(changes: &[(&str, &str)]) -> Vec<&'static str> {
        let mut sources = Sources::default();
        for (name, text) in GOOD.iter().chain(changes) {
            sources.set(*name, *text);
        }
        let settings = Settings::read(&mut sources).unwrap();
        settings.check().iter().map(|warning| warning.check.into()).collect()
    }

    #[test]
    fn each_setting_that_is_unsafe_for_a_site_has_its_warning() {
        assert_eq!(identifiers(&[]), [""; 0]);
        for (name, text, identifier) in [
            ("secret_key", "", "deploy.W001"),
            ("secret_key", "oooooooooooooooooooooooooooooooooooooooo", "deploy.W002"),
            ("session.cookie_secure", "false", "deploy.W003"),
            ("session.cookie_httponly", "false", "deploy.W004"),
            ("server.hsts_seconds", "0", "deploy.W005"),
            ("server.allowed_hosts", "", "deploy.W006"),
            ("server.allowed_hosts", "shop.example,*", "deploy.W006"),
            ("lab.enabled", "true", "deploy.W007"),
            ("lab.enabled", "auto", "deploy.W007"),
            ("server.trusted_proxies", "", "deploy.W008"),
            ("server.trusted_proxies", "::/0", "deploy.W008"),
            ("session.engine", "cache", "deploy.W009"),
            ("session.engine", "cached_db", "deploy.W009"),
        ] {
            assert_eq!(identifiers(&[(name, text)]), [identifier], "{name} {text}");
        }
    }

    #[test]
    fn a_shop_that_visitors_reach_directly_needs_no_proxy() {
        let direct = [("server.bind", "0.0.0.0:80"), ("server.trusted_proxies", "")];
        assert_eq!(identifiers(&direct), [""; 0]);
        for (proxies, warnings) in [("", 1), ("127.0.0.1", 1), ("unix:", 0)] {
            let behind = [("server.bind", "unix:/run/shop.sock"), ("server.trusted_proxies", proxies)];
            assert_eq!(identifiers(&behind), ["deploy.W008"][..warnings], "{proxies}");
        }
    }

    #[test]
    fn only_known_checks_can_be_silenced() {
        assert_eq!(parse_silenced("deploy.W005, deploy.W007"), Some(vec![Check::NoHsts, Check::Lab]));
        assert_eq!(parse_silenced(""), Some(Vec::new()));
        assert_eq!(parse_silenced("deploy.W099"), None);
    }
}
