//! Redis as it is deployed: over TLS, over a Unix socket, behind Sentinel, and as a
//! Cluster. Each test starts its own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use super::{Server, ServerKind};

/// Longer than a deployment needs to be ready, on a busy machine too.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The name of the Unix socket in the folder of a server.
const SOCKET: &str = "redis.sock";

/// A server, a replica, a Sentinel or a node: its folder has the file `redis.conf`.
static CONFIGURED: ServerKind = ServerKind { name: "redis", signal: "KILL", user: None, command: configured };
static SENTINEL: ServerKind = ServerKind { name: "sentinel", signal: "KILL", user: None, command: sentinel };
static TLS: ServerKind = ServerKind { name: "redis", signal: "KILL", user: None, command: over_tls };
static VALKEY: ServerKind = ServerKind { name: "valkey", signal: "KILL", user: None, command: valkey };

fn command(program: &str, folder: &Path, options: &[&str]) -> Vec<String> {
    let file = folder.join("redis.conf").display().to_string();
    let location = ["--bind", "127.0.0.1", "--dir", folder.to_str().unwrap()];
    [program, &file].iter().chain(options).chain(&location).map(|&word| word.to_owned()).collect()
}

fn configured(folder: &Path, port: u16) -> Vec<String> {
    let socket = folder.join(SOCKET).display().to_string();
    command("redis-server", folder, &["--port", &port.to_string(), "--unixsocket", &socket])
}

fn sentinel(folder: &Path, port: u16) -> Vec<String> {
    command("redis-server", folder, &["--sentinel", "--port", &port.to_string()])
}

fn over_tls(folder: &Path, port: u16) -> Vec<String> {
    command("redis-server", folder, &["--port", "0", "--tls-port", &port.to_string()])
}

fn valkey(folder: &Path, port: u16) -> Vec<String> {
    command("valkey-server", folder, &["--port", &port.to_string()])
}

fn start(kind: &'static ServerKind, configuration: &str) -> Server {
    let whole = format!("save \"\"\nappendonly no\n{configuration}");
    let text: &str = if kind.name == "sentinel" { configuration } else { &whole };
    Server::start(kind, |folder| fs::write(folder.join("redis.conf"), text).unwrap())
}

