//! The files in `deploy/nginx`, in a real nginx before the real program.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command},
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokio::net::TcpSocket;

use super::program::Program;

/// The time within which nginx must start.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The lines around the site's file. One process, which the test can end.
const MAIN: &str = "daemon off; master_process off; user root; pid FOLDER/pid; error_log FOLDER/error.log;
events {}
http {
    access_log off;
    client_body_temp_path FOLDER/body; proxy_temp_path FOLDER/proxy; fastcgi_temp_path FOLDER/fastcgi;
    uwsgi_temp_path FOLDER/uwsgi; scgi_temp_path FOLDER/scgi;
    include FOLDER/site.conf;
}";

/// Whether nginx serves HTTPS, as in the file, or plain HTTP, which the test can speak.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

/// A folder with nginx's files.
struct Site(TempDir);

impl Site {
    /// Adapts the files of `deploy/nginx`: their listeners are Unix sockets in a temporary
    /// folder, and their processes have the addresses of `upstreams`.
    fn new(scheme: Scheme, upstreams: [String; 3]) -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        let certificate = rcgen::generate_simple_self_signed(["shop.example".to_owned()]).unwrap();
        site.write("fullchain.pem", &certificate.cert.pem());
        site.write("privkey.pem", &certificate.signing_key.serialize_pem());
        let mut text = deployed("upstreams.conf");
        for (port, upstream) in (8081..).zip(&upstreams) {
            text = text.replace(&format!("127.0.0.1:{port}"), upstream);
        }
        site.write("upstreams.conf", &text);
        let text = deployed("session-shop.conf").replace("/etc/nginx/session-shop/", &site.path(""));
        let text = text.replace("/etc/ssl/session-shop/", &site.path(""));
        let lines = text.lines().filter_map(|line| site.adapt(line, scheme));
        site.write("site.conf", &lines.collect::<Vec<_>>().join("\n"));
        site.write("nginx.conf", &MAIN.replace("FOLDER/", &site.path("")));
        site
    }

    /// Returns the line with another listener; `None` removes it.
    fn adapt(&self, line: &str, scheme: Scheme) -> Option<String> {
        let is_plain = scheme == Scheme::Http;
        match line.trim_start() {
            "listen 80;" => Some(format!("listen unix:{};", self.path("redirect"))),
            "listen 443 ssl http2;" if is_plain => Some(format!("listen unix:{};", self.path("site"))),
            "listen 443 ssl http2;" => Some(format!("listen unix:{} ssl http2;", self.path("site"))),
            line if line.starts_with("listen [::]:") => None,
            line if line.starts_with("ssl_") && is_plain => None,
            _ => Some(line.to_owned()),
        }
    }

    fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.0.path().display())
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn nginx(&self) -> Command {
        let mut command = Command::new("/usr/sbin/nginx");
        command.args(["-e", &self.path("error.log"), "-c", &self.path("nginx.conf")]);
        command
    }

    /// Starts nginx, and returns when it listens.
    fn start(self) -> Nginx {
        let process = self.nginx().spawn().expect("tests/install installs nginx");
        let mut nginx = Nginx { site: self, process };
        let started = Instant::now();
        while UnixStream::connect(nginx.site.path("site")).is_err() {
            let log = fs::read_to_string(nginx.site.path("error.log")).unwrap_or_default();
            assert!(nginx.process.try_wait().unwrap().is_none(), "nginx has ended: {log}");
            assert!(started.elapsed() < TIMEOUT, "nginx does not listen: {log}");
            std::thread::yield_now();
        }
        nginx
    }
}

/// The running nginx. It is killed when dropped.
struct Nginx {
    site: Site,
    process: Child,
}

impl Nginx {
    /// Sends a request, and returns the response.
    fn response(&self, listener: &str, method: &str, path: &str, host: &str) -> String {
        let mut stream = UnixStream::connect(self.site.path(listener)).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
        stream.write_all(format!("{head}Content-Length: 0\r\n\r\n").as_bytes()).unwrap();
        let mut response = Vec::new();
        stream.read_to_end(&mut response).unwrap();
        String::from_utf8_lossy(&response).into_owned()
    }

    fn status(&self, method: &str, path: &str) -> String {
        self.response("site", method, path, "localhost")[9..12].to_owned()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn deployed(name: &str) -> String {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/nginx");
    fs::read_to_string(folder.join(name)).unwrap()
}

/// Returns an address that refuses connections, and that nothing else can use meanwhile.
fn refusing() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap().to_string();
    (socket, address)
}

#[test]
fn nginx_accepts_the_files() {
    let site = Site::new(Scheme::Https, ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"].map(str::to_owned));
    let output = site.nginx().arg("-t").output().expect("tests/install installs nginx");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Starts a server that ends the first connection without a response, as a process does
/// that is killed, and serves the later ones.
fn failing_once() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        drop(listener.accept());
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = BufReader::new(stream.try_clone().unwrap()).lines();
            while head.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    address
}

/// With nginx's default `max_fails`, each request of the next ten seconds gets a 502.
#[test]
fn a_process_that_has_failed_is_tried_again_at_once() {
    let ((_dead, second), (_dead_too, third)) = (refusing(), refusing());
    let nginx = Site::new(Scheme::Http, [failing_once(), second, third]).start();
    assert_eq!(nginx.status("GET", "/"), "502", "all three fail");
    for _ in 0..20 {
        assert_eq!(nginx.status("GET", "/"), "200");
        assert_eq!(nginx.status("POST", "/"), "200");
    }
}

#[actix_web::test]
async fn two_dead_processes_of_three_cost_no_request() {
    let program = Program::new();
    let running = program.serve(&[]);
    let ((_dead, second), (_dead_too, third)) = (refusing(), refusing());
    let nginx = Site::new(Scheme::Http, [running.address().to_string(), second, third]).start();
    let page = nginx.response("site", "GET", "/", "localhost");
    let style = page.split('"').find(|text| text.ends_with("/css/shop.css")).unwrap();
    for _ in 0..50 {
        assert_eq!(nginx.status("GET", "/"), "200");
        assert_eq!(nginx.status("GET", style), "200");
        // No token: the shop refuses the form, and nginx has passed it on.
        assert_eq!(nginx.status("POST", "/cart/add"), "403");
    }
    assert_eq!(nginx.status("GET", "/readyz"), "404", "it is for the balancer only");
    let redirect = nginx.response("redirect", "GET", "/cart?a=b", "shop.example");
    assert!(redirect.contains("308 ") && redirect.contains("Location: https://shop.example/cart?a=b\r\n"));
}
