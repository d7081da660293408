//! An HAProxy that checks `/readyz` of each server and sends requests to those that are
//! ready.

use std::{fs, net::SocketAddr, path::Path};

use super::{Server, ServerKind};

static KIND: ServerKind = ServerKind { name: "haproxy", signal: "TERM", user: None, command };

/// `X-Upstream` names the server of each response, for the checks of the tests.
const CONFIGURATION: &str = "\
defaults
    mode http
    timeout connect 2s
    timeout client  30s
    timeout server  30s
    timeout check   2s
    retries 3
    option redispatch
    option forwardfor
frontend site
    bind \"127.0.0.1:${PORT}\"
    http-request set-header X-Forwarded-Proto http
    http-request set-header X-Forwarded-Host %[req.hdr(host)]
    http-request del-header Forwarded
    http-response set-header X-Upstream %si:%sp
    default_backend shop
backend shop
    option httpchk GET /readyz
    http-check expect status 200
    default-server check inter 100ms fall 1 rise 1
";

fn command(folder: &Path, port: u16) -> Vec<String> {
    let file = folder.join("haproxy.cfg").display().to_string();
    ["env", &format!("PORT={port}"), "haproxy", "-db", "-f", &file].map(ToOwned::to_owned).to_vec()
}

/// An HAProxy in front of servers.
pub struct HaProxy(pub Server);

impl HaProxy {
    pub fn start(servers: &[SocketAddr]) -> Self {
        Self(Server::start(&KIND, |folder| {
            let lines = servers.iter().enumerate();
            let lines = lines.map(|(number, address)| format!("    server shop{number} {address}\n"));
            let text = CONFIGURATION.to_owned() + &lines.collect::<String>();
            fs::write(folder.join("haproxy.cfg"), text).unwrap();
        }))
    }
}
