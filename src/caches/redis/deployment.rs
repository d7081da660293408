//! How Redis is deployed: one server, a master that Sentinel names, or a Cluster. The URL
//! says which. The `redis` crate reads the URL of one server; this module splits the URLs
//! of the two others into such URLs, one for each node.

use redis::{
    Client, ConnectionAddr, ConnectionInfo, IntoConnectionInfo, TlsCertificates, TlsMode,
    cluster::ClusterClient,
    sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType},
};
use std::time::Duration;

use crate::caches::CacheError;

/// The port of a Sentinel without a port in the URL.
const SENTINEL_PORT: u16 = 26_379;

/// The port of a node of a Cluster without a port in the URL.
const CLUSTER_PORT: u16 = 6_379;

/// What a connection is opened to.
pub enum Deployment {
    /// One server, over TCP, TLS or a Unix socket.
    Server(Box<Client>),
    /// A master, whose address the Sentinels know.
    Sentinel(Box<SentinelMaster>),
    /// The masters of a Cluster.
    Cluster(Box<ClusterClient>),
}

/// A master, and the Sentinels that know its address.
#[derive(Clone)]
pub struct SentinelMaster {
    sentinels: Vec<ConnectionAddr>,
    /// The name under which the Sentinels watch the master.
    name: String,
    server: ConnectionInfo,
    user: Option<String>,
    password: Option<String>,
    uses_tls: bool,
    certificates: Option<TlsCertificates>,
}

impl Deployment {
    /// Reads a URL. `ca` is a PEM file with the certificate authorities that replace those
    /// of the system.
    ///
    /// # Errors
    /// [`CacheError::Unavailable`] if the URL has another form.
    pub fn parse(url: &str, ca: Option<Vec<u8>>, timeout: Duration) -> Result<Self, CacheError> {
        let certificates = ca.map(|pem| TlsCertificates { client_tls: None, root_cert: Some(pem) });
        let (scheme, rest) = url.split_once("://").unwrap_or((url, ""));
        match scheme.split_once('+') {
            Some((base, "sentinel")) => Ok(Self::Sentinel(Box::new(sentinel(base, rest, certificates)?))),
            Some((base, "cluster")) => {
                Ok(Self::Cluster(Box::new(cluster(base, rest, certificates, timeout)?)))
            }
            _ => Ok(Self::Server(Box::new(match certificates {
                Some(certificates) => Client::build_with_tls(url, certificates)?,
                None => Client::open(url)?,
            }))),
        }
    }
}

impl SentinelMaster {
    /// Returns a client of the Sentinels. Its connections belong to the current runtime.
    ///
    /// # Errors
    /// [`redis::RedisError`] if the certificates can't be read.
    pub fn client(&self) -> redis::RedisResult<SentinelClient> {
        let server = self.server.redis_settings();
        let new = SentinelClientBuilder::new(self.sentinels.clone(), &self.name, SentinelServerType::Master)?;
        let mut builder = new.set_client_to_redis_db(server.db());
        if let Some(user) = server.username() {
            builder = builder.set_client_to_redis_username(user);
        }
        if let Some(password) = server.password() {
            builder = builder.set_client_to_redis_password(password);
        }
        if let Some(user) = &self.user {
            builder = builder.set_client_to_sentinel_username(user);
        }
        if let Some(password) = &self.password {
            builder = builder.set_client_to_sentinel_password(password);
        }
        if self.uses_tls {
            builder = builder.set_client_to_redis_tls_mode(TlsMode::Secure);
            builder = builder.set_client_to_sentinel_tls_mode(TlsMode::Secure);
        }
        if let Some(certificates) = &self.certificates {
            builder = builder.set_client_to_redis_certificates(certificates.clone());
            builder = builder.set_client_to_sentinel_certificates(certificates.clone());
        }
        builder.build()
    }
}

/// Reads `USER:PASSWORD@HOST:PORT,HOST:PORT/NAME/DB?sentinel_password=…`.
fn sentinel(
    base: &str,
    rest: &str,
    certificates: Option<TlsCertificates>,
) -> Result<SentinelMaster, CacheError> {
    let form = || CacheError::Unavailable("the URL is not redis+sentinel://HOST:PORT,…/MASTER/DB".to_owned());
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = rest.split_once('/').ok_or_else(form)?;
    let (name, db) = path.split_once('/').unwrap_or((path, "0"));
    if name.is_empty() {
        return Err(form());
    }
    let nodes = nodes(base, authority, db, SENTINEL_PORT)?;
    let server = nodes.first().ok_or_else(form)?.clone();
    let parameters: Vec<(String, String)> = serde_urlencoded::from_str(query).map_err(|_| form())?;
    let mut master = SentinelMaster {
        sentinels: nodes.iter().map(|node| node.addr().clone()).collect(),
        name: name.to_owned(),
        uses_tls: matches!(server.addr(), ConnectionAddr::TcpTls { .. }),
        server,
        user: None,
        password: None,
        certificates,
    };
    if master.certificates.is_some() && !master.uses_tls {
        return Err(needs_tls());
    }
    for (key, value) in parameters {
        match key.as_str() {
            "sentinel_user" => master.user = Some(value),
            "sentinel_password" => master.password = Some(value),
            _ => return Err(unknown_parameter(&key, "sentinel_user and sentinel_password")),
        }
    }
    Ok(master)
}

