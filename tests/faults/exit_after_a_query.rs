//! A command ends shortly after its last query. The C libraries must not free their global
//! state while a thread still closes its connection.

use std::{path::Path, process::Command};

use crate::support::servers::postgres;

/// A library that is loaded before libpq. It makes the close of a connection take longer
/// than the rest of a command, and ends the process with status 70 if its exit handlers run
/// meanwhile.
const SLOW_CLOSE: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

static atomic_int closing;

void PQfinish(void *connection) {
    void (*finish)(void *) = dlsym(RTLD_NEXT, "PQfinish");
    atomic_fetch_add(&closing, 1);
    usleep(100000);
    finish(connection);
    atomic_fetch_sub(&closing, 1);
}

static void check(void) {
    if (atomic_load(&closing) > 0) _exit(70);
}

__attribute__((constructor)) static void start(void) { atexit(check); }
"#;

fn compile(folder: &Path) -> String {
    let (source, library) = (folder.join("slow_close.c"), folder.join("slow_close.so"));
    std::fs::write(&source, SLOW_CLOSE).unwrap();
    let compiled = Command::new("cc").args(["-shared", "-fPIC", "-o"]).args([&library, &source]).status();
    assert!(compiled.unwrap().success());
    library.display().to_string()
}

#[test]
fn a_command_exits_after_its_connections_are_closed() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_session-shop"));
    command.arg("migrate").current_dir(folder.path()).env("SHOP_DATA_DIR", folder.path());
    command.env("DATABASE_URL", postgres().new_database()).env("LD_PRELOAD", compile(folder.path()));
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}
