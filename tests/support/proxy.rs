//! A TCP proxy in front of a server. It forwards all bytes, or breaks the connections
//! in one of the ways in which networks fail.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

/// What the proxy does with its connections, present and new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Forwards everything.
    Pass,
    /// Refuses new connections and closes present ones.
    Refuse,
    /// Accepts new connections and closes them at once.
    Drop,
    /// Forwards each piece two seconds late, later than every timeout, so that a response
    /// may arrive during a later request.
    Delay,
    /// Forwards each piece 40 ms late, within every timeout.
    Slow,
    /// Stays connected and forwards nothing until the mode changes. Then all that was
    /// sent arrives.
    Hang,
    /// Forwards nothing on the present connections, ever, and does not close them, like
    /// a firewall that has dropped their state. New connections work after the mode
    /// changes.
    Forget,
    /// Closes the connection in the middle of each response.
    Cut,
    /// Stops the proxy. What it held back is lost.
    Gone,
}

/// The modes in which the server behind the proxy is unavailable.
pub const UNAVAILABLE: &[Mode] =
    &[Mode::Refuse, Mode::Drop, Mode::Delay, Mode::Hang, Mode::Forget, Mode::Cut];

/// Longer than the timeout of any store call.
const LONG_DELAY: Duration = Duration::from_secs(2);

/// How often the proxy looks at its mode.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// The proxy. It stops when the value is dropped.
pub struct Proxy {
    address: SocketAddr,
    mode: Arc<Mutex<Mode>>,
    trap: Trap,
}

/// Bytes of a request that switch the proxy to [`Mode::Hang`] before it forwards them.
type Trap = Arc<Mutex<Option<&'static [u8]>>>;

impl Proxy {
    /// Starts a proxy in front of a server on this machine.
    pub fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, mode) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(Mode::Pass)));
        let target = SocketAddr::from(([127, 0, 0, 1], port));
        let trap = Trap::default();
        let shared = (Arc::clone(&mode), Arc::clone(&trap));
        thread::spawn(move || listen(listener, target, &shared.0, &shared.1));
        Self { address, mode, trap }
    }

    /// Switches to [`Mode::Hang`] at the next request that contains `bytes`, and holds
    /// that request back.
    pub fn hang_at(&self, bytes: &'static [u8]) {
        *self.trap.lock().unwrap() = Some(bytes);
    }

    /// Waits until such a request has come. Panics after 20 seconds.
    pub fn wait_until_it_hangs(&self) {
        let since = Instant::now();
        while *self.mode.lock().unwrap() != Mode::Hang {
            assert!(since.elapsed() < LONG_DELAY * 10, "no such request came");
            thread::sleep(POLL_INTERVAL / 5);
        }
    }

    /// Returns the URL of the server with the port of the proxy.
    pub fn url(&self, url: &str) -> String {
        let (before, after) = url.rsplit_once(':').unwrap();
        let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
        format!("{before}:{}{rest}", self.address.port())
    }

    /// Changes the mode, and returns when all connections follow it.
    pub fn set(&self, mode: Mode) {
        *self.mode.lock().unwrap() = mode;
        thread::sleep(POLL_INTERVAL * 10);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        *self.mode.lock().unwrap() = Mode::Gone;
    }
}

fn listen(listener: TcpListener, target: SocketAddr, mode: &Arc<Mutex<Mode>>, trap: &Trap) {
    let address = listener.local_addr().unwrap();
    let mut listener = Some(listener);
    loop {
        let now = *mode.lock().unwrap();
        match now {
            Mode::Gone => return,
            Mode::Refuse => listener = None,
            _ => {
                let listener = listener.get_or_insert_with(|| TcpListener::bind(address).unwrap());
                accept(listener, target, now, mode, trap);
            }
        }
        thread::sleep(POLL_INTERVAL / 5);
    }
}

fn accept(listener: &TcpListener, target: SocketAddr, now: Mode, mode: &Arc<Mutex<Mode>>, trap: &Trap) {
    listener.set_nonblocking(true).unwrap();
    let Ok((client, _)) = listener.accept() else { return };
    client.set_nonblocking(false).unwrap();
    if now == Mode::Drop {
        return;
    }
    let Ok(server) = TcpStream::connect(target) else { return };
    for (from, to, is_response) in [(&client, &server, false), (&server, &client, true)] {
        let (from, to, mode) = (from.try_clone().unwrap(), to.try_clone().unwrap(), Arc::clone(mode));
        let trap = if is_response { Trap::default() } else { Arc::clone(trap) };
        thread::spawn(move || {
            forward(&from, &to, is_response, &mode, &trap);
            let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
        });
    }
}

/// Forwards the bytes of one direction until one side closes or the mode ends it.
fn forward(mut from: &TcpStream, mut to: &TcpStream, is_response: bool, mode: &Mutex<Mode>, trap: &Trap) {
    let now = || *mode.lock().unwrap();
    from.set_read_timeout(Some(POLL_INTERVAL)).unwrap();
    to.set_nodelay(true).unwrap();
    let mut piece = [0; 16_384];
    loop {
        let read = from.read(&mut piece);
        let bytes = read.as_ref().map_or(0, |bytes| *bytes);
        trap.lock().unwrap().take_if(|trap| {
            let is_found = piece[..bytes].windows(trap.len()).any(|window| window == *trap);
            if is_found {
                *mode.lock().unwrap() = Mode::Hang;
            }
            is_found
        });
        while now() == Mode::Hang {
            thread::sleep(POLL_INTERVAL);
        }
        if now() == Mode::Forget {
            while now() != Mode::Gone {
                thread::sleep(POLL_INTERVAL);
            }
        }
        if [Mode::Drop, Mode::Refuse, Mode::Gone].contains(&now()) {
            return;
        }
        let bytes = match read {
            Ok(0) => return,
            Ok(bytes) => &piece[..bytes],
            Err(error) if [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind()) => continue,
            Err(_) => return,
        };
        match now() {
            Mode::Delay => thread::sleep(LONG_DELAY),
            Mode::Slow => thread::sleep(LONG_DELAY / 50),
            Mode::Cut if is_response => {
                let _ = to.write_all(&bytes[..bytes.len() / 2]);
                return;
            }
            _ => {}
        }
        if to.write_all(bytes).is_err() {
            return;
        }
    }
}
