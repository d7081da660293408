//! An nginx that distributes requests among servers, with the directives that
//! `docs/DEPLOYMENT.md` recommends.

use std::{
    fs,
    net::SocketAddr,
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use super::{Server, ServerKind, TIMEOUT, kill};

static KIND: ServerKind = ServerKind { name: "nginx", signal: "TERM", user: None, command };

/// `X-Upstream` names the server of each response, for the checks of the tests.
const CONFIGURATION: &str = "\
user root;
daemon off;
worker_processes 1;
pid nginx.pid;
events {}
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    upstream shop { include servers.conf; }
    server {
        include listen.conf;
        client_max_body_size 64k;
        location / {
            proxy_pass http://shop;
            proxy_http_version 1.1;
            proxy_connect_timeout 2s;
            proxy_next_upstream error timeout;
            proxy_set_header Connection        \"\";
            proxy_set_header Host              $http_host;
            proxy_set_header Forwarded         \"\";
            proxy_set_header X-Forwarded-Host  $http_host;
            proxy_set_header X-Forwarded-For   $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
            add_header       X-Upstream        $upstream_addr always;
        }
    }
}
";

fn command(folder: &Path, port: u16) -> Vec<String> {
    fs::write(folder.join("listen.conf"), format!("listen 127.0.0.1:{port} backlog=1024;\n")).unwrap();
    let folder = folder.display().to_string();
    ["nginx", "-p", &folder, "-c", "nginx.conf", "-e", "stderr"].map(ToOwned::to_owned).to_vec()
}

/// A server with its weight in the list: whether new requests are sent to it.
pub type Upstream = (SocketAddr, bool);

/// An nginx in front of servers.
pub struct Nginx(pub Server);

impl Nginx {
    pub fn start(servers: &[Upstream]) -> Self {
        Self(Server::start(&KIND, |folder| {
            fs::write(folder.join("nginx.conf"), CONFIGURATION).unwrap();
            write_servers(folder, servers);
        }))
    }

    /// Changes the list of servers. Returns when no worker of the former list is left.
    pub fn reload(&self, servers: &[Upstream]) {
        let process = self.0.running();
        let former = process.children();
        write_servers(self.0.folder(), servers);
        kill("HUP", &[&process.pid]);
        let since = Instant::now();
        while process.children().iter().any(|worker| former.contains(worker)) {
            assert!(since.elapsed() < TIMEOUT, "nginx does not reload:\n{}", self.0.log());
            sleep(Duration::from_millis(5));
        }
    }
}

/// Writes the list of servers. `max_fails=0`: a refused connection leads to the next
/// server, and the first one is tried again at once.
fn write_servers(folder: &Path, servers: &[Upstream]) {
    let line = |(address, is_up): &Upstream| {
        format!("server {address} max_fails=0{};\n", if *is_up { "" } else { " down" })
    };
    fs::write(folder.join("servers.conf"), servers.iter().map(line).collect::<String>()).unwrap();
}
