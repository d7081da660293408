//! Limits the write-ahead log of a SQLite database.
//!
//! SQLite copies the log into the database after each 1,000 pages, but begins a new log
//! only when no reader uses the old one. On a busy site there is always a reader, so the
//! log would grow without a limit. The thread that writes therefore empties the log when
//! it is large: SQLite then lets no other write begin, and waits until the readers of
//! the old log have ended, which takes milliseconds
//! ([`wal_checkpoint(TRUNCATE)`](https://www.sqlite.org/pragma.html#pragma_wal_checkpoint)).
//! A reader that stays, such as a backup, makes maintenance wait.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection as _;

use super::{
    Connection, DatabaseError, MAINTENANCE_TIMEOUT, timeouts::Timeouts, writer_thread::WriterThread,
};

/// The size from which on a writer empties the log, in bytes.
const MAX_BYTES: u64 = 16 * MIB;

/// The size from which on maintenance waits until the log is empty, in bytes.
const MAX_BYTES_FOR_MAINTENANCE: u64 = 2 * MAX_BYTES;

const MIB: u64 = 1024 * 1024;

/// How long a writer waits for the readers of the log. No other write begins meanwhile.
const READERS_TIMEOUT: Duration = Duration::from_millis(50);

/// The pause after an attempt in which the readers did not end in time.
const PAUSE: Duration = Duration::from_millis(250);

/// The write-ahead log of a database.
#[derive(Clone)]
pub struct WriteAheadLog {
    file: PathBuf,
    next_attempt: Option<Instant>,
}

impl WriteAheadLog {
    /// Returns the log of the database in `file`.
    pub fn of(file: &Path) -> Self {
        let mut name = file.as_os_str().to_owned();
        name.push("-wal");
        Self { file: name.into(), next_attempt: None }
    }

    /// Returns the size of the log, in bytes.
    pub fn bytes(&self) -> u64 {
        fs::metadata(&self.file).map_or(0, |metadata| metadata.len())
    }

    /// Empties the log if it is large. `connection` is in no transaction, and has
    /// `timeouts`, which it gets again afterwards.
    pub fn empty_if_large(&mut self, connection: &mut Connection, timeouts: Timeouts) {
        if self.bytes() <= MAX_BYTES || self.next_attempt.is_some_and(|attempt| Instant::now() < attempt) {
            return;
        }
        let timeout = READERS_TIMEOUT.as_millis();
        let empty = format!("PRAGMA busy_timeout = {timeout}; PRAGMA wal_checkpoint(TRUNCATE)");
        let emptied = connection.batch_execute(&empty).and_then(|()| timeouts.apply(connection));
        if let Err(error) = emptied {
            log::warn!("the write-ahead log {} can't be emptied: {error}", self.file.display());
        }
        self.next_attempt = (self.bytes() > MAX_BYTES).then(|| Instant::now() + PAUSE);
    }

    /// Waits until the log is small enough for a write that no visitor waits for.
    ///
    /// # Errors
    /// [`DatabaseError::LogInUse`] if it is not within 30 seconds, or the error of
    /// `writer`.
    pub async fn wait_until_small(&self, writer: &WriterThread) -> Result<(), DatabaseError> {
        let deadline = tokio::time::Instant::now() + MAINTENANCE_TIMEOUT;
        while self.bytes() > MAX_BYTES_FOR_MAINTENANCE {
            if tokio::time::Instant::now() > deadline {
                return Err(DatabaseError::LogInUse { mib: self.bytes() / MIB });
            }
            // The writer empties the log after a transaction, also after an empty one.
            writer.write(deadline, |_| Ok::<_, DatabaseError>(())).await?;
            tokio::time::sleep(PAUSE / 5).await;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, Sender, channel},
    };

    use diesel::{QueryResult, RunQueryDsl, sql_query};

    use super::*;
    use crate::databases::{Database, connection::DatabaseUrl};

    const TIMEOUT: Duration = Duration::from_secs(10);

