//! The connection to Redis of one worker thread, which all requests of the thread share. It
//! is opened at the first command, and opened anew after it was lost, after a timeout, and
//! when the server is no longer a master.
//!
//! A command is sent again if the server has certainly not executed it (a slot that has
//! moved), or if executing it twice does no harm ([`Repeat::Allowed`]).
//! `docs/decisions/redis-connection.md` says why the crate does not decide this.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use redis::{
    AsyncConnectionConfig, Cmd, ErrorKind, RedisError, RedisResult, ServerErrorKind, Value,
    aio::{ConnectionLike, MultiplexedConnection},
    cluster_async::ClusterConnection,
    cluster_routing::{MultipleNodeRoutingInfo, RoutingInfo, SingleNodeRoutingInfo},
    sentinel::SentinelClient,
};

use super::deployment::Deployment;

/// The most times that a command is sent.
const MAX_ATTEMPTS: u32 = 5;

/// The pause before a command is sent again to a Cluster that is just changing.
const PAUSE: Duration = Duration::from_millis(20);

/// The least age at which the connection to a Cluster is replaced after an error. It
/// consists of one connection to each node, and the others still work.
const MIN_AGE_AFTER_ERROR: Duration = Duration::from_millis(500);

/// The least age at which it is replaced after a timeout. A new connection waits for the node that does not respond.
const MIN_AGE_AFTER_TIMEOUT: Duration = Duration::from_secs(5);

/// Whether a command may be executed twice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// The second execution changes nothing.
    Allowed,
    /// The second execution would have another result.
    Forbidden,
}

/// The current connection of one thread.
pub struct SharedConnection {
    deployment: Arc<Deployment>,
    timeout: Duration,
    state: Mutex<State>,
    /// The client of the Sentinels, which keeps its connections.
    sentinels: Arc<tokio::sync::Mutex<Option<SentinelClient>>>,
}

/// A connection that is open or being opened.
#[derive(Clone)]
pub struct Numbered {
    number: u64,
    since: Instant,
    opening: Shared<BoxFuture<'static, RedisResult<Connection>>>,
}

#[derive(Default)]
struct State {
    /// The number of connections that were opened.
    opened: u64,
    current: Option<Numbered>,
}

