//! The sockets of Unix systems.

use std::{
    fs, io,
    os::unix::{
        fs::{FileTypeExt, PermissionsExt},
        net::UnixStream as StdUnixStream,
    },
    path::{Path, PathBuf},
};

use actix_server::{ServerBuilder, ServerServiceFactory};
use listenfd::ListenFd;
use tokio::net::TcpSocket;

pub use std::os::unix::net::UnixListener;
pub use tokio::net::UnixStream;

use super::Inherited;

/// The file of a Unix socket. When dropped, after the listener, it removes the file, unless
/// another process listens there by then. The inode would not show that: the system uses the
/// number of a removed file again.
#[derive(Debug)]
pub struct SocketFile {
    path: PathBuf,
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        match remove_left_socket(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::AddrInUse => {
                log::warn!("the socket {} can't be removed: {error}", self.path.display());
            }
            _ => {}
        }
    }
}

pub fn inherited() -> io::Result<Vec<Inherited>> {
    let mut descriptors = ListenFd::from_env();
    let mut sockets = Vec::new();
    for index in 0..descriptors.len() {
        // A descriptor of another kind is an error, and stays for the second attempt.
        let tcp = descriptors.take_tcp_listener(index).ok().flatten().map(Inherited::Tcp);
        match tcp {
            Some(tcp) => sockets.push(tcp),
            None => sockets.extend(descriptors.take_unix_listener(index)?.map(Inherited::Unix)),
        }
    }
    Ok(sockets)
}

pub fn set_reuse_port(socket: &TcpSocket) -> io::Result<()> {
    socket.set_reuseport(true)
}

pub fn bind_unix(path: &Path, mode: u32) -> io::Result<(UnixListener, SocketFile)> {
    remove_left_socket(path)?;
    let listener = UnixListener::bind(path)?;
    let file = SocketFile { path: path.to_owned() };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    Ok((listener, file))
}

/// Removes the socket of a process that was killed: nobody listens on it.
fn remove_left_socket(path: &Path) -> io::Result<()> {
    let file = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        file => file?,
    };
    if !file.file_type().is_socket() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the file exists and is no socket"));
    }
    match StdUnixStream::connect(path) {
        Ok(_) => Err(io::ErrorKind::AddrInUse.into()),
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => fs::remove_file(path),
        Err(error) => Err(error),
    }
}

pub fn unix_path(listener: &UnixListener) -> PathBuf {
    let address = listener.local_addr().ok();
    address.and_then(|address| Some(address.as_pathname()?.to_owned())).unwrap_or_default()
}

pub async fn connect_unix(path: &Path) -> io::Result<UnixStream> {
    UnixStream::connect(path).await
}

pub fn serve_unix<F: ServerServiceFactory<UnixStream>>(
    builder: ServerBuilder,
    listener: UnixListener,
    factory: F,
) -> io::Result<ServerBuilder> {
    builder.listen_uds("http", listener, factory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_that_a_process_has_left_is_replaced_and_one_in_use_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("socket");
        drop(UnixListener::bind(&path).unwrap());
        let (listener, file) = bind_unix(&path, 0o600).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(unix_path(&listener), path);
        assert_eq!(bind_unix(&path, 0o600).unwrap_err().kind(), io::ErrorKind::AddrInUse);
        drop(listener);
        let (_listener, _newer) = bind_unix(&path, 0o600).unwrap();
        drop(file);
        assert!(path.exists(), "it is the socket of another process");
    }

    #[test]
    fn the_socket_is_removed_at_the_end_and_another_file_is_never() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("socket");
        drop(bind_unix(&path, 0o600).unwrap());
        assert!(!path.exists());
        fs::write(&path, "tea").unwrap();
        assert_eq!(bind_unix(&path, 0o600).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "tea");
    }
}
