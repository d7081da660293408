//! A full disk. A change that does not fit is refused, and the older data stays.
//! When there is space again, changes succeed without a restart. The disk is a
//! small `tmpfs`, and mounting it needs root.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use session_shop::{
    databases::{DEFAULT_TIMEOUT, Database},
    sessions::engines::{DbEngine, Engine, FileEngine},
};
use tempfile::TempDir;

use crate::support::{Dictionary, combinations::EngineAndStore, page::Page};

/// Has space for a few sessions of [`VALUE_LENGTH`].
const DISK: &str = "size=2m";

/// The length of the value that the test writes, in characters.
const VALUE_LENGTH: usize = 200_000;

/// A disk that is unmounted when it is dropped.
struct Disk {
    folder: TempDir,
}

impl Disk {
    fn mount() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", DISK, "tmpfs"]).arg(folder.path()).status();
        assert!(
            mounted.is_ok_and(|status| status.success()),
            "this test mounts a small disk of its own: run it as root, on a system that allows mounts"
        );
        Self { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }

    /// Writes to the disk until it is full.
    fn fill(&self) {
        let mut file = File::create(self.filler()).unwrap();
        while file.write_all(&[0; 512]).is_ok() {}
    }

    fn make_space(&self) {
        fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a thread of the database may still have a file open.
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

/// H5: a store that fails is a 503, and the shop recovers by itself.
#[actix_web::test]
async fn the_file_engine_survives_a_full_disk() {
    let disk = Disk::mount();
    survives_full_disk(&disk, Arc::new(FileEngine::open(disk.path().to_owned()).unwrap())).await;
    let names = fs::read_dir(disk.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = names.filter(|name| name.to_str().unwrap().starts_with(".new_")).collect();
    assert!(left.is_empty(), "an incomplete file is left: {left:?}");
}

/// H5
#[actix_web::test]
async fn the_db_engine_survives_a_full_disk() {
    let disk = Disk::mount();
    let database = Database::open("sqlite:sessions.sqlite3", disk.path(), 4, DEFAULT_TIMEOUT).unwrap();
    database.migrate().await.unwrap();
    survives_full_disk(&disk, Arc::new(DbEngine::new(database))).await;
}

async fn survives_full_disk(disk: &Disk, engine: Arc<dyn Engine>) {
    let dictionary =
        Dictionary::over_with(EngineAndStore::CacheMemory, |options| options.engine = engine).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let (cookie, big) = (visitor.cookie("sessionid"), format!("set big \"{}\"", "x".repeat(VALUE_LENGTH)));
    for round in 0..3 {
        disk.fill();
        for _ in 0..5 {
            assert_refused(&visitor.run(&["set a 2", &big]).await);
            let stranger = dictionary.visitor();
            assert_refused(&stranger.run(&[&big]).await);
            assert_eq!(stranger.cookie("sessionid"), None);
        }
        assert_eq!(visitor.run_line("get a").await, "1", "round {round}");
        assert_eq!(visitor.run_line("has_key big").await, "false", "round {round}");
        disk.make_space();
        assert_eq!(visitor.run(&[&big]).await.status, 200, "round {round}");
        assert_eq!(visitor.run_line("delete big").await, "ok");
        assert_eq!(visitor.run_line("items").await, "a=1");
    }
    assert_eq!(visitor.cookie("sessionid"), cookie);
}

fn assert_refused(response: &Page) {
    let head = (response.status, response.header("retry-after"), response.set_cookie("sessionid"));
    assert_eq!(head, (503, Some("5"), None));
}