    /// What all writes of a test write, a multiple of the limit.
    const WRITTEN_MIB: u64 = 80;

    fn url(folder: &tempfile::TempDir) -> DatabaseUrl {
        DatabaseUrl::parse("sqlite:x.sqlite3", folder.path()).unwrap()
    }

    fn open(folder: &tempfile::TempDir) -> (Database, WriteAheadLog) {
        let mut connection = url(folder).connect(None).unwrap();
        connection.batch_execute("CREATE TABLE notes (note BLOB); INSERT INTO notes VALUES ('')").unwrap();
        let database = Database::open("sqlite:x.sqlite3", folder.path(), 1, TIMEOUT).unwrap();
        (database, WriteAheadLog::of(&folder.path().join("x.sqlite3")))
    }

    /// Begins a transaction that reads, so that its connection uses the log.
    fn read(connection: &mut Connection) {
        let begin = "BEGIN; SELECT COUNT(*) FROM notes";
        connection.batch_execute(begin).unwrap();
    }

    fn write_a_mebibyte(connection: &mut Connection) -> Result<(), DatabaseError> {
        let written: QueryResult<usize> =
            sql_query("UPDATE notes SET note = randomblob(1048576)").execute(connection);
        written.map(drop).map_err(DatabaseError::from)
    }

    /// Begins a new transaction each time that the other reader has begun one.
    fn read_in_turn(
        mut connection: Connection,
        mine: &Receiver<()>,
        other: &Sender<()>,
        is_done: &AtomicBool,
    ) {
        let mut is_open = false;
        while mine.recv().is_ok() && !is_done.load(Ordering::Relaxed) {
            if is_open {
                connection.batch_execute("COMMIT").unwrap();
            }
            read(&mut connection);
            is_open = true;
            if other.send(()).is_err() {
                return;
            }
        }
    }

    #[actix_web::test]
    async fn the_log_is_limited_while_there_is_always_a_reader() {
        let folder = tempfile::tempdir().unwrap();
        let (database, log) = open(&folder);
        let (to_first, first) = channel();
        let (to_second, second) = channel();
        let [one, two] = [(), ()].map(|()| url(&folder).connect(None).unwrap());
        let done = Arc::new(AtomicBool::new(false));
        let (done_one, done_two) = (Arc::clone(&done), Arc::clone(&done));
        to_first.send(()).unwrap();
        let readers = [
            std::thread::spawn(move || read_in_turn(one, &first, &to_second, &done_one)),
            std::thread::spawn(move || read_in_turn(two, &second, &to_first, &done_two)),
        ];
        let mut largest = 0;
        for _ in 0..WRITTEN_MIB {
            database.write(write_a_mebibyte).await.unwrap();
            largest = largest.max(log.bytes());
        }
        assert!(readers.iter().all(|reader| !reader.is_finished()));
        done.store(true, Ordering::Relaxed);
        for reader in readers {
            reader.join().unwrap();
        }
        assert!(largest < 2 * MAX_BYTES, "{} MiB", largest / MIB);
    }

    #[actix_web::test]
    async fn maintenance_waits_for_a_reader_that_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (database, log) = open(&folder);
        let mut reader = url(&folder).connect(None).unwrap();
        read(&mut reader);
        let (full, largest) = (log.clone(), std::cell::Cell::new(0));
        let writing = async {
            for _ in 0..WRITTEN_MIB {
                database.write_maintenance(write_a_mebibyte).await.unwrap();
                largest.set(largest.get().max(log.bytes()));
            }
        };
        let ending = async {
            while full.bytes() <= MAX_BYTES_FOR_MAINTENANCE {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            // The next write waits until this transaction ends.
            tokio::time::sleep(2 * PAUSE).await;
            reader.batch_execute("COMMIT").unwrap();
        };
        futures_util::future::join(writing, ending).await;
        assert!(largest.get() < 2 * MAX_BYTES_FOR_MAINTENANCE, "{} MiB", largest.get() / MIB);
    }
}
