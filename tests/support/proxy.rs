//! A connection that can be broken in each way a network knows: a proxy in
//! front of a server, which passes on what it gets or does something worse.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

/// What becomes of connections, the present ones and new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Everything goes through.
    Pass,
    /// Nobody listens.
    Refuse,
    /// Connections are taken and closed at once.
    Drop,
    /// Each piece comes far too late, and may meet a later request.
    Delay,
    /// Each piece comes 40 ms late, which every request can wait for.
    Slow,
    /// Connected and silent; what was sent arrives when all is well again.
    Hang,
    /// Silent, and the connections of that time for ever: something between
    /// has forgotten them and tells nobody. New ones will be fine.
    Forget,
    /// The connection breaks in the middle of each answer.
    Cut,
    /// The proxy is gone, and what it held with it.
    Gone,
}

/// The ways to be away.
pub const AWAY: &[Mode] = &[Mode::Refuse, Mode::Drop, Mode::Delay, Mode::Hang, Mode::Forget, Mode::Cut];

/// Longer than any store may take.
const LATE: Duration = Duration::from_secs(2);

/// How soon a change of mode is felt.
const PULSE: Duration = Duration::from_millis(5);

/// It ends when it is dropped.
pub struct Proxy {
    address: SocketAddr,
    mode: Arc<Mutex<Mode>>,
    trap: Trap,
}

/// Bytes of a request that make the proxy hang before it passes them on.
type Trap = Arc<Mutex<Option<&'static [u8]>>>;

impl Proxy {
    /// In front of that port of this machine.
    pub fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, mode) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(Mode::Pass)));
        let there = SocketAddr::from(([127, 0, 0, 1], port));
        let trap = Trap::default();
        let seen = (Arc::clone(&mode), Arc::clone(&trap));
        thread::spawn(move || listen(listener, there, &seen.0, &seen.1));
        Self { address, mode, trap }
    }

    /// Hangs at the next request in which those bytes are, and holds it back.
    pub fn hang_at(&self, bytes: &'static [u8]) {
        *self.trap.lock().unwrap() = Some(bytes);
    }

    /// Returns when such a request came.
    pub fn wait_until_it_hangs(&self) {
        let since = Instant::now();
        while *self.mode.lock().unwrap() != Mode::Hang {
            assert!(since.elapsed() < LATE * 10, "no such request came");
            thread::sleep(PULSE / 5);
        }
    }

    /// The address of the server as seen through the proxy.
    pub fn url(&self, url: &str) -> String {
        let (before, after) = url.rsplit_once(':').unwrap();
        let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
        format!("{before}:{}{rest}", self.address.port())
    }

    /// Returns when it is felt.
    pub fn set(&self, mode: Mode) {
        *self.mode.lock().unwrap() = mode;
        thread::sleep(PULSE * 10);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        *self.mode.lock().unwrap() = Mode::Gone;
    }
}

fn listen(listener: TcpListener, there: SocketAddr, mode: &Arc<Mutex<Mode>>, trap: &Trap) {
    let here = listener.local_addr().unwrap();
    let mut listener = Some(listener);
    loop {
        let now = *mode.lock().unwrap();
        match now {
            Mode::Gone => return,
            Mode::Refuse => listener = None,
            _ => {
                let listener = listener.get_or_insert_with(|| TcpListener::bind(here).unwrap());
                accept(listener, there, now, mode, trap);
            }
        }
        thread::sleep(PULSE / 5);
    }
}

fn accept(listener: &TcpListener, there: SocketAddr, now: Mode, mode: &Arc<Mutex<Mode>>, trap: &Trap) {
    listener.set_nonblocking(true).unwrap();
    let Ok((client, _)) = listener.accept() else { return };
    client.set_nonblocking(false).unwrap();
    if now == Mode::Drop {
        return;
    }
    let Ok(server) = TcpStream::connect(there) else { return };
    for (from, to, is_answer) in [(&client, &server, false), (&server, &client, true)] {
        let (from, to, mode) = (from.try_clone().unwrap(), to.try_clone().unwrap(), Arc::clone(mode));
        let trap = if is_answer { Trap::default() } else { Arc::clone(trap) };
        thread::spawn(move || {
            pump(&from, &to, is_answer, &mode, &trap);
            let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
        });
    }
}

/// Passes on until one side ends or the mode says so.
fn pump(mut from: &TcpStream, mut to: &TcpStream, is_answer: bool, mode: &Mutex<Mode>, trap: &Trap) {
    let now = || *mode.lock().unwrap();
    from.set_read_timeout(Some(PULSE)).unwrap();
    to.set_nodelay(true).unwrap();
    let mut piece = [0; 16_384];
    loop {
        let read = from.read(&mut piece);
        let bytes = read.as_ref().map_or(0, |bytes| *bytes);
        trap.lock().unwrap().take_if(|trap| {
            let is_there = piece[..bytes].windows(trap.len()).any(|window| window == *trap);
            if is_there {
                *mode.lock().unwrap() = Mode::Hang;
            }
            is_there
        });
        while now() == Mode::Hang {
            thread::sleep(PULSE);
        }
        if now() == Mode::Forget {
            while now() != Mode::Gone {
                thread::sleep(PULSE);
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
            Mode::Delay => thread::sleep(LATE),
            Mode::Slow => thread::sleep(LATE / 50),
            Mode::Cut if is_answer => {
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
