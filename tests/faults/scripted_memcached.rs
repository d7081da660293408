//! A Memcached server whose responses are given by a test, correct or not.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

use session_shop::caches::MemcachedCache;

/// What the server does on one connection.
pub type Script = Box<dyn FnOnce(&mut ScriptedConnection) + Send>;

/// A server with a script for each connection. It refuses further connections.
pub struct ScriptedMemcached(SocketAddr);

impl ScriptedMemcached {
    pub fn start(scripts: Vec<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for script in scripts {
                let (stream, _) = listener.accept().unwrap();
                thread::spawn(move || script(&mut ScriptedConnection(BufReader::new(stream))));
            }
        });
        Self(address)
    }

    /// Returns a client with that number of connections.
    pub fn cache(&self, connections: usize, timeout: Duration) -> MemcachedCache {
        MemcachedCache::new(&format!("memcache://{}", self.0), connections, timeout).unwrap()
    }

    /// Returns the address of the server, with a host name.
    pub fn url(&self) -> String {
        format!("memcache://localhost:{}", self.0.port())
    }
}

/// Boxes a script.
pub fn script(script: impl FnOnce(&mut ScriptedConnection) + Send + 'static) -> Script {
    Box::new(script)
}

/// Responds correctly. The text of each key is the key itself, with CAS token 1.
pub fn correct() -> Script {
    script(|connection| {
        while let Some(command) = connection.command() {
            connection.send(&command.response());
        }
    })
}

/// Reads every command and never responds.
pub fn silent() -> Script {
    script(|connection| while connection.command().is_some() {})
}

/// The server's side of one connection.
pub struct ScriptedConnection(BufReader<TcpStream>);

impl ScriptedConnection {
    /// Returns the next command, or `None` at the end of the connection.
    pub fn command(&mut self) -> Option<Command> {
        let mut line = String::new();
        self.0.read_line(&mut line).ok().filter(|&bytes| bytes > 0)?;
        let words: Vec<String> = line.split_whitespace().map(ToOwned::to_owned).collect();
        if words[0] == "ms" {
            let mut text = vec![0; words[2].parse::<usize>().unwrap() + 2];
            self.0.read_exact(&mut text).ok()?;
        }
        Some(Command(words))
    }

    pub fn send(&mut self, text: &str) {
        // The client may have closed the connection.
        let _ = self.0.get_mut().write_all(text.as_bytes());
    }
}

/// The words of a command's line.
#[derive(Debug)]
pub struct Command(Vec<String>);

impl Command {
    /// Returns `mg`, `ms` or `md`.
    pub fn name(&self) -> &str {
        &self.0[0]
    }

    /// Returns whether the command has that flag.
    pub fn has(&self, flag: &str) -> bool {
        self.0[1..].iter().any(|word| word == flag)
    }

    /// Returns the correct response.
    pub fn response(&self) -> String {
        let (key, opaque) = (&self.0[1], self.0.last().unwrap());
        match self.name() {
            "mg" => format!("VA {} c1 {opaque}\r\n{key}\r\n", key.len()),
            _ => format!("HD {opaque}\r\n"),
        }
    }
}
