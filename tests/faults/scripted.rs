//! A Memcached that says what a test wants it to say, right or wrong.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

use session_shop::caches::MemcachedCache;

/// What it does on one connection.
pub type Script = Box<dyn FnOnce(&mut Talk) + Send>;

/// A server with a script for each connection; further ones are refused.
pub struct Scripted(SocketAddr);

impl Scripted {
    pub fn start(scripts: Vec<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for script in scripts {
                let (stream, _) = listener.accept().unwrap();
                thread::spawn(move || script(&mut Talk(BufReader::new(stream))));
            }
        });
        Self(address)
    }

    pub fn cache(&self, connections: usize, timeout: Duration) -> MemcachedCache {
        MemcachedCache::new(&format!("memcache://{}", self.0), connections, timeout).unwrap()
    }

    /// By name.
    pub fn url(&self) -> String {
        format!("memcache://localhost:{}", self.0.port())
    }
}

/// A script, in short.
pub fn script(script: impl FnOnce(&mut Talk) + Send + 'static) -> Script {
    Box::new(script)
}

/// Under each key is the key itself, with number 1.
pub fn honest() -> Script {
    script(|talk| {
        while let Some(command) = talk.command() {
            talk.say(&command.answer());
        }
    })
}

/// It hears everything and says nothing.
pub fn silent() -> Script {
    script(|talk| while talk.command().is_some() {})
}

/// One connection, from the server's end.
pub struct Talk(BufReader<TcpStream>);

impl Talk {
    /// The next command; `None` at the end.
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

    pub fn say(&mut self, words: &str) {
        // The client may have gone.
        let _ = self.0.get_mut().write_all(words.as_bytes());
    }
}

/// A command's line, in words.
#[derive(Debug)]
pub struct Command(Vec<String>);

impl Command {
    /// `mg`, `ms` or `md`.
    pub fn name(&self) -> &str {
        &self.0[0]
    }

    pub fn has(&self, flag: &str) -> bool {
        self.0[1..].iter().any(|word| word == flag)
    }

    /// The right one.
    pub fn answer(&self) -> String {
        let (key, opaque) = (&self.0[1], self.0.last().unwrap());
        match self.name() {
            "mg" => format!("VA {} c1 {opaque}\r\n{key}\r\n", key.len()),
            _ => format!("HD {opaque}\r\n"),
        }
    }
}
