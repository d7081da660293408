//! A server that speaks the protocol of Redis and refuses every command of a cache,
//! as Redis Sentinel does. Its error repeats the command.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// The line of `INFO server` that identifies the run of the server.
const RUN_ID: &str = "run_id:0123456789abcdef0123456789abcdef01234567";

/// The server. Its threads end with their connections.
pub struct RefusingRedis {
    address: SocketAddr,
    refused: Arc<Mutex<Vec<String>>>,
}

impl RefusingRedis {
    /// Starts a server whose errors repeat the command.
    pub fn start() -> Self {
        Self::start_with(None)
    }

    /// Starts a server that refuses each command with this error.
    #[cfg(feature = "server-tests")]
    pub fn with_error(error: &'static str) -> Self {
        Self::start_with(Some(error))
    }

    fn start_with(error: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, refused) = (listener.local_addr().unwrap(), Arc::default());
        let shared = Arc::clone(&refused);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let refused = Arc::clone(&shared);
                thread::spawn(move || serve(stream, &refused, error));
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

fn serve(stream: TcpStream, refused: &Mutex<Vec<String>>, error: Option<&str>) {
    let mut stream = BufReader::new(stream);
    while let Some(command) = command(&mut stream) {
        let response = match command[0].to_uppercase().as_str() {
            "PING" => "+PONG\r\n".to_owned(),
            "CLIENT" | "SELECT" => "+OK\r\n".to_owned(),
            // Without this response `cached_db` does not use the cache.
            "INFO" => format!("${}\r\n{RUN_ID}\r\n", RUN_ID.len()),
            name => {
                refused.lock().unwrap().extend_from_slice(&command[1..]);
                let arguments: Vec<_> = command[1..].iter().map(|word| format!("'{word}'")).collect();
                let arguments = arguments.join(" ").replace(['\r', '\n'], " ");
                let unknown = format!("ERR unknown command '{name}', with args beginning with: {arguments}");
                format!("-{}\r\n", error.unwrap_or(&unknown))
            }
        };
        if stream.get_mut().write_all(response.as_bytes()).is_err() {
            return;
        }
    }
}

/// Reads the next command, which is an array of strings (RESP2).
fn command(stream: &mut BufReader<TcpStream>) -> Option<Vec<String>> {
    let count = length(stream, '*')?;
    (0..count)
        .map(|_| {
            let mut text = vec![0; length(stream, '$')? + 2];
            stream.read_exact(&mut text).ok()?;
            text.truncate(text.len() - 2);
            Some(String::from_utf8_lossy(&text).into_owned())
        })
        .collect()
}

/// Reads the length of an array (`*`) or of a string (`$`).
fn length(stream: &mut BufReader<TcpStream>, kind: char) -> Option<usize> {
    let mut line = String::new();
    stream.read_line(&mut line).ok()?;
    line.trim_end().strip_prefix(kind)?.parse().ok()
}
