//! The table of all settings (name, environment variable, default, allowed
//! values, purpose), and the parsers of the values. `docs/SETTINGS.md` is
//! generated from this table.

use std::{path::PathBuf, str::FromStr};

use super::{
    Allowed::{self, Boolean, OneOf, Text},
    Backend, CookieContent, EngineName, LogFormat, SameSite, Secret,
    redaction::{ASTERISKS, redact_url},
};

/// One setting.
#[derive(Debug)]
pub struct Spec {
    /// The dotted name, as in `settings.toml`.
    pub name: &'static str,
    /// The environment variable that overrides it. Settings that Django has, too, have
    /// Django's name. Empty for a setting of each alias: see [`Self::variable_name`].
    pub variable: &'static str,
    /// The built-in value, as text.
    pub default: &'static str,
    /// The values that are allowed.
    pub allowed: Allowed,
    /// What the setting does: one or two English sentences in Markdown.
    pub about: &'static str,
    /// Whether the value is a secret, which is never shown.
    pub secret: bool,
}

impl Spec {
    /// Returns the setting of that name. All names are literals of this
    /// program, and the table has all of them.
    pub(super) fn of(name: &'static str) -> &'static Self {
        static NONE: Spec = spec("?", "?", "", Text(""), "");
        let spec = SPECS.iter().find(|spec| spec.name == name);
        debug_assert!(spec.is_some(), "{name} is not in the table of settings");
        spec.unwrap_or(&NONE)
    }

    /// Returns whether `name` is the name of this setting. For a setting of
    /// each alias, `name` has the alias in the place of `NAME`.
    pub(super) fn matches(&self, name: &str) -> bool {
        match self.name.split_once(ALIAS) {
            None => self.name == name,
            Some((group, field)) => {
                let alias = name.strip_prefix(group).and_then(|rest| rest.strip_suffix(field));
                alias.is_some_and(|alias| !alias.is_empty() && !alias.contains('.'))
            }
        }
    }

    /// Returns the environment variable of the setting. That of a setting of each alias has
    /// `NAME` in the place of the alias, such as `SHOP_CACHES_NAME_URL`.
    pub fn variable_name(&self) -> String {
        if self.name.contains(ALIAS) { aliased_variable(self.name, ALIAS) } else { self.variable.to_owned() }
    }

    /// Returns whether the value is a secret or can contain one, as a URL can.
    pub fn can_hold_secret(&self) -> bool {
        self.secret || self.is_url()
    }

    /// Returns the first part of the dotted name, such as `caches`.
    pub(super) fn group(&self) -> &'static str {
        self.name.split('.').next().unwrap_or(self.name)
    }

    fn is_url(&self) -> bool {
        self.name.rsplit('.').next() == Some("url")
    }

    /// Returns the value as it can be shown: asterisks replace a secret and the
    /// password of a URL.
    pub(super) fn redacted(&self, text: &str) -> String {
        if self.secret && !text.is_empty() {
            return ASTERISKS.to_owned();
        }
        if self.is_url() || text.contains("://") { redact_url(text) } else { text.to_owned() }
    }
}

/// The placeholder of the alias in the names of settings that each alias has.
pub(super) const ALIAS: &str = "NAME";

/// Returns the environment variable of a setting of an alias: `name` is its dotted name,
/// such as `caches.NAME.url`.
pub(super) fn aliased_variable(name: &str, alias: &str) -> String {
    let name = name.replace(ALIAS, alias).to_ascii_uppercase();
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
    format!("SHOP_{}", name.chars().map(letter).collect::<String>())
}

const fn spec(
    name: &'static str,
    variable: &'static str,
    default: &'static str,
    allowed: Allowed,
    about: &'static str,
) -> Spec {
    Spec { name, variable, default, allowed, about, secret: false }
}

const fn secret(name: &'static str, variable: &'static str, allowed: Allowed, about: &'static str) -> Spec {
    Spec { name, variable, default: "", allowed, about, secret: true }
}