/// An open connection.
#[derive(Clone)]
enum Connection {
    Server(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl SharedConnection {
    /// Returns a connection that is not open yet. Opening it fails after `timeout`.
    pub fn new(deployment: Arc<Deployment>, timeout: Duration) -> Self {
        Self { deployment, timeout, state: Mutex::default(), sentinels: Arc::default() }
    }

    /// Sends a command and returns the response. The caller waits for at most `timeout`.
    ///
    /// # Errors
    /// [`RedisError`], also for an error that the server returns.
    pub async fn send(&self, command: &Cmd, repeat: Repeat) -> RedisResult<Value> {
        let mut used = self.current();
        let sent = self.send_until_executed(command, repeat, &mut used);
        if let Ok(result) = tokio::time::timeout(self.timeout, sent).await {
            return result;
        }
        // The network may have lost the connection without an error.
        self.replace(&used, MIN_AGE_AFTER_TIMEOUT);
        let reason = format!("no response within {:?}", self.timeout);
        Err(std::io::Error::new(std::io::ErrorKind::TimedOut, reason).into())
    }

    async fn send_until_executed(
        &self,
        command: &Cmd,
        repeat: Repeat,
        used: &mut Numbered,
    ) -> RedisResult<Value> {
        let mut attempt = 1;
        loop {
            *used = self.current();
            // A command that was not sent was not executed.
            let error = match used.opening.clone().await {
                Err(error) => {
                    self.replace(used, Duration::ZERO);
                    error
                }
                Ok(connection) => match connection.send(command).await {
                    Err(error) if !was_refused(&error) && repeat == Repeat::Forbidden => {
                        self.replace_if_lost(used, &error);
                        return Err(error);
                    }
                    Err(error) => error,
                    Ok(value) => return Ok(value),
                },
            };
            self.replace_if_lost(used, &error);
            if attempt >= self.attempts(&error) {
                return Err(error);
            }
            attempt += 1;
            if matches!(*self.deployment, Deployment::Cluster(_)) {
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    /// Returns how often a command is sent that fails with this error.
    fn attempts(&self, error: &RedisError) -> u32 {
        match &*self.deployment {
            Deployment::Cluster(_) if was_refused(error) || error.is_unrecoverable_error() => MAX_ATTEMPTS,
            // A server that is down refuses the second connection as well.
            _ if is_demoted(error) || (error.is_connection_dropped() && !error.is_connection_refusal()) => 2,
            _ => 1,
        }
    }

    fn replace_if_lost(&self, used: &Numbered, error: &RedisError) {
        if error.is_io_error() || error.is_unrecoverable_error() || is_demoted(error) {
            let min_age = if error.is_timeout() { MIN_AGE_AFTER_TIMEOUT } else { MIN_AGE_AFTER_ERROR };
            self.replace(used, min_age);
        }
    }

    /// Drops a connection, unless another request has done so. The next command opens one.
    /// `min_age` is the least age of an open connection to a Cluster.
    fn replace(&self, used: &Numbered, min_age: Duration) {
        let is_cluster = matches!(*self.deployment, Deployment::Cluster(_));
        if is_cluster && used.is_open() && used.since.elapsed() < min_age {
            return;
        }
        let mut state = self.state();
        if state.current.as_ref().is_some_and(|current| current.number == used.number) {
            state.current = None;
        }
    }

    /// Returns the current connection. Begins to open one if there is none.
    fn current(&self) -> Numbered {
        let mut state = self.state();
        if let Some(current) = &state.current {
            return current.clone();
        }
        let (deployment, timeout) = (Arc::clone(&self.deployment), self.timeout);
        let opening = open(deployment, timeout, Arc::clone(&self.sentinels));
        state.opened += 1;
        let new = Numbered { number: state.opened, since: Instant::now(), opening: opening.boxed().shared() };
        // The connection is opened also if the request that needs it stops waiting.
        tokio::spawn(new.opening.clone().map(drop));
        state.current = Some(new.clone());
        new
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a command to the server, or to each master of a Cluster, and returns the
    /// responses.
    ///
    /// # Errors
    /// [`RedisError`] if one of them does not respond or returns an error.
    pub async fn send_to_masters(&self, command: &Cmd) -> RedisResult<Vec<Value>> {
        let used = self.current();
        let sent = async {
            let opened = used.opening.clone().await;
            match opened.inspect_err(|_| self.replace(&used, Duration::ZERO))? {
                Connection::Server(_) => Ok(vec![self.send(command, Repeat::Allowed).await?]),
                Connection::Cluster(mut cluster) => {
                    let masters = RoutingInfo::MultiNode((MultipleNodeRoutingInfo::AllMasters, None));
                    match cluster.route_command(command.clone(), masters).await? {
                        Value::Map(responses) => {
                            responses.into_iter().map(|(_, response)| response.extract_error()).collect()
                        }
                        other => Ok(vec![other.extract_error()?]),
                    }
                }
            }
        };
        let timed_out = || std::io::Error::from(std::io::ErrorKind::TimedOut).into();
        let result = tokio::time::timeout(self.timeout, sent).await.unwrap_or_else(|_| Err(timed_out()));
        result.inspect_err(|error| self.replace_if_lost(&used, error))
    }
}

impl Numbered {
    fn is_open(&self) -> bool {
        self.opening.peek().is_some_and(Result::is_ok)
    }
}

impl Connection {
    async fn send(self, command: &Cmd) -> RedisResult<Value> {
        match self {
            Self::Server(mut server) => server.req_packed_command(command).await?.extract_error(),
            Self::Cluster(mut cluster) => {
                let result = cluster.req_packed_command(command).await.and_then(Value::extract_error);
                match result {
                    Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::Ask) => {
                        asking(&mut cluster, command, error).await
                    }
                    result => result,
                }
            }
        }
    }
}

/// Sends a command to the node that is about to receive the slot of its key. The node
/// executes it only after `ASKING`.
async fn asking(cluster: &mut ClusterConnection, command: &Cmd, error: RedisError) -> RedisResult<Value> {
    let address = error.redirect_node().and_then(|(address, _)| address.rsplit_once(':'));
    let Some((host, port)) = address else { return Err(error) };
    let Ok(port) = port.parse() else { return Err(error) };
    let node = SingleNodeRoutingInfo::ByAddress { host: host.to_owned(), port };
    let mut pipeline = redis::pipe();
    pipeline.cmd("ASKING").add_command(command.clone());
    let responses = cluster.route_pipeline(pipeline, 1, 1, node).await?;
    responses.into_iter().next().unwrap_or(Value::Nil).extract_error()
}

async fn open(
    deployment: Arc<Deployment>,
    timeout: Duration,
    sentinels: Arc<tokio::sync::Mutex<Option<SentinelClient>>>,
) -> RedisResult<Connection> {
    let config =
        AsyncConnectionConfig::new().set_connection_timeout(Some(timeout)).set_response_timeout(None);
    let opened = async {
        Ok(match &*deployment {
            Deployment::Server(client) => {
                Connection::Server(client.get_multiplexed_async_connection_with_config(&config).await?)
            }
            Deployment::Cluster(client) => Connection::Cluster(client.get_async_connection().await?),
            Deployment::Sentinel(master) => {
                let mut sentinels = sentinels.lock().await;
                if sentinels.is_none() {
                    *sentinels = Some(master.client()?);
                }
                match &mut *sentinels {
                    Some(client) => {
                        Connection::Server(client.get_async_connection_with_config(&config).await?)
                    }
                    None => return Err(RedisError::from((ErrorKind::Client, "no client of the Sentinels"))),
                }
            }
        })
    };
    let timed_out = || std::io::Error::from(std::io::ErrorKind::TimedOut).into();
    tokio::time::timeout(timeout, opened).await.unwrap_or_else(|_| Err(timed_out()))
}

/// Returns whether the server has refused the command without executing it, because another
/// server is responsible now.
fn was_refused(error: &RedisError) -> bool {
    use ServerErrorKind::{Ask, ClusterDown, MasterDown, Moved, TryAgain};
    let ErrorKind::Server(kind) = error.kind() else {
        return error.kind() == ErrorKind::ClusterConnectionNotFound;
    };
    is_demoted(error) || matches!(kind, Moved | Ask | TryAgain | ClusterDown | MasterDown)
}

/// Returns whether the server is a replica now.
fn is_demoted(error: &RedisError) -> bool {
    error.kind() == ErrorKind::Server(ServerErrorKind::ReadOnly)
}
