//! The file engine with several processes on one folder, and the files that it
//! leaves there.

use std::{
    fs::{self, File, Permissions},
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::{Duration, SystemTime},
};

use futures_util::future::join_all;
use session_shop::sessions::{
    Record,
    data::Data,
    engines::{Cleared, Engine, FileEngine, Replace},
};
use tempfile::TempDir;
use time::OffsetDateTime;

use crate::support::time_limit::in_time;
use crate::support::{
    Dictionary,
    combinations::EngineAndStore,
    process::{Process, prepare},
    visitor::Visitor,
};

const TEA: &str = "keemun-black";

/// Returns the files of the folder whose names begin with the prefix.
fn files(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(prefix)).collect()
}

/// Starts a server over the file engine in that folder.
async fn dictionary(folder: &TempDir) -> Dictionary {
    let engine = Arc::new(FileEngine::open(folder.path().to_owned()).unwrap());
    Dictionary::over_with(EngineAndStore::CacheMemory, |options| options.engine = engine).await
}

fn shop(folder: &Path) -> Process {
    let files = folder.join("sessions");
    fs::create_dir_all(&files).unwrap();
    Process::start(folder, &[("SESSION_ENGINE", "file"), ("SESSION_FILE_PATH", files.to_str().unwrap())])
}

/// H1: no concurrent change is lost.
#[actix_web::test]
async fn two_engines_on_one_folder_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let here = dictionary(&folder).await;
    let other = Arc::new(FileEngine::open(folder.path().to_owned()).unwrap());
    let there = here.beside(|options| options.engine = other);
    let visitor = here.visitor_with(&["set n 0"]).await;
    let servers = [here.address(), there.address()];
    let tabs = (0..64).zip(servers.iter().cycle()).map(|(_, server)| visitor.at(*server));
    let statuses = join_all(tabs.map(async |tab| tab.run(&["add n 1"]).await.status)).await;
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    assert_eq!(visitor.run_line("get n").await, "64");
}

/// D4
#[actix_web::test]
async fn only_the_owner_may_read_a_session_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
    let dictionary = dictionary(&folder).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    visitor.run_line("add a 1").await;
    visitor.run_line(&format!("set b \"{}\"", "x".repeat(5_000))).await;
    let all = files(folder.path(), "");
    assert_eq!(all.len(), 1, "the session: {all:?}");
    for path in all {
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
    }
}

/// H5
#[actix_web::test]
async fn a_file_that_cannot_be_decoded_is_renamed_and_its_visitor_gets_a_new_session() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let shop = shop(folder.path());
    let sessions = folder.path().join("sessions");
    for content in [&b"1 17672256"[..], b"\xff\xfe\x00", b"", b"1 99999999999999999 {\"cart\":"] {
        let visitor = Visitor::new(shop.address());
        visitor.add_to_cart(TEA, 3).await;
        let file = files(&sessions, "session_").pop().unwrap();
        fs::write(&file, content).unwrap();
        let page = visitor.get("/cart").await;
        assert_eq!((page.status, page.cart_count()), (200, 0), "{content:?}");
        assert!(!file.exists());
        let name = file.file_name().unwrap().to_str().unwrap().replace("session_", "unreadable_");
        assert_eq!(fs::read(sessions.join(name)).unwrap(), content);
        visitor.add_to_cart(TEA, 1).await;
        assert_eq!(visitor.get("/cart").await.cart_lines(), [(TEA.to_owned(), 1)]);
        fs::remove_file(files(&sessions, "session_").pop().unwrap()).unwrap();
    }
    assert_eq!(shop.log().matches("a stored session can't be read").count(), 4, "{}", shop.log());
}

/// E11
#[actix_web::test]
async fn an_incomplete_file_of_a_killed_process_is_removed_by_clearing() {
    let folder = tempfile::tempdir().unwrap();
    let engine = FileEngine::open(folder.path().to_owned()).unwrap();
    let new = |letter: &str| folder.path().join(format!(".new_{}", letter.repeat(32)));
    let (old, young) = (new("o"), new("y"));
    fs::write(&young, "1 17").unwrap();
    let file = File::create(&old).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(7_200)).unwrap();
    let cleared = engine.clear_expired(OffsetDateTime::now_utc()).await.unwrap();
    assert_eq!(cleared, Cleared::Removed(0), "an incomplete file is not a session");
    assert_eq!((old.exists(), young.exists()), (false, true));
}

/// C9, for each way in which the engine writes a file.
#[actix_web::test]
async fn a_deleted_session_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let engine = FileEngine::open(folder.path().to_owned()).unwrap();
    let mut data = Data::default();
    data.set("a", "1");
    let expire_date = OffsetDateTime::now_utc() + Duration::from_secs(60);
    let key = engine.create(&Record::new(data.clone(), expire_date)).await.unwrap();
    for (version, length) in [(1, 10), (2, 5_000), (3, 10)] {
        data.set("a", format!("\"{}\"", "x".repeat(length)));
        let next = Record { version: version + 1, ..Record::new(data.clone(), expire_date) };
        assert_eq!(engine.replace(&key, version, &next).await.unwrap(), Replace::Replaced(key.clone()));
    }
    engine.delete(&key).await.unwrap();
    assert!(files(folder.path(), "").is_empty());
    assert_eq!(engine.load(&key).await.unwrap(), None);
}

/// A process that holds the lock of a file. It is killed when dropped.
struct LockHolder(Child);

impl LockHolder {
    fn of(lock: &Path) -> Self {
        let mut flock = Command::new("flock");
        let hold = flock.arg("--no-fork").arg(lock).args(["sh", "-c", "echo held; exec sleep 600"]);
        let mut child = hold.stdout(Stdio::piped()).spawn().expect("flock, of util-linux");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "held\n");
        Self(child)
    }
}

impl Drop for LockHolder {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// H5
#[actix_web::test]
async fn a_lock_is_free_once_its_holder_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let dictionary = dictionary(&folder).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    visitor.run_line("set a 2").await;
    let holder = LockHolder::of(&files(folder.path(), "session_")[0]);
    let response = in_time("set a 3", visitor.run(&["set a 3"])).await;
    assert_eq!((response.status, response.header("retry-after")), (503, Some("5")));
    drop(holder);
    // A change whose response was an error is not made afterwards.
    thread::sleep(Duration::from_millis(300));
    assert_eq!(visitor.run_line("get a").await, "2");
    visitor.run_line("set a 4").await;
    assert_eq!(visitor.run_line("get a").await, "4");
}