const fn number(unit: &'static str, min: u64, max: u64) -> Allowed {
    Allowed::Number { unit, min, max, zero: None }
}

const fn number_or_zero(unit: &'static str, zero: &'static str, max: u64) -> Allowed {
    Allowed::Number { unit, min: 0, max, zero: Some(zero) }
}

const TEN_YEARS: u64 = 315_360_000;

/// All settings.
pub static SPECS: &[Spec] = &[
    spec(
        "server.bind",
        "SHOP_BIND",
        "127.0.0.1:8080",
        Text(
            "ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080, or unix:PATH; several are separated by commas",
        ),
        "The addresses to listen on: IP addresses with a port (0 is any free port) and paths of Unix sockets. Sockets \
         that systemd passes on (`LISTEN_FDS`) are used in their place.",
    ),
    spec(
        "server.reuse_port",
        "SHOP_REUSE_PORT",
        "false",
        Boolean,
        "Whether several processes of the same user can listen on the same port (`SO_REUSEPORT`): the system \
         distributes the connections among them. Not on Windows.",
    ),
    spec(
        "server.migrate",
        "SHOP_MIGRATE",
        "true",
        Boolean,
        "Whether the shop runs the pending migrations of its databases. If false, it refuses to start while some are \
         pending, and its role needs no right to create tables. `session-shop migrate` runs them in any case.",
    ),
    spec(
        "server.unix_socket_mode",
        "SHOP_UNIX_SOCKET_MODE",
        "660",
        Text("three octal digits, such as 660"),
        "The permissions of a Unix socket that the shop creates: whoever may write to it can send requests.",
    ),
    spec(
        "server.data_dir",
        "SHOP_DATA_DIR",
        "var",
        Text("a folder"),
        "The folder of the database and the secret key. It is created at the start.",
    ),
    spec(
        "server.static_dir",
        "SHOP_STATIC_DIR",
        "",
        Text("a folder, or nothing for the files in the program"),
        "The folder of the stylesheets, scripts and pictures, for development: `static`. It is read at the start. \
         Empty: those that are part of the program.",
    ),
    spec(
        "server.workers",
        "SHOP_WORKERS",
        "0",
        // actix-server has at most 512.
        number_or_zero("threads", "one for each core", 512),
        "The number of worker threads.",
    ),
    spec(
        "server.shutdown_timeout",
        "SHOP_SHUTDOWN_TIMEOUT",
        "30",
        number("seconds", 0, 3_600),
        "How long the server waits for the requests in progress when it stops.",
    ),
    spec(
        "server.shutdown_delay",
        "SHOP_SHUTDOWN_DELAY",
        "0",
        number("seconds", 0, 3_600),
        "How long the server serves on when it is asked to stop, while `/readyz` reports 503, so that a load balancer \
         sends its requests elsewhere. A second signal ends the delay.",
    ),
    spec(
        "server.allowed_hosts",
        "ALLOWED_HOSTS",
        "",
        Text(
            "host names without a port, separated by commas: shop.example, .shop.example with all subdomains, or *",
        ),
        "The host names of the site. A request for another host gets a 400. Empty: the loopback addresses \
         and all names that end with `localhost` or `.test`; it must not be empty if the shop listens on another address.",
    ),
    spec(
        "server.trusted_proxies",
        "SHOP_TRUSTED_PROXIES",
        "",
        Text(
            "IP addresses and networks, separated by commas, such as 127.0.0.1, 10.0.0.0/8, and unix: for all clients of Unix sockets",
        ),
        "The proxies whose `Forwarded` or `X-Forwarded-For`, `-Proto` and `-Host` headers are believed. The headers \
         of all other clients are ignored.",
    ),
    spec(
        "server.max_connections",
        "SHOP_MAX_CONNECTIONS",
        "0",
        number_or_zero("connections", "three quarters of the limit of open files", 1_000_000),
        "The maximum number of connections of clients. Further clients wait until a connection ends.",
    ),
    spec(
        "server.head_timeout",
        "SHOP_HEAD_TIMEOUT",
        "10",
        number("seconds", 1, 3_600),
        "The time in which a client must send the head of a request. When it expires, the connection ends, the first \
         request of a connection with a 408.",
    ),
    spec(
        "server.body_timeout",
        "SHOP_BODY_TIMEOUT",
        "20",
        number("seconds", 1, 3_600),
        "The time in which a client must send the whole body of a request. When it expires, the response is a 408 \
         and the connection ends.",
    ),
    spec(
        "server.write_timeout",
        "SHOP_WRITE_TIMEOUT",
        "30",
        number("seconds", 1, 3_600),
        "The time in which a client must receive each part of a response, of about 32 KiB. When it expires, the \
         connection ends.",
    ),
    spec(
        "server.max_header_bytes",
        "SHOP_MAX_HEADER_BYTES",
        "32768",
        number("bytes", 1_024, 131_072),
        "The maximum size of the request line and the headers of a request. A larger request gets a 431.",
    ),
    spec(
        "server.max_form_bytes",
        "DATA_UPLOAD_MAX_MEMORY_SIZE",
        "65536",
        number("bytes", 1_024, 16_777_216),
        "The maximum size of the body of a request. A larger request gets a 413.",
    ),
    spec(
        "server.max_form_fields",
        "DATA_UPLOAD_MAX_NUMBER_FIELDS",
        "1000",
        number("fields", 1, 100_000),
        "The maximum number of fields of a form. A form with more gets a 400.",
    ),
    spec(
        "server.hsts_seconds",
        "SECURE_HSTS_SECONDS",
        "0",
        number_or_zero("seconds", "no header", TEN_YEARS),
        "How long browsers use HTTPS only for this host (`Strict-Transport-Security`). The header is sent over HTTPS \
         only, and never for `localhost` or an IP address.",
    ),
    spec(
        "server.silenced_checks",
        "SILENCED_SYSTEM_CHECKS",
        "",
        Text("identifiers of checks, separated by commas, such as deploy.W005"),
        "The checks of a deployment whose warnings are not shown, by `session-shop check --deploy` and at the start.",
    ),
    secret(
        "secret_key",
        "SECRET_KEY",
        Text("at least 32 bytes"),
        "The key that signs cookies. If it is empty, the shop creates one at the first start and stores it in the \
         data folder.",
    ),
    secret(
        "secret_key_fallbacks",
        "SECRET_KEY_FALLBACKS",
        Text("keys of at least 32 bytes each, separated by commas or line ends"),
        "Earlier keys. Cookies that were signed with them are still accepted.",
    ),
    spec(
        "session.enabled",
        "SESSION_ENABLED",
        "true",
        Boolean,
        "Whether requests have sessions. Without sessions there is no cart and no login.",
    ),
    spec(
        "session.engine",
        "SESSION_ENGINE",
        "db",
        OneOf(EngineName::NAMES),
        "The engine that stores the sessions.",
    ),
    spec(
        "session.file_path",
        "SESSION_FILE_PATH",
        "",
        Text("a folder, or nothing for the system's temporary one"),
        "The folder of the engine `file`. It must exist.",
    ),
    spec(
        "session.cache_alias",
        "SESSION_CACHE_ALIAS",
        "default",
        Text("the name of a cache, such as default, redis or memcached"),
        "The cache of the engines `cache` and `cached_db`.",
    ),
    spec(
        "session.database",
        "SESSION_DATABASE",
        "default",
        Text("the name of a database, such as default"),
        "The database of the engines `db` and `cached_db`.",
    ),
    spec(
        "session.key_prefix",
        "SESSION_KEY_PREFIX",
        "session:",
        Text("up to 100 visible letters without a space"),
        "The prefix of the keys of sessions in a cache.",
    ),
    spec(
        "session.store_timeout_ms",
        "SESSION_STORE_TIMEOUT_MS",
        "800",
        number("milliseconds", 10, 60_000),
        "The timeout of a call to the session store or to a database. When it expires, the response is a 503.",
    ),
    spec(
        "session.slow_call_ms",
        "SESSION_SLOW_CALL_MS",
        "250",
        number_or_zero("milliseconds", "never", 60_000),
        "The time from which a call to the session store gets a line in the log, which names the store and the \
         operation.",
    ),
    spec(
        "session.cookie_age",
        "SESSION_COOKIE_AGE",
        "1209600",
        number("seconds", 1, TEN_YEARS),
        "The time from the last change of a session until it expires. The default is two weeks.",
    ),
    spec(
        "session.absolute_age",
        "SESSION_ABSOLUTE_AGE",
        "0",
        number_or_zero("seconds", "no limit", TEN_YEARS),
        "The time from the start of a session, or from the login, until the session expires in any case.",
    ),
    spec(
        "session.anonymous_age",
        "SESSION_ANONYMOUS_AGE",
        "0",
        number_or_zero("seconds", "`session.cookie_age`", TEN_YEARS),
        "The time from the last change of a session without a login until it expires, if that is shorter than \
         `session.cookie_age`.",
    ),
    spec(
        "session.new_per_address",
        "SESSION_NEW_PER_ADDRESS",
        "600",
        number_or_zero("sessions a minute", "no limit", 1_000_000),
        "The number of sessions without a login that one address (IPv6: one /64 network) may start within a minute. \
         Past it, pages are served without a session, and a form gets the status 429.",
    ),
    spec(
        "session.sweep_interval",
        "SESSION_SWEEP_INTERVAL",
        "3600",
        number_or_zero("seconds", "never", 86_400),
        "The interval at which the server removes expired sessions, on average: each pause is up to a tenth shorter \
         or longer. `session-shop clearsessions` removes them once.",
    ),
    spec(
        "session.expire_at_browser_close",
        "SESSION_EXPIRE_AT_BROWSER_CLOSE",
        "false",
        Boolean,
        "Whether the browser removes the cookie when it is closed.",
    ),
    spec(
        "session.save_every_request",
        "SESSION_SAVE_EVERY_REQUEST",
        "false",
        Boolean,
        "Whether each request extends the session, and not only one that changes it.",
    ),
    spec(
        "session.max_bytes",
        "SESSION_MAX_BYTES",
        "1048576",
        number("bytes", 256, 67_108_864),
        "The maximum size of the data of a session.",
    ),
    spec(
        "session.cookie_name",
        "SESSION_COOKIE_NAME",
        "sessionid",
        Text("letters, digits and any of !#$%&'*+-.^_`|~"),
        "The name of the cookie. If it is the default, `session.cookie_secure` is true, the path is `/` and there is \
         no domain, the name is `__Host-sessionid`: no other host of the same domain can set such a cookie.",
    ),
    spec(
        "session.cookie_path",
        "SESSION_COOKIE_PATH",
        "/",
        Text("a path that begins with / and has no ; in it"),
        "The attribute `Path` of the cookie: the browser sends it to URLs below this path only.",
    ),
    spec(
        "session.cookie_domain",
        "SESSION_COOKIE_DOMAIN",
        "",
        Text("a host name, or nothing for this host alone"),
        "The attribute `Domain` of the cookie: the browser sends it to this host and its subdomains.",
    ),
    spec(
        "session.cookie_secure",
        "SESSION_COOKIE_SECURE",
        "false",
        Boolean,
        "The attribute `Secure` of the cookie: the browser sends it over HTTPS only. Set it wherever the shop is \
         served over HTTPS.",
    ),
    spec(
        "session.cookie_httponly",
        "SESSION_COOKIE_HTTPONLY",
        "true",
        Boolean,
        "The attribute `HttpOnly` of the cookie: scripts can't read it.",
    ),
    spec(
        "session.cookie_samesite",
        "SESSION_COOKIE_SAMESITE",
        "Lax",
        OneOf(SameSite::NAMES),
        "The attribute `SameSite` of the cookie: which requests from other sites carry it.",
    ),
    spec(
        "session.cookie_content",
        "SESSION_COOKIE_CONTENT",
        "signed",
        OneOf(CookieContent::NAMES),
        "Whether the content of the cookie is signed, or also encrypted (`private`).",
    ),
    spec(
        "csrf.cookie_name",
        "CSRF_COOKIE_NAME",
        "csrftoken",
        Text("letters, digits and any of !#$%&'*+-.^_`|~, and not the name of the session's cookie"),
        "The name of the cookie with the secret against forged forms. If it is the default and `session.cookie_secure` \
         is true, the name is `__Host-csrftoken`.",
    ),
    spec(
        "password.memory_kib",
        "PASSWORD_MEMORY_KIB",
        "19456",
        number("KiB", 8, 4_194_304),
        "The memory that a password hash (argon2id) needs. A change is applied to each user's hash at the next \
         login.",
    ),
    spec(
        "password.iterations",
        "PASSWORD_ITERATIONS",
        "2",
        number("passes", 1, 100),
        "How often a password hash passes over this memory.",
    ),
    spec(
        "password.parallelism",
        "PASSWORD_PARALLELISM",
        "1",
        number("lanes", 1, 64),
        "The lanes of a password hash that can be computed in parallel.",
    ),
    spec(
        "password.threads",
        "PASSWORD_THREADS",
        "0",
        number_or_zero("threads", "one for each core", 1_024),
        "The threads that compute password hashes, each one at a time. Each needs the memory of a hash.",
    ),
    spec(
        "password.queue",
        "PASSWORD_QUEUE",
        "100",
        number("requests", 1, 100_000),
        "The number of requests that wait for these threads, at most ten seconds each. When the queue is full, the \
         response is a 503.",
    ),
    spec(
        "login.attempts_per_account",
        "LOGIN_ATTEMPTS_PER_ACCOUNT",
        "5",
        number_or_zero("attempts", "no limit", 1_000),
        "The failed logins to an account after which each next attempt has to wait. A browser in which the user has \
         logged in before has a count of its own.",
    ),
    spec(
        "login.attempts_per_address",
        "LOGIN_ATTEMPTS_PER_ADDRESS",
        "20",
        number_or_zero("attempts", "no limit", 100_000),
        "The failed logins from an address, to any accounts, after which each next attempt has to wait. Of an IPv6 \
         address, the first 64 bits count.",
    ),
    spec(
        "login.registrations_per_address",
        "LOGIN_REGISTRATIONS_PER_ADDRESS",
        "60",
        number_or_zero("registrations", "no limit", 100_000),
        "The registrations from an address after which each next one has to wait.",
    ),
    spec(
        "login.base_delay",
        "LOGIN_BASE_DELAY",
        "1",
        number("seconds", 1, 86_400),
        "The wait after the first attempt over a limit. Each further attempt doubles it.",
    ),
    spec(
        "login.max_delay",
        "LOGIN_MAX_DELAY",
        "900",
        number("seconds", 1, 86_400),
        "The maximum wait between two attempts over a limit. One attempt is forgotten each time that this time passes \
         without an attempt.",
    ),
    spec(
        "login.cache_ms",
        "LOGIN_CACHE_MS",
        "750",
        number_or_zero("milliseconds", "each request asks the database", 1_000),
        "How long a process uses what a database server has told it of a login. A login that ends elsewhere, by a logout \
         or a changed password, sees pages of other processes for so long. Forms always ask the database, and a SQLite \
         file is asked by each request.",
    ),
    spec(
        "audit.file",
        "AUDIT_FILE",
        "",
        Text("the path of a file, without control characters, or nothing for the log"),
        "The file to which the audit trail is appended: logins, refused forms and other events that matter for \
         security, a line of JSON each. Relative to the working directory.",
    ),
    spec(
        "log.format",
        "SHOP_LOG_FORMAT",
        "text",
        OneOf(LogFormat::NAMES),
        "The format of the log: a line of text, or an object of JSON on a line (`json`).",
    ),
    spec(
        "metrics.bind",
        "SHOP_METRICS_BIND",
        "",
        Text("ADDRESS:PORT, such as 127.0.0.1:9464, or nothing"),
        "The address and port of `/metrics`, for Prometheus. Port 0 is any free port. Empty: no metrics. Everyone who \
         can reach this address can read them.",
    ),
    spec(
        "tracing.endpoint",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "",
        Text("http://HOST:PORT of an OpenTelemetry collector, or nothing"),
        "The collector that gets the spans of requests and store calls, as OTLP over HTTP in JSON. It needs a program \
         that is built with the cargo feature `opentelemetry`. Empty: no spans.",
    ),
    spec(
        "databases.NAME.url",
        "",
        "",
        Text(
            "sqlite:PATH (relative to the data folder), postgres://USER:PASSWORD@HOST:PORT/NAME \
             or mysql://USER:PASSWORD@HOST:PORT/NAME",
        ),
        "The URL of the database. `default` is the database of the shop: its URL is `sqlite:shop.sqlite3`, or what \
         `DATABASE_URL` holds.",
    ),
    spec(
        "databases.NAME.connections",
        "",
        "8",
        number("connections", 1, 1_000),
        "The maximum number of connections to the database.",
    ),
    spec(
        "databases.NAME.transaction_pooling",
        "",
        "false",
        Boolean,
        "Whether a pooler such as pgbouncer, in transaction mode, is between the shop and PostgreSQL: each transaction \
         then sets its own timeouts, and no statement is prepared.",
    ),
    spec(
        "caches.NAME.backend",
        "",
        "memory",
        OneOf(Backend::NAMES),
        "The kind of the cache. The caches `default` (memory), `redis` and `memcached` are built in.",
    ),
    spec(
        "caches.NAME.url",
        "",
        "",
        Text(
            "redis://HOST:PORT/DB, rediss:// (TLS), redis+unix:///PATH?db=DB, redis+sentinel://HOST:PORT,HOST:PORT/MASTER/DB \
             or redis+cluster://HOST:PORT,HOST:PORT; \
             memcache://HOST:PORT,HOST:PORT or memcache:///SOCKET; as the backend is",
        ),
        "The URL of the cache server, or of several Memcached servers. `REDIS_URL` and `MEMCACHED_URL` override it. \
         The default is the server's usual port on this machine. `rediss+sentinel` and `rediss+cluster` use TLS, `valkey` can stand for `redis`, and \
         `?sentinel_user=` and `?sentinel_password=` are those of the Sentinels.",
    ),
    spec(
        "caches.NAME.ca_file",
        "",
        "",
        Text("the path of a PEM file, or nothing for the certificate authorities of the system"),
        "The certificate authorities that can have signed the certificate of a Redis server (`rediss://`).",
    ),
    spec(
        "caches.NAME.max_entries",
        "",
        "100000",
        number("entries", 1, 1_000_000_000),
        "The maximum number of entries of a cache in memory, and as many sessions of logged-in users, which other \
         entries never evict. The least recently used entries are removed first.",
    ),
    spec(
        "caches.NAME.connections",
        "",
        "16",
        number("connections", 1, 1_000),
        "The maximum number of connections of each worker thread to a Memcached server.",
    ),
    spec(
        "caches.NAME.timeout_ms",
        "",
        "250",
        number("milliseconds", 5, 60_000),
        "The timeout of a call to the cache server.",
    ),
    spec(
        "lab.enabled",
        "LAB_ENABLED",
        "auto",
        Text("auto (if server.bind has only loopback addresses), true or false"),
        "Whether the lab is served. `auto` serves it if the shop listens on nothing but loopback, and not to requests that a \
         proxy has passed on (`Forwarded`, `X-Forwarded-*`, `X-Real-IP` or `Via`).",
    ),
    spec(
        "lab.max_browsers",
        "LAB_MAX_BROWSERS",
        "128",
        number("browsers", 1, 100_000),
        "The maximum number of browsers whose requests the inspector shows. The browser that was away longest is \
         removed first. Each can take half a megabyte of memory.",
    ),
];