/// Runs a command on a server and returns the response.
pub fn redis_cli(server: &Server, words: &[&str]) -> String {
    let port = server.port().to_string();
    let output = Command::new("redis-cli").args(["-p", &port]).args(words).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Waits until the response to a command contains a text.
fn wait_for(server: &Server, words: &[&str], expected: &str) {
    let since = Instant::now();
    loop {
        let response = redis_cli(server, words);
        if response.contains(expected) {
            return;
        }
        assert!(since.elapsed() < TIMEOUT, "{words:?} has no {expected}: {response}");
        sleep(Duration::from_millis(20));
    }
}

/// Returns a Valkey server, or `None` with a loud line if Valkey is not installed.
pub fn valkey_server() -> Option<Server> {
    let is_installed = Command::new("valkey-server").arg("--version").output().is_ok();
    if !is_installed {
        eprintln!("NOT TESTED: Valkey. The program valkey-server is not installed.");
    }
    is_installed.then(|| start(&VALKEY, ""))
}

/// A server over TLS with a certificate of its own certificate authority.
pub struct RedisOverTls {
    pub server: Server,
    /// The certificate of the authority, PEM.
    pub ca: String,
}

impl RedisOverTls {
    pub fn start() -> Self {
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().unwrap();
        let ca = authority.self_signed(&authority_key).unwrap().pem();
        let key = KeyPair::generate().unwrap();
        let parameters = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let issuer = Issuer::from_params(&authority, &authority_key);
        let certificate = parameters.signed_by(&key, &issuer).unwrap().pem();
        let server = Server::start(&TLS, |folder| {
            let write = |name: &str, text: &str| {
                let file = folder.join(name);
                fs::write(&file, text).unwrap();
                file.display().to_string()
            };
            let (certificate, key) =
                (write("cert.pem", &certificate), write("key.pem", &key.serialize_pem()));
            let ca = write("ca.pem", &ca);
            let files = format!("tls-cert-file {certificate}\ntls-key-file {key}\ntls-ca-cert-file {ca}\n");
            write("redis.conf", &format!("tls-auth-clients no\nsave \"\"\n{files}"));
        });
        Self { server, ca }
    }

    pub fn url(&self) -> String {
        format!("rediss://127.0.0.1:{}/0", self.server.port())
    }

    pub fn ca_file(&self) -> PathBuf {
        self.server.folder().join("ca.pem")
    }
}

/// Starts a server that listens on a Unix socket as well, and returns its URL.
pub fn redis_on_unix_socket() -> (Server, String) {
    let server = start(&CONFIGURED, "");
    let url = format!("redis+unix://{}?db=1", server.folder().join(SOCKET).display());
    (server, url)
}

/// A master with a replica, and a Sentinel that watches them under the name `shop`.
pub struct RedisSentinel {
    pub master: Server,
    pub replica: Server,
    pub sentinel: Server,
}

impl RedisSentinel {
    pub fn start() -> Self {
        let master = start(&CONFIGURED, "repl-diskless-sync-delay 0\n");
        let port = master.port();
        let replica = start(&CONFIGURED, &format!("replicaof 127.0.0.1 {port}\n"));
        wait_for(&replica, &["INFO", "replication"], "master_link_status:up");
        let sentinel = start(
            &SENTINEL,
            &format!(
                "sentinel monitor shop 127.0.0.1 {port} 1\nsentinel down-after-milliseconds shop 1000\n\
                 sentinel failover-timeout shop 2000\n"
            ),
        );
        wait_for(&sentinel, &["SENTINEL", "REPLICAS", "shop"], "slave-priority");
        Self { master, replica, sentinel }
    }

    pub fn url(&self) -> String {
        format!("redis+sentinel://127.0.0.1:{}/shop/0", self.sentinel.port())
    }
}

/// Three masters, and a replica of the first.
pub struct RedisCluster {
    pub masters: Vec<Server>,
    pub replica: Server,
}

/// What keeps every acknowledged write of a node that is restarted. The replica never
/// replaces it: it may lack the last writes.
const DURABLE: &str = "appendonly yes\nappendfsync always\ncluster-replica-no-failover yes\n";

impl RedisCluster {
    /// Starts a Cluster whose replica replaces its master when that is down.
    pub fn start() -> Self {
        Self::with("")
    }

    /// Starts a Cluster that loses no acknowledged write when a master is restarted.
    pub fn durable() -> Self {
        Self::with(DURABLE)
    }

    fn with(options: &str) -> Self {
        let options = format!(
            "cluster-enabled yes\ncluster-node-timeout 2000\ncluster-require-full-coverage no\n\
             repl-diskless-sync-delay 0\n{options}"
        );
        let mut nodes: Vec<Server> = (0..4).map(|_| start(&CONFIGURED, &options)).collect();
        let first = nodes[0].port().to_string();
        for (number, (node, (from, to))) in
            nodes.iter().zip([("0", "5460"), ("5461", "10922"), ("10923", "16383"), ("", "")]).enumerate()
        {
            redis_cli(node, &["CLUSTER", "SET-CONFIG-EPOCH", &(number + 1).to_string()]);
            if !from.is_empty() {
                redis_cli(node, &["CLUSTER", "ADDSLOTSRANGE", from, to]);
            }
            redis_cli(node, &["CLUSTER", "MEET", "127.0.0.1", &first]);
        }
        for node in &nodes {
            wait_for(node, &["CLUSTER", "INFO"], "cluster_known_nodes:4");
            wait_for(node, &["CLUSTER", "INFO"], "cluster_slots_ok:16384");
            wait_for(node, &["CLUSTER", "INFO"], "cluster_state:ok");
        }
        let replica = nodes.pop().unwrap();
        let id = redis_cli(&nodes[0], &["CLUSTER", "MYID"]);
        let since = Instant::now();
        while redis_cli(&replica, &["CLUSTER", "REPLICATE", &id]) != "OK" {
            assert!(since.elapsed() < TIMEOUT);
            sleep(Duration::from_millis(20));
        }
        wait_for(&replica, &["INFO", "replication"], "master_link_status:up");
        Self { masters: nodes, replica }
    }

    pub fn url(&self) -> String {
        let nodes: Vec<String> =
            self.masters.iter().map(|node| format!("127.0.0.1:{}", node.port())).collect();
        format!("redis+cluster://{}", nodes.join(","))
    }

    /// Returns the number of the master that has the slot of an entry.
    pub fn master_of(&self, name: &str) -> usize {
        let slot: usize = redis_cli(&self.masters[0], &["CLUSTER", "KEYSLOT", name]).parse().unwrap();
        usize::from(slot > 5_460) + usize::from(slot > 10_922)
    }

    /// Kills a master, starts it again with its data, and waits until it serves its slots.
    pub fn restart_master(&mut self, number: usize) {
        self.masters[number].stop();
        self.masters[number].start_again();
        wait_for(&self.masters[number], &["CLUSTER", "INFO"], "cluster_state:ok");
    }

    /// Waits until the replica has everything that its master has written.
    pub fn wait_for_replica(&self) {
        let info = redis_cli(&self.masters[0], &["INFO", "replication"]);
        let offset = info.lines().find_map(|line| line.strip_prefix("master_repl_offset:")).unwrap();
        let offset: u64 = offset.trim().parse().unwrap();
        let since = Instant::now();
        loop {
            let info = redis_cli(&self.replica, &["INFO", "replication"]);
            let read = info.lines().find_map(|line| line.strip_prefix("slave_repl_offset:"));
            if read.is_some_and(|read| read.trim().parse::<u64>().unwrap() >= offset) {
                return;
            }
            assert!(since.elapsed() < TIMEOUT, "{info}");
            sleep(Duration::from_millis(10));
        }
    }
}
