//! The shop reports its state to the service manager (`man 3 sd_notify`).

use std::{os::unix::net::UnixDatagram, time::Duration};

use super::program::Program;

/// The time within which a message must arrive.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The socket of a service manager.
struct ServiceManager(UnixDatagram);

impl ServiceManager {
    /// Opens the socket in the program's folder.
    fn open(program: &Program) -> (Self, String) {
        let path = program.folder().join("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        socket.set_read_timeout(Some(TIMEOUT)).unwrap();
        (Self(socket), path.to_str().unwrap().to_owned())
    }

    /// Returns the next message.
    fn message(&self) -> String {
        let mut buffer = [0; 256];
        let length = self.0.recv(&mut buffer).expect("no message arrives");
        String::from_utf8(buffer[..length].into()).unwrap()
    }
}

#[actix_web::test]
async fn the_service_manager_learns_of_start_work_and_stop() {
    let program = Program::new();
    let (manager, socket) = ServiceManager::open(&program);
    let program = program.with("NOTIFY_SOCKET", &socket).with("WATCHDOG_USEC", "300000");
    let running = program.serve(&[]);
    assert_eq!(manager.message(), "READY=1\n");
    assert_eq!(running.visitor().get("/healthz").await.status, 200);
    assert_eq!(manager.message(), "WATCHDOG=1\n");
    assert_eq!(manager.message(), "WATCHDOG=1\n", "the messages go on");
    running.signal("TERM");
    while manager.message() != "STOPPING=1\n" {}
    let outcome = running.wait();
    assert_eq!((outcome.status, outcome.warnings_and_errors()), (Some(0), Vec::new()), "{outcome:?}");
}

#[actix_web::test]
async fn without_a_watchdog_only_start_and_stop_are_reported() {
    let program = Program::new();
    let (manager, socket) = ServiceManager::open(&program);
    let program = program.with("NOTIFY_SOCKET", &socket);
    let running = program.serve(&[]);
    assert_eq!(manager.message(), "READY=1\n");
    assert_eq!(running.stop().status, Some(0));
    assert_eq!(manager.message(), "STOPPING=1\n");
}

/// A service manager that is gone does not keep the shop from serving.
#[actix_web::test]
async fn a_message_that_can_not_be_sent_is_logged() {
    let program = Program::new();
    let socket = program.folder().join("nothing").to_str().unwrap().to_owned();
    let program = program.with("NOTIFY_SOCKET", &socket);
    let running = program.serve(&[]);
    assert_eq!(running.visitor().get("/healthz").await.status, 200);
    let outcome = running.stop();
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    let warnings = outcome.warnings_and_errors();
    assert!(
        warnings.iter().all(|line| line.contains("the service manager can't be notified")),
        "{warnings:?}"
    );
    assert_eq!(warnings.len(), 2, "{warnings:?}");
}