pub(super) fn boolean(text: &str) -> Option<bool> {
    text.to_ascii_lowercase().parse().ok()
}

pub(super) fn parsed<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

/// Parses the permissions of a file, three octal digits.
pub(super) fn permissions(text: &str) -> Option<u32> {
    let is_octal = text.len() == 3 && text.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
    is_octal.then(|| u32::from_str_radix(text, 8).ok()).flatten()
}

pub(super) fn path(text: &str) -> Option<PathBuf> {
    (!text.is_empty()).then(|| PathBuf::from(text))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "all parsers have this signature, and this one accepts all texts"
)]
#[expect(clippy::option_option, reason = "the inner option is the value: there may be no folder")]
pub(super) fn optional_path(text: &str) -> Option<Option<PathBuf>> {
    Some(path(text))
}

#[expect(clippy::option_option, reason = "the inner option is the value: there may be no file")]
pub(super) fn optional_file(text: &str) -> Option<Option<PathBuf>> {
    (!text.chars().any(char::is_control)).then(|| path(text))
}

pub(super) fn secrets(text: &str) -> Option<Vec<Secret>> {
    let texts = text.split([',', '\n']).map(str::trim).filter(|text| !text.is_empty());
    texts.map(Secret::parse).collect()
}

pub(super) fn database_url(text: &str) -> Option<String> {
    let sqlite = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:"));
    let server =
        ["postgres://", "postgresql://", "mysql://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let rest = sqlite.filter(|path| *path != ":memory:").or(server)?;
    (!rest.is_empty()).then(|| text.to_owned())
}

/// Accepts a URL with one of the schemes.
pub(super) fn cache_url(text: &str, schemes: &[&str]) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    (schemes.contains(&scheme) && !rest.is_empty()).then(|| text.to_owned())
}