/// Reads `USER:PASSWORD@HOST:PORT,HOST:PORT`.
fn cluster(
    base: &str,
    rest: &str,
    certificates: Option<TlsCertificates>,
    timeout: Duration,
) -> Result<ClusterClient, CacheError> {
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    if authority.contains(['/', '?']) {
        let text = "the URL is not redis+cluster://HOST:PORT,…: a Cluster has one database and no parameters";
        return Err(CacheError::Unavailable(text.to_owned()));
    }
    let nodes = nodes(base, authority, "0", CLUSTER_PORT)?;
    let uses_tls = nodes.iter().any(|node| matches!(node.addr(), ConnectionAddr::TcpTls { .. }));
    // A command that may have been executed must not be sent again: `super::connection`
    // decides about each repetition.
    let builder = ClusterClient::builder(nodes).retries(0);
    let mut builder = builder.connection_timeout(timeout).response_timeout(timeout);
    if let Some(certificates) = certificates {
        if !uses_tls {
            return Err(needs_tls());
        }
        builder = builder.certs(certificates);
    }
    Ok(builder.build()?)
}

/// Returns the connection of each node. `authority` is `USER:PASSWORD@HOST:PORT,HOST:PORT`.
fn nodes(base: &str, authority: &str, db: &str, port: u16) -> Result<Vec<ConnectionInfo>, CacheError> {
    let (user_info, hosts) = match authority.rsplit_once('@') {
        Some((user_info, hosts)) => (format!("{user_info}@"), hosts),
        None => (String::new(), authority),
    };
    let node = |host: &str| {
        let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        let port = if has_port { String::new() } else { format!(":{port}") };
        let url = format!("{base}://{user_info}{host}{port}/{db}");
        Ok(url.as_str().into_connection_info()?)
    };
    hosts.split(',').map(node).collect()
}

fn needs_tls() -> CacheError {
    CacheError::Unavailable("a CA file needs a URL with TLS, such as rediss://".to_owned())
}

fn unknown_parameter(name: &str, allowed: &str) -> CacheError {
    CacheError::Unavailable(format!("the URL has the parameter {name:?}, and allowed are {allowed}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<Deployment, CacheError> {
        Deployment::parse(url, None, Duration::from_millis(250))
    }

    #[test]
    fn each_deployment_has_its_urls() {
        for url in [
            "redis://127.0.0.1",
            "rediss://user:secret@cache:6380/2",
            "valkey://cache",
            "valkeys://cache",
            "redis+unix:///run/redis.sock?db=1",
            "unix:///run/redis.sock",
        ] {
            assert!(matches!(parse(url), Ok(Deployment::Server(_))), "{url}");
        }
        for url in ["redis+sentinel://a,b:26380,[::1]/shop", "rediss+sentinel://u:p@a/shop/1"] {
            assert!(matches!(parse(url), Ok(Deployment::Sentinel(_))), "{url}");
        }
        for url in ["redis+cluster://a:7000,b:7001", "rediss+cluster://:secret@a", "valkey+cluster://a/"] {
            assert!(matches!(parse(url), Ok(Deployment::Cluster(_))), "{url}");
        }
    }

    #[test]
    fn a_url_of_sentinels_names_the_master_the_database_and_both_passwords() {
        let url = "redis+sentinel://tea:p%40ss@a,b:26380/shop/3?sentinel_password=other";
        let Ok(Deployment::Sentinel(master)) = parse(url) else { panic!("{url}") };
        let addresses: Vec<_> = master.sentinels.iter().map(ToString::to_string).collect();
        assert_eq!(addresses, ["a:26379", "b:26380"]);
        assert_eq!((master.name.as_str(), master.password.as_deref()), ("shop", Some("other")));
        let server = master.server.redis_settings();
        assert_eq!((server.username(), server.password(), server.db()), (Some("tea"), Some("p@ss"), 3));
        assert!(master.client().is_ok());
    }

    #[test]
    fn a_wrong_url_is_an_error_without_the_password() {
        for url in [
            "redis+sentinel://:oolong@a",
            "redis+sentinel://:oolong@a/",
            "redis+sentinel://:oolong@a/shop/x",
            "redis+sentinel://:oolong@a/shop?db=1",
            "redis+sentinel:///shop",
            "redis+cluster://:oolong@a/1",
            "redis+cluster://",
            "redis+cluster://:oolong@a,,b",
            "http+cluster://:oolong@a",
            "redis+moon://:oolong@a",
        ] {
            let Err(error) = parse(url) else { panic!("{url} was accepted") };
            assert!(!error.to_string().contains("oolong"), "{error}");
        }
    }

    #[test]
    fn a_ca_file_needs_tls() {
        for url in ["redis://a", "redis+unix:///a", "redis+cluster://a", "redis+sentinel://a/shop"] {
            assert!(Deployment::parse(url, Some(Vec::new()), Duration::from_secs(1)).is_err(), "{url}");
        }
    }
}
