//! A server that speaks Redis' protocol and refuses every command of a cache, as
//! a Redis Sentinel does: its error repeats the command.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// What `INFO server` says of the run of the server.
const RUN: &str = "run_id:0123456789abcdef0123456789abcdef01234567";

/// The server; its threads end with their connections.
pub struct RefusingRedis {
    address: SocketAddr,
    refused: Arc<Mutex<Vec<String>>>,
}

impl RefusingRedis {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, refused) = (listener.local_addr().unwrap(), Arc::default());
        let shared = Arc::clone(&refused);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let refused = Arc::clone(&shared);
                thread::spawn(move || talk(stream, &refused));
            }
        });
        Self { address, refused }
    }

    pub fn url(&self) -> String {
        format!("redis://{}/0", self.address)
    }

    /// Returns every argument of the commands that it refused.
    pub fn refused(&self) -> Vec<String> {
        self.refused.lock().unwrap().clone()
    }
}

fn talk(stream: TcpStream, refused: &Mutex<Vec<String>>) {
    let mut stream = BufReader::new(stream);
    while let Some(command) = command(&mut stream) {
        let response = match command[0].to_uppercase().as_str() {
            "PING" => "+PONG\r\n".to_owned(),
            "CLIENT" | "SELECT" => "+OK\r\n".to_owned(),
            // Without it cached_db would not send a single key.
            "INFO" => format!("${}\r\n{RUN}\r\n", RUN.len()),
            name => {
                refused.lock().unwrap().extend_from_slice(&command[1..]);
                let arguments: Vec<_> = command[1..].iter().map(|word| format!("'{word}'")).collect();
                let arguments = arguments.join(" ").replace(['\r', '\n'], " ");
                format!("-ERR unknown command '{name}', with args beginning with: {arguments}\r\n")
            }
        };
        if stream.get_mut().write_all(response.as_bytes()).is_err() {
            return;
        }
    }
}

/// The next command: an array of strings (RESP2).
fn command(stream: &mut BufReader<TcpStream>) -> Option<Vec<String>> {
    let count = number(stream, '*')?;
    (0..count)
        .map(|_| {
            let mut text = vec![0; number(stream, '$')? + 2];
            stream.read_exact(&mut text).ok()?;
            text.truncate(text.len() - 2);
            Some(String::from_utf8_lossy(&text).into_owned())
        })
        .collect()
}

fn number(stream: &mut BufReader<TcpStream>, kind: char) -> Option<usize> {
    let mut line = String::new();
    stream.read_line(&mut line).ok()?;
    line.trim_end().strip_prefix(kind)?.parse().ok()
}