pub(super) fn key_prefix(text: &str) -> Option<String> {
    (text.len() <= 100 && text.bytes().all(|byte| byte.is_ascii_graphic())).then(|| text.to_owned())
}

pub(super) fn alias(text: &str, known: &[String]) -> Option<String> {
    known.iter().find(|name| *name == text).cloned()
}

/// Accepts a token (RFC 9110, section 5.6.2).
pub(super) fn cookie_name(text: &str) -> Option<String> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    (!text.is_empty() && text.bytes().all(is_token)).then(|| text.to_owned())
}

/// Browsers ignore a longer attribute (RFC 6265bis, section 5.6).
const MAX_ATTRIBUTE_BYTES: usize = 1_024;

/// The longest name of a host and of each of its parts (RFC 1035, section 2.3.4).
const MAX_HOST_BYTES: usize = 253;
const MAX_LABEL_BYTES: usize = 63;

pub(super) fn cookie_path(text: &str) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b';';
    let is_path = text.starts_with('/') && text.bytes().all(is_plain);
    (is_path && text.len() <= MAX_ATTRIBUTE_BYTES).then(|| text.to_owned())
}

#[expect(clippy::option_option, reason = "the inner option is the value: there may be no domain")]
pub(super) fn cookie_domain(text: &str) -> Option<Option<String>> {
    let is_label = |label: &str| {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..=MAX_LABEL_BYTES).contains(&label.len()) && label.bytes().all(is_letter)
    };
    // Browsers ignore a leading dot.
    let host = text.strip_prefix('.').unwrap_or(text);
    let is_host = host.len() <= MAX_HOST_BYTES && host.split('.').all(is_label);
    (text.is_empty() || is_host).then(|| Some(text.to_owned()).filter(|text| !text.is_empty()))
}
